/** The files of tests/golden/parity and what is expected of them, as parity.py wrote it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './native-core.ts';

export interface ExpectedFile {
  /** Width and height as seen. */
  size: [number, number];
  /** Digest of the decoded pixels, oriented. */
  pixels: string;
  /** JPEG: the same at 1/2, 1/4, 1/8. */
  reduced: Record<string, string>;
  /** One digit a card: the denominator at which a JPEG is decoded for it. */
  shrinks: string;
  /** One digest a card; null where the card takes only another size. */
  tensors: (string | null)[];
  /** Lengths to which the file can be cut so that Pillow refuses it. */
  refusedCuts: number[];
}

export interface ExpectedResize {
  file: string;
  filter: string;
  box: [number, number, number, number];
  size: [number, number];
  pixels: string;
}

interface Expected {
  cards: Record<string, [string, string][]>;
  files: Record<string, ExpectedFile>;
  resized: ExpectedResize[];
  /** File to error code. */
  broken: Record<string, string>;
}

const folder = join(root, 'tests/golden/parity');

export const expected: Expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));

export const goodNames = readdirSync(join(folder, 'good')).sort();
export const brokenNames = readdirSync(join(folder, 'broken')).sort();

export const goodPath = (name: string) => join(folder, 'good', name);
export const brokenPath = (name: string) => join(folder, 'broken', name);

export function expectedOf(name: string): ExpectedFile {
  const found = expected.files[name];
  if (found === undefined) throw new Error(`expected.json says nothing of ${name}`);
  return found;
}
