import { OcelliError } from './errors.ts';

/** `text`: `height width`, as the card writes it. */
export type HubSize = { kind: 'exact'; text: string } | { kind: 'shortest-edge'; edge: number };

/** The forms that `size` takes over the years: a number, two sides, or the shorter edge. */
export function readHubSize(size: unknown, square: boolean): HubSize {
  if (typeof size === 'number') {
    const edge = whole('size', size);
    return square ? { kind: 'exact', text: `${edge} ${edge}` } : { kind: 'shortest-edge', edge };
  }
  const { shortest_edge: edge, height, width, ...rest } = (size ?? {}) as Record<string, unknown>;
  const other = Object.keys(rest)[0];
  if (other !== undefined) throw refuse('size', 'height and width, or shortest_edge', other);
  if (edge !== undefined) return { kind: 'shortest-edge', edge: whole('size.shortest_edge', edge) };
  return { kind: 'exact', text: `${whole('size.height', height)} ${whole('size.width', width)}` };
}

/** `height width` of what is one number or two sides. */
export function squareOf(key: string, value: unknown): string {
  const size = readHubSize(Array.isArray(value) ? { height: value[0], width: value[1] } : value, true);
  if (size.kind === 'exact') return size.text;
  throw refuse(key, 'a number, or height and width', 'shortest_edge');
}

function whole(key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw refuse(key, 'a whole number above 0', value);
}

function refuse(key: string, expected: string, received: unknown): OcelliError {
  return new OcelliError('invalid-card', `${key} should be ${expected}, but is ${String(received)}`);
}
