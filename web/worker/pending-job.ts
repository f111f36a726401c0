import type { ClassifyRequest, LogitsRequest, PhotoPayload } from './protocol.ts';

export type JobKind = Omit<ClassifyRequest, 'id' | 'photo'> | Omit<LogitsRequest, 'id' | 'photo'>;

/** A photo ready for `postMessage`. */
export interface PreparedPhoto {
  photo: PhotoPayload;
  transfer: Transferable[];
  /** Frees what was prepared where it is not sent after all. */
  discard?: () => void;
}

/** A call of the page that waits for its answer. */
export class PendingJob {
  readonly kind: JobKind;
  readonly prepare: () => Promise<PreparedPhoto>;
  /** The worker that has the photo; null while it is being prepared. */
  sentTo: Worker | null = null;
  retried = false;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  readonly #signal: AbortSignal | undefined;
  #stop: (() => void) | null = null;

  constructor(
    kind: JobKind,
    prepare: () => Promise<PreparedPhoto>,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
    signal: AbortSignal | undefined,
  ) {
    this.kind = kind;
    this.prepare = prepare;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
  }

  /** An abort rejects at once; `then` tells the worker. */
  onAbort(then: () => void): void {
    this.#stop = () => {
      then();
      this.reject(this.#signal?.reason);
    };
    this.#signal?.addEventListener('abort', this.#stop, { once: true });
  }

  resolve(value: unknown): void {
    this.#release();
    this.#resolve(value);
  }

  reject(error: unknown): void {
    this.#release();
    this.#reject(error);
  }

  #release(): void {
    if (this.#stop !== null) this.#signal?.removeEventListener('abort', this.#stop);
    this.#stop = null;
  }
}
