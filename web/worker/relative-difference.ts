/** Largest |difference| over all outputs, relative to the largest absolute value of `expected`. */
export function relativeDifference(outputs: Float32Array[], expected: Float32Array[]): number {
  let largest = 0;
  let difference = 0;
  for (const [index, values] of expected.entries()) {
    const answers = outputs[index] ?? new Float32Array();
    if (answers.length !== values.length) return Number.POSITIVE_INFINITY;
    for (let i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs(values[i] as number));
      difference = Math.max(difference, Math.abs((answers[i] as number) - (values[i] as number)));
    }
  }
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference / (largest || 1);
}
