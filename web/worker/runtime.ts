import type * as Ort from 'onnxruntime-web';
import { describeError, isAbort, OcelliError } from '../engine/errors.ts';
import { assets, type RuntimeName } from './assets.ts';
import { countedBody, openUrl } from './download.ts';
import { gunzipIfNeeded } from './gunzip.ts';

declare global {
  /**
   * What `WebAssembly.instantiateStreaming` and `fetch` mean inside ONNX Runtime's files:
   * `tools/build-library.mjs` renames them there. The wasm is compiled before they are called.
   */
  var ocelliRuntimeInstantiate:
    | ((source: unknown, imports: WebAssembly.Imports) => Promise<WebAssembly.WebAssemblyInstantiatedSource>)
    | undefined;
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
 * Downloads one build of ONNX Runtime, script and wasm at the same time; the wasm compiles while it
 * arrives. Resolves when both are there; the first session starts the runtime.
 */
export async function loadRuntime(name: RuntimeName, options: RuntimeOptions): Promise<Runtime> {
  const files = assets.runtimes[name];
  const [module, ort] = await Promise.all([
    compileWasm(new URL(files.wasm.file, options.base).href, files.wasm.bytes, options),
    importScript(new URL(files.script.file, options.base).href),
  ]);
  globalThis.ocelliRuntimeInstantiate = async (_, imports) => {
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  globalThis.ocelliRuntimeFetch = async () => new Response();
  const threads = threadCount();
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  return { name, ort, threads };
}

async function compileWasm(url: string, bytes: number, options: RuntimeOptions): Promise<WebAssembly.Module> {
  const response = await openUrl(url, options.signal);
  const compressed = url.endsWith('.gz');
  // A host may undo the compression on the way, so only uncompressed files have a size to hold to.
  const body = countedBody(response, url, { onBytes: options.onBytes, bytes: compressed ? undefined : bytes });
  const wasm = compressed ? await gunzipIfNeeded(body.stream) : body.stream;
  try {
    return await WebAssembly.compileStreaming(new Response(wasm, { headers: { 'Content-Type': 'application/wasm' } }));
  } catch (error) {
    const failure = body.failure();
    if (failure !== null) throw failure;
    if (isAbort(error)) throw error;
    throw new OcelliError('backend-failed', `${url} could not be compiled: ${describeError(error)}`, { cause: error });
  }
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
