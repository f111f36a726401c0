// Photographs that tests make, and what they read back.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const colours = { azure: [40, 120, 230], lemon: [240, 220, 40], rose: [230, 60, 110] };

/** A picture of one colour with noise that depends on its number, as a binary PPM. */
export function picture([red, green, blue], number) {
  const side = 40;
  const header = Buffer.from(`P6\n${side} ${side}\n255\n`);
  const pixels = Buffer.alloc(side * side * 3);
  let state = number + 1;
  for (let i = 0; i < pixels.length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const value = [red, green, blue][i % 3] + (state >>> 27) - 16;
    pixels[i] = Math.max(0, Math.min(255, value));
  }
  return Buffer.concat([header, pixels]);
}

export const jsonLines = (text) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** An ImageFolder of three classes: 16 photographs each to train, 4 to validate, 4 to test. */
export function writePhotos(folder) {
  for (const [part, count, from] of [
    ['train', 16, 0],
    ['val', 4, 100],
    ['test', 4, 200],
  ]) {
    for (const [label, colour] of Object.entries(colours)) {
      mkdirSync(join(folder, part, label), { recursive: true });
      for (let i = 0; i < count; i += 1) {
        writeFileSync(join(folder, part, label, `${i}.ppm`), picture(colour, from + i));
      }
    }
  }
}

/** The float32 tensors of a .safetensors file, by name. */
export function readTensors(path) {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8'));
  const tensors = {};
  for (const [name, { dtype, data_offsets: offsets }] of Object.entries(header)) {
    if (dtype !== 'F32') continue;
    const [from, to] = offsets.map((offset) => offset + 8 + length);
    tensors[name] = new Float32Array(bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + to));
  }
  return tensors;
}
