import { OcelliError } from '../engine/errors.ts';
import type { BackendChoice } from '../engine/types.ts';
import type { Adapter } from './adapter.ts';
import type { RuntimeName } from './assets.ts';
import type { Verdict } from './verdicts.ts';

/** Which build of ONNX Runtime to download, and what to try in it. */
export interface BackendPlan {
  runtime: RuntimeName;
  /** `trial`: prove WebGPU and time it against wasm; `webgpu`: prove it and use it. */
  use: 'trial' | 'webgpu' | 'wasm';
  reason: string;
}

export interface PlanFacts {
  choice: BackendChoice;
  adapter: Adapter | null;
  verdict: Verdict | null;
  /** WebAssembly.Suspending is there: ONNX Runtime's smaller WebGPU build works. */
  jspi: boolean;
  /** Why WebGPU is out of the question, after it failed earlier; null: it is not. */
  withoutWebGpu: string | null;
}

/** Decides before anything is downloaded, so that only the build that serves is. */
export function planBackend({ choice, adapter, verdict, jspi, withoutWebGpu }: PlanFacts): BackendPlan {
  const gpuRuntime = jspi ? 'jspi' : 'asyncify';
  if (choice === 'wasm') return { runtime: 'wasm', use: 'wasm', reason: 'wasm was asked for.' };
  if (choice === 'webgpu') {
    if (adapter === null) {
      throw new OcelliError('backend-failed', 'WebGPU was asked for, but this browser offers no adapter here.');
    }
    return { runtime: gpuRuntime, use: 'webgpu', reason: 'WebGPU was asked for.' };
  }
  if (withoutWebGpu !== null) return { runtime: 'wasm', use: 'wasm', reason: withoutWebGpu };
  if (adapter === null) {
    return { runtime: 'wasm', use: 'wasm', reason: 'This browser offers no WebGPU here, so wasm serves.' };
  }
  if (adapter.software) {
    return { runtime: 'wasm', use: 'wasm', reason: 'WebGPU would run in software here, so wasm serves.' };
  }
  if (verdict === null) return { runtime: gpuRuntime, use: 'trial', reason: '' };
  const reason = `${verdictReason(verdict)} (measured on an earlier visit)`;
  return verdict.backend === 'webgpu'
    ? { runtime: gpuRuntime, use: 'webgpu', reason }
    : { runtime: 'wasm', use: 'wasm', reason };
}

/** One sentence for people, without its full stop's worth of history. */
export function verdictReason(verdict: Verdict): string {
  if (!verdict.agrees) {
    const difference = verdict.difference?.toPrecision(2) ?? 'too much';
    return `WebGPU answered wrongly on this device (it differs by ${difference}), so wasm serves.`;
  }
  const times = `WebGPU takes ${verdict.webgpu?.toFixed(1)} ms, wasm ${verdict.wasm?.toFixed(1)} ms`;
  return `${times}: ${verdict.backend === 'webgpu' ? 'WebGPU' : 'wasm'} serves.`;
}
