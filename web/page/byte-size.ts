/** `4800000` as `4.8 MB`: decimal megabytes, as download sizes are counted. */
export function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} MB`;
}
