import type { ErrorCode } from './types.ts';

/** The one error class of the engine; `code` is for programs, `message` for people. */
export class OcelliError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'OcelliError';
    this.code = code;
  }
}

/** How a failure crosses from the worker to the page: classes do not survive `postMessage`. */
export interface PortableError {
  code: ErrorCode | 'aborted';
  message: string;
  cause?: string;
}

export function toPortable(error: unknown): PortableError {
  if (isAbort(error)) return { code: 'aborted', message: 'The operation was aborted.' };
  if (error instanceof OcelliError) {
    const cause = error.cause === undefined ? undefined : describeError(error.cause);
    return { code: error.code, message: error.message, cause };
  }
  return { code: 'internal', message: describeError(error) };
}

export function fromPortable(error: PortableError): OcelliError | DOMException {
  if (error.code === 'aborted') return new DOMException(error.message, 'AbortError');
  const options = error.cause === undefined ? undefined : { cause: new Error(error.cause) };
  return new OcelliError(error.code, error.message, options);
}

/** Whether this is the rejection of an aborted call. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** The text of anything that may be thrown, bare numbers from wasm included. */
export function describeError(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
