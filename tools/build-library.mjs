// dist/lib: ocelli.js with its types, the worker, the core's wasm, and three builds of ONNX Runtime,
// of which a browser downloads one.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { libraryFolder, root } from './build-paths.mjs';

const ortFolder = join(root, 'node_modules/onnxruntime-web');

/** Names of ONNX Runtime's builds: script with its loader inside, and wasm. */
const runtimes = {
  jspi: { script: 'ort.jspi.bundle.min.mjs', wasm: 'ort-wasm-simd-threaded.jspi.wasm' },
  // 25.5 MiB, over the limit of many hosts: shipped compressed, opened in the worker.
  asyncify: { script: 'ort.webgpu.bundle.min.mjs', wasm: 'ort-wasm-simd-threaded.asyncify.wasm', compress: true },
  wasm: { script: 'ort.wasm.bundle.min.mjs', wasm: 'ort-wasm-simd-threaded.wasm' },
};

/** What all bundles have in common: modern modules, for page and worker alike. */
export function bundleOptions(dev) {
  return {
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    minify: !dev,
    sourcemap: dev ? 'linked' : false,
    legalComments: 'eof',
    logLevel: 'warning',
  };
}

export async function buildLibrary({ dev }) {
  mkdirSync(libraryFolder, { recursive: true });
  const assets = { core: copyCore(), runtimes: {}, version: version() };
  for (const [name, files] of Object.entries(runtimes)) assets.runtimes[name] = await buildRuntime(name, files, dev);
  await build({
    ...bundleOptions(dev),
    entryPoints: { ocelli: join(root, 'web/engine/index.ts') },
    outdir: libraryFolder,
  });
  await build({
    ...bundleOptions(dev),
    entryPoints: { 'ocelli-worker': join(root, 'web/worker/worker.ts') },
    outdir: libraryFolder,
    alias: { 'ocelli-core': join(root, 'build/wasm/ocelli-core.mjs') },
    define: { OCELLI_ASSETS: JSON.stringify(assets) },
    external: ['node:*', 'module', 'fs', 'path', 'url', 'crypto', 'worker_threads'],
  });
  writeTypes();
  writeFileSync(join(libraryFolder, 'assets.json'), `${JSON.stringify(assets, null, 2)}\n`);
}

function copyCore() {
  const file = 'ocelli-core.wasm';
  copyFileSync(join(root, 'build/wasm', file), join(libraryFolder, file));
  return asset(file);
}

async function buildRuntime(name, { script, wasm, compress }, dev) {
  const scriptFile = `ort-${name}.js`;
  await build({
    ...bundleOptions(dev),
    sourcemap: false,
    entryPoints: [join(ortFolder, 'dist', script)],
    outfile: join(libraryFolder, scriptFile),
    // The worker downloads and compiles the wasm itself: web/worker/runtime.ts.
    define: {
      fetch: 'globalThis.ocelliRuntimeFetch',
      'WebAssembly.instantiateStreaming': 'globalThis.ocelliRuntimeInstantiate',
    },
    external: ['node:*', 'module', 'fs', 'path', 'url', 'crypto', 'worker_threads'],
  });
  const source = readFileSync(join(ortFolder, 'dist', wasm));
  const wasmFile = `ort-${name}.wasm${compress ? '.gz' : ''}`;
  writeFileSync(join(libraryFolder, wasmFile), compress ? gzipSync(source, { level: 9 }) : source);
  return { script: asset(scriptFile), wasm: asset(wasmFile) };
}

function asset(file) {
  return { file, bytes: statSync(join(libraryFolder, file)).size };
}

function version() {
  const read = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
  return `ocelli ${read(root)}, onnxruntime-web ${read(ortFolder)}`;
}

/** Declarations of the public files; imports end in `.js`, as every TypeScript resolves them. */
function writeTypes() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const types = join(libraryFolder, 'types');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.library.json'), '--outDir', types], {
    stdio: 'inherit',
  });
  for (const file of readdirSync(types, { recursive: true })) {
    if (!file.endsWith('.d.ts')) continue;
    const path = join(types, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(from '[^']+)\.ts'/g, "$1.js'"));
  }
  writeFileSync(join(libraryFolder, 'ocelli.d.ts'), "export * from './types/engine/index.js';\n");
}
