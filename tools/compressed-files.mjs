// Compressed copies of built files, kept in build/compressed by the hash of what they hold, so that
// a build compresses only what changed and the server finds them at once.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { listFiles, root } from './build-paths.mjs';

const folder = join(root, 'build/compressed');
const gzip = promisify(zlib.gzip);
const brotli = promisify(zlib.brotliCompress);
const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = zlib.constants;

/** Suffix and best compression of each encoding. */
const encodings = {
  br: (bytes, quality = 11) =>
    brotli(bytes, {
      params: {
        [BROTLI_PARAM_QUALITY]: quality,
        [BROTLI_PARAM_LGWIN]: 24,
        [BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes, level = 9) => gzip(bytes, { level }),
};

/** Images and archives do not shrink further. */
export function isCompressible(path) {
  return !/\.(png|jpe?g|webp|avif|gif|gz|br|zip)$/i.test(path);
}

/** The kept copy of `bytes` in `encoding` ('br' or 'gzip'); null where none has been made. */
export function keptCopy(bytes, encoding) {
  const path = copyPath(bytes, encoding);
  return existsSync(path) ? readFileSync(path) : null;
}

/** Quickly, and without keeping it: for a server that meets a file for the first time. */
export function compressQuickly(bytes, encoding) {
  return encodings[encoding](bytes, encoding === 'br' ? 5 : 6);
}

/** Compresses every file under `path` as well as it goes; sizes in bytes. */
export async function compressFolder(path) {
  const rows = [];
  for (const file of listFiles(path)) rows.push({ ...file, ...(await compressFile(join(path, file.path))) });
  return rows;
}

/** Compresses one file as well as it goes; sizes in bytes, none where it does not shrink further. */
export async function compressFile(path) {
  if (!isCompressible(path)) return {};
  const bytes = readFileSync(path);
  return { gzip: await keptSize(bytes, 'gzip'), brotli: await keptSize(bytes, 'br') };
}

async function keptSize(bytes, encoding) {
  mkdirSync(folder, { recursive: true });
  const path = copyPath(bytes, encoding);
  if (!existsSync(path)) {
    writeFileSync(`${path}.part`, await encodings[encoding](bytes));
    renameSync(`${path}.part`, path);
  }
  return statSync(path).size;
}

function copyPath(bytes, encoding) {
  return join(folder, `${createHash('sha256').update(bytes).digest('hex')}.${encoding}`);
}
