import type { ModelPayload } from '../worker/protocol.ts';
import { checkSameOrigin, invalid } from './arguments.ts';
import { describeError, OcelliError } from './errors.ts';
import { cardFromHub } from './hub-card.ts';
import type { CardEntries, HubFolder, ModelSource } from './types.ts';

export interface ModelRequest {
  payload: ModelPayload;
  /** Entries that the folder's JSON files come to; empty for a plain file. */
  card: CardEntries;
}

/** A model in the form that the worker takes; a Hugging Face folder is read and mapped here. */
export async function resolveModel(model: ModelSource, signal?: AbortSignal): Promise<ModelRequest> {
  if (isHubFolder(model)) {
    const [config, preprocessor] = await Promise.all([
      readJson('model.config', model.config, signal),
      readJson('model.preprocessorConfig', model.preprocessorConfig, signal),
    ]);
    return { payload: toPayload('model.onnx', model.onnx), card: cardFromHub(config, preprocessor) };
  }
  return { payload: toPayload('model', model), card: {} };
}

function isHubFolder(model: unknown): model is HubFolder {
  return typeof model === 'object' && model !== null && 'config' in model && 'onnx' in model;
}

function toPayload(parameter: string, model: unknown): ModelPayload {
  if (typeof model === 'string' || model instanceof URL) return { kind: 'url', url: checkSameOrigin(parameter, model) };
  if (model instanceof Blob) return { kind: 'file', file: model };
  // A Blob is a snapshot: what the caller does to the buffer later cannot reach a replaced worker.
  if (model instanceof ArrayBuffer) return { kind: 'file', file: new Blob([model]) };
  throw invalid(parameter, 'a same-site URL, a Blob, an ArrayBuffer or a Hugging Face folder', model);
}

/** `source`: the file, its text (anything that begins with a brace), or its same-site URL. */
async function readJson(parameter: string, source: unknown, signal?: AbortSignal): Promise<unknown> {
  const text = await readText(parameter, source, signal);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OcelliError('invalid-card', `${parameter} should be JSON: ${describeError(error)}`, { cause: error });
  }
}

async function readText(parameter: string, source: unknown, signal?: AbortSignal): Promise<string> {
  if (source instanceof Blob) return source.text();
  if (typeof source !== 'string') throw invalid(parameter, 'a Blob, JSON text or a same-site URL', source);
  if (source.trimStart().startsWith('{')) return source;
  const url = checkSameOrigin(parameter, source);
  const response = await fetch(url, { signal: signal ?? null, mode: 'same-origin' });
  if (!response.ok) {
    throw new OcelliError('download-failed', `${url} could not be fetched: the server answered ${response.status}`);
  }
  return response.text();
}
