import type * as Ort from 'onnxruntime-web';
import { OcelliError, describeError, isAbort } from '../engine/errors.ts';
import { type RuntimeName, assets } from './assets.ts';
import { countedBody, openUrl } from './download.ts';
import { gunzipIfNeeded } from './gunzip.ts';

declare global {
  /** What `fetch` means inside ONNX Runtime's files: `tools/build.mjs` renames it there. */
  var ocelliRuntimeFetch: (() => Promise<Response>) | undefined;
}

export interface Runtime {
  name: RuntimeName;
  ort: typeof Ort;
  threads: number;
}

export interface RuntimeOptions {
  /** Folder of the assets, with a final slash. */
  base: string;
  signal?: AbortSignal | undefined;
  onBytes?: ((loaded: number) => void) | undefined;
}

export function runtimeBytes(name: RuntimeName): number {
  return assets.runtimes[name].wasm.bytes;
}

/**
 * Downloads one build of ONNX Runtime: script and wasm at the same time, the wasm handed over as a
 * stream so that it compiles while it arrives. It starts with the first session.
 */
export async function loadRuntime(name: RuntimeName, options: RuntimeOptions): Promise<Runtime> {
  const files = assets.runtimes[name];
  const open = () => openWasm(new URL(files.wasm.file, options.base).href, files.wasm.bytes, options);
  const wasm = open();
  wasm.catch(() => undefined);
  // ONNX Runtime asks again when the first answer did not compile; a stream can be read only once.
  const answers = [wasm];
  globalThis.ocelliRuntimeFetch = () => answers.pop() ?? open();
  const ort = await importScript(new URL(files.script.file, options.base).href);
  const threads = threadCount();
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  await wasm;
  return { name, ort, threads };
}

async function openWasm(url: string, bytes: number, options: RuntimeOptions): Promise<Response> {
  const response = await openUrl(url, options.signal);
  const compressed = url.endsWith('.gz');
  // A host may undo the compression on the way, so only uncompressed files have a size to hold to.
  const body = countedBody(response, url, { onBytes: options.onBytes, bytes: compressed ? undefined : bytes });
  const wasm = compressed ? await gunzipIfNeeded(body) : body;
  return new Response(wasm, { headers: { 'Content-Type': 'application/wasm' } });
}

async function importScript(url: string): Promise<typeof Ort> {
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ url)) as typeof Ort;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new OcelliError('download-failed', `${url} could not be loaded: ${describeError(error)}`, { cause: error });
  }
}

/** One thread unless the page is cross-origin isolated; then half the cores, at most four. */
function threadCount(): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return Math.min(4, Math.ceil((navigator.hardwareConcurrency || 1) / 2));
}
