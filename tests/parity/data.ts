/** Data that is not part of the repository: unpacked in `data/`, or packed in `../shared/data`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './native-core.ts';

export interface DataFolder {
  path: string;
  /** Removes what was unpacked for the test. */
  close(): void;
}

/** `name`: the folder's; `archive`: the file that unpacks to it. */
export interface DataName {
  name: string;
  archive: string;
}

const archivePath = ({ archive }: DataName) => join(root, '../shared/data', archive);
const unpackedPath = ({ name }: DataName) => join(root, 'data', name);

/** For the `skip` option of a test: why the data cannot be had, or false where they can. */
export function skipWithout(data: DataName): string | false {
  if (existsSync(unpackedPath(data)) || existsSync(archivePath(data))) return false;
  return `there is neither data/${data.name} nor ../shared/data/${data.archive}`;
}

export function openData(data: DataName): DataFolder {
  if (existsSync(unpackedPath(data))) return { path: unpackedPath(data), close: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'ocelli-data-'));
  execFileSync('tar', ['-xf', archivePath(data), '-C', folder]);
  return { path: join(folder, data.name), close: () => rmSync(folder, { recursive: true, force: true }) };
}
