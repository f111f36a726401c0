// Builds dist/lib (the library, as the npm package publishes it) and dist/site (the page, static
// files for any host and any sub-path). Assumes that the core is built at build/wasm.
//   node tools/build.mjs [--dev] [--sizes]
// --dev: not minified, with source maps. --sizes: compress everything as well as it goes (minutes,
// once) and print the sizes; tools/serve.mjs then serves those compressed files.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildLibrary } from './build-library.mjs';
import { buildPage } from './build-page.mjs';
import { dist, listFiles, root, staging } from './build-paths.mjs';
import { compressFolder } from './compressed-files.mjs';

/** Many hosts refuse larger files. */
const MAX_FILE_BYTES = 25 * 2 ** 20;

async function main() {
  const { values } = parseArgs({ options: { dev: { type: 'boolean' }, sizes: { type: 'boolean' } } });
  const core = join(root, 'build/wasm/ocelli-core.mjs');
  if (!existsSync(core))
    throw new Error(`${core} is missing: build the core first (cmake --preset wasm), or run npm start`);
  try {
    await buildLibrary({ dev: values.dev ?? false });
    await buildPage({ dev: values.dev ?? false });
    checkSizes();
    rmSync(dist, { recursive: true, force: true });
    renameSync(staging, dist);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  if (values.sizes) await printSizes();
}

function checkSizes() {
  const tooLarge = listFiles(staging).filter(({ bytes }) => bytes > MAX_FILE_BYTES);
  if (tooLarge.length === 0) return;
  throw new Error(`over 25 MiB, which many hosts refuse: ${tooLarge.map(({ path }) => path).join(', ')}`);
}

async function printSizes() {
  const rows = await compressFolder(dist);
  const width = Math.max(...rows.map(({ path }) => path.length));
  const column = (value) => String(value ?? '').padStart(11);
  console.log(`${'file'.padEnd(width)}${column('bytes')}${column('gzip')}${column('brotli')}`);
  for (const { path, bytes, gzip, brotli } of rows) {
    console.log(`${path.padEnd(width)}${column(bytes)}${column(gzip)}${column(brotli)}`);
  }
}

main().catch((error) => {
  console.error(`build failed: ${error.message}`);
  process.exitCode = 1;
});
