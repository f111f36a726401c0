/** What is asked of both builds of the core, what they answer, and how two answers are compared. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

export interface Job {
  /** Path of the file. */
  photo: string;
  /** Read only so many of its bytes. */
  bytes?: number;
  /** Entries that complete tiny.onnx's card: decode as it says, and prepare the tensor. */
  card?: [string, string][];
  /** Whether the answer holds the pixels; default true. */
  pixels?: boolean;
  /** Native only: decode at 1/2, 1/4 or 1/8. */
  shrink?: number;
  /** Native only: the pixels of a resize. */
  resize?: { box: number[]; width: number; height: number; filter: string };
}

export interface PhotoAnswer {
  width: number;
  height: number;
  shrink: number;
  format: string;
  pixelWidth: number;
  pixelHeight: number;
}

export interface Answer {
  error: { code: string; message: string } | null;
  photo?: PhotoAnswer;
  /** RGB bytes. */
  pixels?: Uint8Array;
  shape?: number[];
  /** Bytes of float32. */
  tensor?: Uint8Array;
  /** Of processor time: other programs on the machine do not count. */
  milliseconds: number;
  peakMegabytes: number;
}

/** As tests/golden/parity.py writes it. */
export function digest(bytes: Uint8Array | undefined): string | null {
  if (bytes === undefined) return null;
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** Number of bits in which two blocks differ; blocks of different lengths differ in all. */
export function differingBits(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return 8 * Math.max(a.length, b.length);
  if (Buffer.compare(a, b) === 0) return 0;
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    for (let bits = (a[i] as number) ^ (b[i] as number); bits !== 0; bits &= bits - 1) count++;
  }
  return count;
}

/** The same picture and tensor to the bit, or the same error to the letter. */
export function assertSame(native: Answer, wasm: Answer, what: string): void {
  assert.deepEqual(wasm.error, native.error, what);
  assert.deepEqual(wasm.photo, native.photo, what);
  assert.deepEqual(wasm.shape, native.shape, what);
  for (const part of ['pixels', 'tensor'] as const) {
    const none = new Uint8Array();
    assert.equal(differingBits(native[part] ?? none, wasm[part] ?? none), 0, `${what}: differing bits of the ${part}`);
  }
}
