/** Photographs that the engine's tests make, and what they should come to. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './harness.ts';

/** Logits by model and photograph, from Pillow and Python's onnxruntime: `tests/golden/engine_answers.py`. */
export const expected: Record<string, Record<string, number[]>> = JSON.parse(
  await readFile(join(root, 'tests/golden/engine_answers.json'), 'utf8'),
);

/** Logits are compared to this: summed in another order, they differ in the sixth digit. */
export const TOLERANCE = 1e-4;

export function largestDifference(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  return one.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (other[index] as number))), 0);
}

const RAMP = { width: 48, height: 40 };

/** The photograph `ramp` of `tests/golden/engine_answers.py`, as a BMP of 24 bits: rows from the bottom, BGR. */
export function rampBmp(): Uint8Array {
  const { width, height } = RAMP;
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(54 + width * height * 3, 2);
  head.writeUInt32LE(54, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  const pixels: number[] = [];
  for (let y = height - 1; y >= 0; y -= 1) {
    for (let x = 0; x < width; x += 1) pixels.push((x * y) % 256, (6 * y) % 256, (5 * x) % 256);
  }
  return Buffer.concat([head, Buffer.from(pixels)]);
}
