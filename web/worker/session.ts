import type * as Ort from 'onnxruntime-web';
import { describeError, OcelliError } from '../engine/errors.ts';
import type { Backend } from '../engine/types.ts';
import type { CoreTensor } from './core-module.ts';
import type { Runtime } from './runtime.ts';

/** How long after a failed run the loss of its device may still be announced. */
const LOSS_GRACE_MS = 250;

/** A network ready to run on one backend. */
export class Session {
  readonly backend: Backend;
  readonly #ort: typeof Ort;
  readonly #session: Ort.InferenceSession;
  readonly #outputs: string[];
  /** Resolves with the reason when the GPU device is lost; null on wasm. */
  readonly deviceLost: Promise<string> | null;

  private constructor(
    backend: Backend,
    ort: typeof Ort,
    session: Ort.InferenceSession,
    outputs: string[],
    device: GPUDevice | null,
  ) {
    this.deviceLost = device?.lost.then(({ message, reason }) => message || reason) ?? null;
    this.backend = backend;
    this.#ort = ort;
    this.#session = session;
    this.#outputs = outputs;
  }

  /** `outputNames`: the card's, in the decoder's order; empty: the network's only output. */
  static async create(
    runtime: Runtime,
    backend: Backend,
    model: ArrayBuffer,
    outputNames: readonly string[],
  ): Promise<Session> {
    let session: Ort.InferenceSession;
    try {
      session = await runtime.ort.InferenceSession.create(new Uint8Array(model), {
        executionProviders: [backend],
        graphOptimizationLevel: 'all',
      });
    } catch (error) {
      const where = backend === 'webgpu' ? 'WebGPU' : 'wasm';
      throw new OcelliError('backend-failed', `The model could not be opened on ${where}: ${describeError(error)}`, {
        cause: error,
      });
    }
    try {
      const device = backend === 'webgpu' ? ((await runtime.ort.env.webgpu.device) as GPUDevice) : null;
      return new Session(backend, runtime.ort, session, chooseOutputs(session, outputNames), device);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /**
   * Runs the network once: its outputs as float32, in the card's order, copied. Rejects with code
   * `device-lost` when the GPU goes away, even where ONNX Runtime would wait for ever.
   */
  async run(input: CoreTensor): Promise<Float32Array[]> {
    if (this.deviceLost === null) return this.#runOnce(input);
    const lost = this.deviceLost.then((reason) => {
      throw new OcelliError('device-lost', `The GPU device was lost: ${reason}`);
    });
    lost.catch(() => undefined);
    try {
      return await Promise.race([this.#runOnce(input), lost]);
    } catch (error) {
      // A run on a dying device may fail just before the loss is announced.
      await Promise.race([lost, new Promise((resolve) => setTimeout(resolve, LOSS_GRACE_MS))]);
      throw error;
    }
  }

  async #runOnce(input: CoreTensor): Promise<Float32Array[]> {
    const name = this.#session.inputNames[0] as string;
    const tensor = new this.#ort.Tensor('float32', input.data, input.shape);
    const answers = await this.#session.run({ [name]: tensor }, this.#outputs);
    try {
      return this.#outputs.map((output) => toFloats(output, answers[output] as Ort.Tensor));
    } finally {
      for (const answer of Object.values(answers)) answer.dispose();
      tensor.dispose();
    }
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

function chooseOutputs(session: Ort.InferenceSession, wanted: readonly string[]): string[] {
  if (session.inputNames.length !== 1) {
    throw new OcelliError(
      'invalid-model',
      `The model should have one input, but has ${session.inputNames.length}: ${session.inputNames.join(', ')}`,
    );
  }
  if (wanted.length === 0 && session.outputNames.length > 1) {
    throw new OcelliError(
      'invalid-card',
      `ocelli.output.names is needed: the model has ${session.outputNames.length} outputs (${session.outputNames.join(', ')})`,
    );
  }
  const missing = wanted.find((name) => !session.outputNames.includes(name));
  if (missing !== undefined) {
    throw new OcelliError(
      'invalid-card',
      `ocelli.output.names should name outputs of the model (${session.outputNames.join(', ')}), but has "${missing}"`,
    );
  }
  return wanted.length > 0 ? [...wanted] : [...session.outputNames];
}

function toFloats(name: string, tensor: Ort.Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array)) {
    throw new OcelliError('invalid-model', `The output ${name} should be float32, but is ${tensor.type}`);
  }
  return tensor.data.slice();
}
