/** Asks the core's wasm build, in this process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CoreBytes, CoreCard, CoreModule, CorePhoto, CoreResult } from '../../web/worker/core-module.ts';
import type { Answer, Job } from './answers.ts';
import { cardModel, root } from './native-core.ts';

const LIMITS = { megapixels: 100, memoryMegabytes: 512 };

const folder = join(root, 'build/wasm');

let compiled: Promise<WebAssembly.Module> | undefined;

/** Emscripten's way of handing over a module that is compiled already. */
interface Instantiating {
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object;
}

/** A fresh core, with memory of its own; compiled once, as in a worker. */
export async function startWasmCore(): Promise<CoreModule> {
  const script = await import(pathToFileURL(join(folder, 'ocelli-core.mjs')).href);
  compiled ??= WebAssembly.compile(readFileSync(join(folder, 'ocelli-core.wasm')));
  const module = await compiled;
  const options: Instantiating = {
    instantiateWasm(imports, receive) {
      WebAssembly.instantiate(module, imports).then((instance) => receive(instance, module));
      return {};
    },
  };
  const create = script.default as (options: Instantiating) => Promise<CoreModule>;
  return await create(options);
}

export function withBytes<T>(core: CoreModule, bytes: Uint8Array, use: (block: CoreBytes) => T): T {
  const block = new core.Bytes(bytes.length);
  try {
    block.view().set(bytes);
    return use(block);
  } finally {
    block.delete();
  }
}

/** The value of a result that must be one. */
export function unwrap<T>(result: CoreResult<T>): T {
  if (result.error !== null) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result as T;
}

/** The card of tiny.onnx, or of another model, with entries of one's own. The caller deletes it. */
export function readCard(
  core: CoreModule,
  entries: [string, string][],
  model = cardModel,
): CoreResult<{ card: CoreCard }> {
  return withBytes(core, readFileSync(model), (onnx) => core.readCard(onnx, entries));
}

export function askWasm(core: CoreModule, jobs: readonly Job[]): Answer[] {
  return jobs.map((job) => answerTo(core, job));
}

function answerTo(core: CoreModule, job: Job): Answer {
  const file = readFileSync(job.photo).subarray(0, job.bytes);
  const answer: Answer = { error: null, milliseconds: 0, peakMegabytes: 0 };
  const read = job.card === undefined ? null : readCard(core, job.card);
  if (read?.error) return { ...answer, error: read.error };
  const card = read?.card ?? null;
  const start = process.cpuUsage();
  const decoded = withBytes(core, file, (bytes) => core.decode(bytes, card, LIMITS));
  if (decoded.error === null) {
    fill(answer, core, decoded.photo, card, job.pixels ?? true);
    decoded.photo.delete();
  } else {
    answer.error = decoded.error;
  }
  const { user, system } = process.cpuUsage(start);
  answer.milliseconds = (user + system) / 1000;
  card?.delete();
  answer.peakMegabytes = core.memoryBytes() / 1e6;
  return answer;
}

function fill(answer: Answer, core: CoreModule, photo: CorePhoto, card: CoreCard | null, withPixels: boolean) {
  const { width, height, shrink, format } = photo;
  const pixels = photo.pixels();
  answer.photo = { width, height, shrink, format, pixelWidth: pixels.width, pixelHeight: pixels.height };
  if (withPixels) answer.pixels = pixels.data;
  if (card === null) return;
  const prepared = core.preprocess(photo, card);
  if (prepared.error === null) {
    const { data, shape } = prepared.tensor;
    answer.shape = shape;
    answer.tensor = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  } else {
    answer.error = prepared.error;
  }
}
