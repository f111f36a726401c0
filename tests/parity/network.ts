/** A shipped model on the page's path, in Node: the wasm core's tensors, ONNX Runtime Web's wasm build. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web/wasm';
import type { CoreCard, CoreModule, CoreTensor } from '../../web/worker/core-module.ts';
import { root } from './native-core.ts';
import { readCard, startWasmCore, unwrap, withBytes } from './wasm-core.ts';

const LIMITS = { megapixels: 100, memoryMegabytes: 512 };

export class Network {
  readonly #core: CoreModule;
  readonly #card: CoreCard;
  readonly #session: ort.InferenceSession;

  private constructor(core: CoreModule, card: CoreCard, session: ort.InferenceSession) {
    this.#core = core;
    this.#card = card;
    this.#session = session;
  }

  /** `name`: a folder of models/. */
  static async open(name: string): Promise<Network> {
    const model = join(root, 'models', name, 'model.onnx');
    const core = await startWasmCore();
    const { card } = unwrap(readCard(core, [], model));
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = readFileSync(
      createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'),
    );
    const session = await ort.InferenceSession.create(readFileSync(model), { executionProviders: ['wasm'] });
    return new Network(core, card, session);
  }

  /** The network's input for a photograph's file. */
  prepare(file: Uint8Array): CoreTensor {
    const { photo } = withBytes(this.#core, file, (bytes) => unwrap(this.#core.decode(bytes, this.#card, LIMITS)));
    try {
      return unwrap(this.#core.preprocess(photo, this.#card)).tensor;
    } finally {
      photo.delete();
    }
  }

  async run({ data, shape }: CoreTensor): Promise<Float32Array> {
    const input = new ort.Tensor('float32', data, shape);
    const [inputName, outputName] = [this.#session.inputNames[0] as string, this.#session.outputNames[0] as string];
    const outputs = await this.#session.run({ [inputName]: input });
    return (outputs[outputName] as ort.Tensor).data as Float32Array;
  }

  async close(): Promise<void> {
    this.#card.delete();
    await this.#session.release();
  }
}

/** Place of the largest value; the first where several are equal. */
export function indexOfLargest(values: Float32Array): number {
  return values.indexOf(values.reduce((most, value) => Math.max(most, value)));
}
