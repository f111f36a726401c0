import { describeError, OcelliError } from '../engine/errors.ts';
import type { Backend, BackendReport } from '../engine/types.ts';
import type { BackendPlan } from './backend-plan.ts';
import { verdictReason } from './backend-plan.ts';
import { type CoreCard, type CoreModule, unwrap } from './core.ts';
import type { CoreTensor } from './core-module.ts';
import { relativeDifference } from './relative-difference.ts';
import type { Runtime } from './runtime.ts';
import { Session } from './session.ts';
import type { Verdict } from './verdicts.ts';

/** Timed runs of one trial; their median counts. */
const TRIAL_RUNS = 3;

/** Relative difference allowed where the model file has no golden output to say so. */
const REFERENCE_TOLERANCE = 1e-3;

export interface TrialInput {
  core: CoreModule;
  card: CoreCard;
  model: ArrayBuffer;
  runtime: Runtime;
  plan: BackendPlan;
  adapter: string | null;
}

export interface TrialOutcome {
  session: Session;
  report: BackendReport;
  /** To be remembered; null where nothing was tried. */
  verdict: Verdict | null;
  /** Length of the network's first output, seen on the golden input. */
  width: number;
}

type Findings = Pick<BackendReport, 'goldenDifference' | 'inference'>;

/**
 * Opens the model where the plan says, and proves it there: the golden input must give the golden
 * output. In a trial, WebGPU and wasm are both timed, and the faster correct one serves.
 */
export async function openOnBestBackend(input: TrialInput): Promise<TrialOutcome> {
  const trial = new Trial(input);
  if (input.plan.use === 'wasm') return trial.serveWasm(input.plan.reason, null);
  return input.plan.use === 'webgpu' ? trial.serveWebGpu() : trial.compare();
}

class Trial {
  readonly #input: TrialInput;
  readonly #golden: CoreTensor;
  readonly #outputNames: string[];
  readonly #hasGolden: boolean;
  readonly #findings: Findings = { goldenDifference: {}, inference: {} };
  #width = 0;

  constructor(input: TrialInput) {
    this.#input = input;
    this.#golden = unwrap(input.core.goldenInput(input.card)).tensor;
    const info = input.card.info();
    this.#outputNames = info.outputNames;
    this.#hasGolden = info.hasGolden;
  }

  async serveWasm(reason: string, verdict: Verdict | null): Promise<TrialOutcome> {
    const session = await this.#open('wasm');
    await this.#proveWasm(session);
    return this.#outcome(session, reason, verdict);
  }

  /** WebGPU without comparing speeds: it was asked for, or won on an earlier visit. */
  async serveWebGpu(): Promise<TrialOutcome> {
    const session = await this.#open('webgpu');
    const outputs = await this.#run(session);
    const agrees = await this.#proveWebGpu(outputs, null);
    if (agrees) return this.#outcome(session, this.#input.plan.reason, null);
    const difference = this.#findings.goldenDifference.webgpu?.toPrecision(2);
    throw new OcelliError('backend-failed', `WebGPU answers wrongly on this device: it differs by ${difference}.`);
  }

  async compare(): Promise<TrialOutcome> {
    let gpu: Session;
    let outputs: Float32Array[];
    try {
      gpu = await this.#open('webgpu');
      outputs = await this.#run(gpu);
    } catch (error) {
      const reason = `WebGPU failed here, so wasm serves: ${describeError(error)}`;
      // Where the failure took the runtime with it, a new worker tries the build without WebGPU.
      return this.serveWasm(reason, null).catch(() => Promise.reject(error));
    }
    const cpu = await this.#open('wasm');
    const reference = await this.#proveWasm(cpu);
    const agrees = await this.#proveWebGpu(outputs, reference);
    const times = this.#findings.inference;
    if (agrees) {
      times.webgpu = await this.#time(gpu);
      times.wasm = await this.#time(cpu);
    }
    const backend: Backend = agrees && (times.webgpu ?? 0) <= (times.wasm ?? 0) ? 'webgpu' : 'wasm';
    const difference = this.#findings.goldenDifference.webgpu;
    const verdict: Verdict = { backend, agrees, ...times, ...(difference === undefined ? {} : { difference }) };
    const [winner, loser] = backend === 'webgpu' ? [gpu, cpu] : [cpu, gpu];
    await loser.release();
    return this.#outcome(winner, verdictReason(verdict), verdict);
  }

  async #open(backend: Backend): Promise<Session> {
    const { runtime, model } = this.#input;
    return Session.create(runtime, backend, model, this.#outputNames);
  }

  async #run(session: Session): Promise<Float32Array[]> {
    const outputs = await session.run(this.#golden);
    this.#width = outputs[0]?.length ?? 0;
    return outputs;
  }

  /** The outputs on wasm; throws where they are not the golden ones. */
  async #proveWasm(session: Session): Promise<Float32Array[]> {
    const outputs = await this.#run(session);
    if (!this.#hasGolden) return outputs;
    const { difference, agrees } = unwrap(this.#input.core.goldenDifference(this.#input.card, outputs));
    this.#findings.goldenDifference.wasm = difference;
    if (agrees) return outputs;
    await session.release();
    throw new OcelliError(
      'backend-failed',
      `The network does not give the golden output of its model card, not even on wasm: it differs by ${difference.toPrecision(2)} of the largest value.`,
    );
  }

  /** Against the golden output, or, where the card has none, against wasm. */
  async #proveWebGpu(outputs: Float32Array[], reference: Float32Array[] | null): Promise<boolean> {
    if (this.#hasGolden) {
      const { difference, agrees } = unwrap(this.#input.core.goldenDifference(this.#input.card, outputs));
      this.#findings.goldenDifference.webgpu = difference;
      return agrees;
    }
    const expected = reference ?? (await this.#wasmOutputs());
    const difference = relativeDifference(outputs, expected);
    this.#findings.goldenDifference.webgpu = difference;
    return difference <= REFERENCE_TOLERANCE;
  }

  async #wasmOutputs(): Promise<Float32Array[]> {
    const session = await this.#open('wasm');
    try {
      return await session.run(this.#golden);
    } finally {
      await session.release();
    }
  }

  async #time(session: Session): Promise<number> {
    const times: number[] = [];
    for (let run = 0; run < TRIAL_RUNS; run++) {
      const start = performance.now();
      await session.run(this.#golden);
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[TRIAL_RUNS >> 1] as number;
  }

  #outcome(session: Session, reason: string, verdict: Verdict | null): TrialOutcome {
    const { runtime, adapter } = this.#input;
    const report: BackendReport = {
      backend: session.backend,
      runtime: runtime.name,
      adapter,
      ...this.#findings,
      reason,
      threads: runtime.threads,
    };
    return { session, report, verdict, width: this.#width };
  }
}
