import type { Backend } from '../engine/types.ts';
import { assets } from './assets.ts';

const CACHE = 'ocelli-verdicts-1';

/** What the trial of a model on this machine's GPU came to. Times are milliseconds. */
export interface Verdict {
  backend: Backend;
  webgpu?: number;
  wasm?: number;
  /** Largest difference of WebGPU from the golden output, relative. */
  difference?: number;
  agrees: boolean;
}

/** `model`: its hash where known beforehand, else its address. */
export async function recallVerdict(base: string, model: string, adapter: string): Promise<Verdict | null> {
  try {
    const response = await (await caches.open(CACHE)).match(verdictKey(base, model, adapter));
    return response === undefined ? null : ((await response.json()) as Verdict);
  } catch {
    return null; // No cache here: the trial runs again.
  }
}

export async function rememberVerdict(base: string, model: string, adapter: string, verdict: Verdict): Promise<void> {
  try {
    await (await caches.open(CACHE)).put(verdictKey(base, model, adapter), Response.json(verdict));
  } catch {
    // No cache here, or a full disk: the next load tries again.
  }
}

/** A key in the form that the Cache API wants; nothing is ever fetched from it. */
function verdictKey(base: string, model: string, adapter: string): string {
  const key = new URL('ocelli-verdict', base);
  key.search = new URLSearchParams({ model, adapter, version: assets.version, agent: navigator.userAgent }).toString();
  return key.href;
}
