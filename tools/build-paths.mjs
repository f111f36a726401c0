// Where the build reads and writes.
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const dist = join(root, 'dist');

/** A build comes together here and then takes the place of `dist`: nobody meets half of one. */
export const staging = join(root, `build/dist-${process.pid}`);
export const libraryFolder = join(staging, 'lib');
export const pageFolder = join(staging, 'site');

/** All files under `folder`, sorted, with paths relative to it and sizes in bytes. */
export function listFiles(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, bytes: statSync(join(folder, path)).size }));
}
