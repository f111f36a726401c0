import { OcelliError, describeError, isAbort } from '../engine/errors.ts';

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

/** The body of `response` as it arrives, counted and, at its end, checked against `bytes`. */
export function countedBody(response: Response, url: string, options: DownloadOptions): ReadableStream<Uint8Array> {
  let loaded = 0;
  const body = response.body ?? new Blob([]).stream();
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        options.onBytes?.(loaded);
        controller.enqueue(chunk);
      },
      flush(controller) {
        if (options.bytes !== undefined && loaded !== options.bytes) {
          controller.error(sizeMismatch(url, options.bytes, loaded));
        }
      },
    }),
  );
}

/** Downloads the whole of `url`. */
export async function download(url: string, options: DownloadOptions = {}): Promise<ArrayBuffer> {
  const response = await openUrl(url, options.signal);
  try {
    return await new Response(countedBody(response, url, options)).arrayBuffer();
  } catch (error) {
    if (isAbort(error) || error instanceof OcelliError) throw error;
    throw new OcelliError('download-failed', `${url} broke off: ${describeError(error)}`, { cause: error });
  }
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
