// dist/site: the page, with the library's files beside it, the models and the service worker.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from './build-library.mjs';
import { libraryFolder, listFiles, pageFolder, root } from './build-paths.mjs';

const source = join(root, 'web/page');

/** What the page takes over as it is. */
const staticFiles = ['index.html', 'manifest.webmanifest', 'icons', 'samples'];

/** Beside the page, of the library: everything but the bundle and its types, which are in page.js. */
const libraryFiles = /^(ocelli-worker\.js|ocelli-core\.wasm|ort-.*)(\.map)?$/;

export async function buildPage({ dev }) {
  mkdirSync(pageFolder, { recursive: true });
  for (const name of staticFiles) copy(join(source, name), join(pageFolder, name));
  for (const name of readdirSync(libraryFolder).filter((file) => libraryFiles.test(file))) {
    copy(join(libraryFolder, name), join(pageFolder, name));
  }
  copyModels();
  await build({
    ...bundleOptions(dev),
    entryPoints: { page: join(source, 'page.ts') },
    outdir: pageFolder,
  });
  await build({
    ...bundleOptions(dev),
    entryPoints: { page: join(source, 'page.css') },
    outdir: pageFolder,
  });
  await buildServiceWorker(dev);
}

function copyModels() {
  const index = join(root, 'models/index.json');
  copy(index, join(pageFolder, 'models/index.json'));
  for (const { file, bytes, sha256 } of JSON.parse(readFileSync(index, 'utf8'))) {
    const model = readFileSync(join(root, 'models', file));
    const hash = createHash('sha256').update(model).digest('hex');
    if (model.length !== bytes || hash !== sha256) {
      throw new Error(
        `models/index.json says ${bytes} bytes, ${sha256} of ${file}, which has ${model.length}, ${hash}`,
      );
    }
    copy(join(root, 'models', file), join(pageFolder, 'models', file));
  }
}

async function buildServiceWorker(dev) {
  const { shell, onUse } = offlineFiles();
  await build({
    ...bundleOptions(dev),
    format: 'iife',
    entryPoints: { 'service-worker': join(source, 'service-worker.ts') },
    outdir: pageFolder,
    define: { PRECACHE: JSON.stringify(shell), ON_USE: JSON.stringify(onUse) },
  });
}

/** The shell is there after the first visit; what only some browsers need is kept once it was used. */
function offlineFiles() {
  const shell = [];
  const onUse = [];
  for (const { path } of listFiles(pageFolder)) {
    if (path.endsWith('.onnx') || path.endsWith('.map') || path.endsWith('.md') || path.endsWith('.mjs')) continue;
    const file = { url: path, revision: revision(path) };
    const runtime = /^ort-(\w+)\./.exec(path)?.[1];
    if (runtime !== undefined) onUse.push({ ...file, runtimes: [runtime] });
    else if (path === 'ocelli-core.wasm') onUse.push({ ...file, runtimes: ['jspi', 'asyncify', 'wasm'] });
    else shell.push(file);
  }
  return { shell, onUse };
}

function revision(path) {
  return createHash('sha256')
    .update(readFileSync(join(pageFolder, path)))
    .digest('hex')
    .slice(0, 16);
}

function copy(from, to) {
  if (!existsSync(from)) throw new Error(`${from} is missing`);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, filter: (path) => !/\.(mjs|md)$/.test(path) });
}
