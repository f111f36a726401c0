import { OcelliError } from '../engine/errors.ts';
import { download, sha256, sizeMismatch } from './download.ts';
import type { ModelPayload } from './protocol.ts';

/** Raised when the layout of what is cached changes; older caches of ours are then deleted. */
const CACHE_PREFIX = 'ocelli-models-';
export const MODEL_CACHE = `${CACHE_PREFIX}1`;

export interface ModelFile {
  bytes: ArrayBuffer;
  /** Null where the page is not a secure context. */
  sha256: string | null;
}

export interface Integrity {
  bytes: number;
  sha256: string;
}

export interface FetchModelOptions {
  integrity: Integrity | null;
  signal?: AbortSignal | undefined;
  /** Bytes so far, and in all where that is known (else null). */
  onBytes?: ((loaded: number, total: number | null) => void) | undefined;
}

/**
 * The model's bytes, checked against `integrity` where it is given. A URL with integrity comes from
 * the Cache API when it lies there whole, and is put there only once it has been verified; without
 * integrity the network is asked first, and the cache serves offline.
 */
export async function fetchModel(model: ModelPayload, options: FetchModelOptions): Promise<ModelFile> {
  if (model.kind === 'file') {
    const bytes = await model.file.arrayBuffer();
    options.onBytes?.(bytes.byteLength, bytes.byteLength);
    return verify('The model file', bytes, options.integrity);
  }
  const cache = await openCache();
  const key = cacheKey(model.url, options.integrity);
  if (options.integrity !== null) {
    const cached = await fromCache(cache, key, options);
    if (cached !== null) return cached;
  }
  return fromNetwork(model.url, cache, key, options);
}

async function fromNetwork(
  url: string,
  cache: Cache | null,
  key: string,
  options: FetchModelOptions,
): Promise<ModelFile> {
  const expected = options.integrity?.bytes;
  let bytes: ArrayBuffer;
  try {
    bytes = await download(url, {
      signal: options.signal,
      bytes: expected,
      onBytes: (loaded) => options.onBytes?.(loaded, expected ?? null),
    });
  } catch (error) {
    const offline = options.integrity === null && error instanceof OcelliError && error.code === 'download-failed';
    const cached = offline ? await fromCache(cache, key, options) : null;
    if (cached !== null) return cached;
    throw error;
  }
  const file = await verify(url, bytes, options.integrity);
  options.onBytes?.(bytes.byteLength, bytes.byteLength);
  // A full disk or a private window only costs the next visit its cache.
  await cache?.put(key, new Response(bytes)).catch(() => undefined);
  return file;
}

async function fromCache(cache: Cache | null, key: string, options: FetchModelOptions): Promise<ModelFile | null> {
  const response = await cache?.match(key);
  if (cache === null || response === undefined) return null;
  try {
    const bytes = await response.arrayBuffer();
    const file = await verify(key, bytes, options.integrity);
    options.onBytes?.(bytes.byteLength, bytes.byteLength);
    return file;
  } catch {
    // What was cached is damaged: forget it and let the network answer.
    await cache.delete(key);
    return null;
  }
}

async function verify(name: string, bytes: ArrayBuffer, integrity: Integrity | null): Promise<ModelFile> {
  if (integrity !== null && bytes.byteLength !== integrity.bytes) {
    throw sizeMismatch(name, integrity.bytes, bytes.byteLength);
  }
  const hash = await sha256(bytes);
  if (integrity !== null && hash !== null && hash !== integrity.sha256.toLowerCase()) {
    throw new OcelliError('integrity-failed', `${name} should have SHA-256 ${integrity.sha256}, but has ${hash}`);
  }
  return { bytes, sha256: hash };
}

/** The URL and the hash together, so that a new model at an old address is not taken for the old. */
function cacheKey(url: string, integrity: Integrity | null): string {
  const key = new URL(url);
  key.hash = '';
  key.searchParams.set('ocelli-sha256', integrity?.sha256.toLowerCase() ?? 'latest');
  return key.href;
}

/** Null where there is no Cache API (plain http, some private windows). */
async function openCache(): Promise<Cache | null> {
  if (globalThis.caches === undefined) return null;
  try {
    for (const name of await caches.keys()) {
      if (name.startsWith(CACHE_PREFIX) && name !== MODEL_CACHE) await caches.delete(name);
    }
    return await caches.open(MODEL_CACHE);
  } catch {
    return null;
  }
}
