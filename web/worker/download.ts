import { describeError, isAbort, OcelliError } from '../engine/errors.ts';

export interface DownloadOptions {
  signal?: AbortSignal | undefined;
  /** Called with the bytes received so far, uncompressed. */
  onBytes?: ((loaded: number) => void) | undefined;
  /** Size known beforehand; a body of any other size is `integrity-failed`. */
  bytes?: number | undefined;
}

/**
 * Opens `url`; every failure is an OcelliError `download-failed` that names the address, except an
 * abort, which stays an AbortError.
 */
export async function openUrl(url: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', signal: signal ?? null });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new OcelliError('download-failed', `${url} could not be fetched: ${describeError(error)}`, { cause: error });
  }
  if (!response.ok) {
    throw new OcelliError('download-failed', `${url} could not be fetched: the server answered ${response.status}`);
  }
  return response;
}

export interface CountedBody {
  stream: ReadableStream<Uint8Array>;
  /** What the stream failed with: whoever reads it through a `Response` is told only that it did. */
  failure(): unknown;
}

/**
 * The body of `response` as it arrives, counted and, at its end, checked against `bytes`. It fails
 * with an OcelliError, or with an AbortError.
 */
export function countedBody(response: Response, url: string, options: DownloadOptions): CountedBody {
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  let loaded = 0;
  let failure: unknown = null;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    try {
      const { done, value } = await reader.read();
      if (!done) {
        loaded += value.byteLength;
        options.onBytes?.(loaded);
        return controller.enqueue(value);
      }
      if (options.bytes !== undefined && loaded !== options.bytes) throw sizeMismatch(url, options.bytes, loaded);
      controller.close();
    } catch (error) {
      failure = isAbort(error) || error instanceof OcelliError ? error : brokenOff(url, error);
      controller.error(failure);
    }
  };
  const stream = new ReadableStream<Uint8Array>({ pull, cancel: (reason) => reader.cancel(reason) });
  return { stream, failure: () => failure };
}

/** Downloads the whole of `url`. */
export async function download(url: string, options: DownloadOptions = {}): Promise<ArrayBuffer> {
  const response = await openUrl(url, options.signal);
  const reader = countedBody(response, url, options).stream.getReader();
  const chunks: Uint8Array[] = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) chunks.push(part.value);
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes.buffer;
}

function brokenOff(url: string, error: unknown): OcelliError {
  return new OcelliError('download-failed', `${url} broke off: ${describeError(error)}`, { cause: error });
}

export function sizeMismatch(name: string, expected: number, received: number): OcelliError {
  return new OcelliError('integrity-failed', `${name} should have ${expected} bytes, but has ${received}`);
}

/** SHA-256 as lower-case hexadecimal; null where the page is not a secure context. */
export async function sha256(bytes: BufferSource): Promise<string | null> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return null;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
