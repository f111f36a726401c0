import { WorkerClient } from '../worker/client.ts';
import {
  checkCount,
  checkLabels,
  checkOneOf,
  checkPositive,
  checkSameOrigin,
  checkSignal,
  invalid,
} from './arguments.ts';
import { resolveModel } from './model-source.ts';
import { preparePhoto } from './photo-source.ts';
import type {
  BackendReport,
  CardEntries,
  ClassificationResult,
  Classifier,
  ClassifierOptions,
  ClassifyOptions,
  ModelInfo,
  Photo,
} from './types.ts';

const DEFAULT_TOP_K = 5;
const DEFAULT_LIMITS = { megapixels: 100, memoryMegabytes: 512 };

/**
 * Loads a model in a worker of its own and proves its backend. Rejects with an `OcelliError`, or
 * with an AbortError when `signal` fires; nothing stays behind then, and the call may be repeated.
 */
export async function createClassifier(options: ClassifierOptions): Promise<Classifier> {
  if (typeof options !== 'object' || options === null) throw invalid('options', 'an object with `model`', options);
  const signal = checkSignal(options.signal);
  signal?.throwIfAborted();
  const backend = checkOneOf('backend', ['auto', 'webgpu', 'wasm'] as const, options.backend ?? 'auto');
  const limits = {
    megapixels: checkPositive('limits.megapixels', options.limits?.megapixels ?? DEFAULT_LIMITS.megapixels),
    memoryMegabytes: checkPositive(
      'limits.memoryMegabytes',
      options.limits?.memoryMegabytes ?? DEFAULT_LIMITS.memoryMegabytes,
    ),
  };
  const integrity = checkIntegrity(options.integrity);
  const assets = options.assets === undefined ? null : withSlash(checkSameOrigin('assets', options.assets));
  const { payload, card } = await resolveModel(options.model, signal);
  const client = new WorkerClient({
    load: {
      assets: assets ?? new URL('./', import.meta.url).href,
      model: payload,
      card: { ...card, ...checkCard(options.card) },
      backend,
      integrity,
      limits,
    },
    createWorker: () => startWorker(assets),
    onProgress: options.onProgress,
  });
  try {
    await client.load(signal);
  } catch (error) {
    client.dispose();
    throw error;
  }
  return new WorkerClassifier(client);
}

class WorkerClassifier implements Classifier {
  readonly #client: WorkerClient;

  constructor(client: WorkerClient) {
    this.#client = client;
  }

  get model(): ModelInfo {
    return this.#client.model;
  }

  get report(): BackendReport {
    return this.#client.report;
  }

  async classify(photo: Photo, options: ClassifyOptions = {}): Promise<ClassificationResult> {
    const kind = {
      type: 'classify' as const,
      topK: checkCount('topK', options.topK ?? DEFAULT_TOP_K),
      allow: checkLabels('allow', options.allow ?? []),
      deny: checkLabels('deny', options.deny ?? []),
    };
    return this.#client.run<ClassificationResult>(kind, () => preparePhoto(photo), checkSignal(options.signal));
  }

  async logits(photo: Photo, options: { signal?: AbortSignal } = {}): Promise<Float32Array> {
    return this.#client.run<Float32Array>({ type: 'logits' }, () => preparePhoto(photo), checkSignal(options.signal));
  }

  dispose(): void {
    this.#client.dispose();
  }
}

function startWorker(assets: string | null): Worker {
  if (assets !== null) return new Worker(new URL('ocelli-worker.js', assets), { type: 'module', name: 'ocelli' });
  // In this form, bundlers find the worker and bring it along.
  return new Worker(new URL('./ocelli-worker.js', import.meta.url), { type: 'module', name: 'ocelli' });
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function checkCard(card: unknown): CardEntries {
  if (card === undefined) return {};
  const isEntries = typeof card === 'object' && card !== null && !Array.isArray(card);
  if (!isEntries) throw invalid('card', 'an object of `ocelli.*` keys and texts', card);
  for (const [key, value] of Object.entries(card)) {
    if (!key.startsWith('ocelli.')) throw invalid('card', 'an object of `ocelli.*` keys', key);
    if (typeof value !== 'string') throw invalid(`card["${key}"]`, 'text', value);
  }
  return card as CardEntries;
}

function checkIntegrity(integrity: unknown): { bytes: number; sha256: string } | null {
  if (integrity === undefined) return null;
  const { bytes, sha256 } = (integrity ?? {}) as Record<string, unknown>;
  const isHash = typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256);
  if (!isHash) throw invalid('integrity.sha256', '64 hexadecimal digits', sha256);
  return { bytes: checkCount('integrity.bytes', bytes), sha256: (sha256 as string).toLowerCase() };
}
