import { fromPortable, OcelliError } from '../engine/errors.ts';
import type { BackendReport, ModelInfo, Progress } from '../engine/types.ts';
import { type JobKind, PendingJob, type PreparedPhoto } from './pending-job.ts';
import type { FromWorker, Loaded, LoadRequest, ToWorker } from './protocol.ts';

/** Wasm memory of the core beyond which an idle worker is replaced: memory never shrinks by itself. */
const MEMORY_LIMIT_BYTES = 384 * 2 ** 20;

/** How long nothing may be asked before a worker counts as idle. */
const IDLE_MS = 1000;

export interface ClientOptions {
  load: Omit<LoadRequest, 'type' | 'withoutWebGpu'>;
  createWorker: () => Worker;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * The page's end of the worker. It outlives workers: one whose device is lost, that crashed or that
 * has grown far is replaced, and what was waiting is handed to the next, once.
 */
export class WorkerClient {
  readonly #options: ClientOptions;
  readonly #jobs = new Map<number, PendingJob>();
  #worker: Worker | null = null;
  #ready: Promise<Loaded> | null = null;
  #loaded: Loaded | null = null;
  #rejectLoad: ((error: unknown) => void) | null = null;
  #nextId = 1;
  #losses = 0;
  #withoutWebGpu: string | null = null;
  #idle: ReturnType<typeof setTimeout> | null = null;
  #grown = false;
  #disposed = false;
  /** Why earlier workers were replaced, for the report. */
  #replaced = '';

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  get model(): ModelInfo {
    return this.#current().model;
  }

  get report(): BackendReport {
    const { report } = this.#current();
    return { ...report, reason: `${report.reason}${this.#replaced}` };
  }

  /** Loads the model in a worker; an abort ends the worker and rejects at once. */
  async load(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const stop = () => this.#failLoad(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await this.#ensureReady();
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Hands a photo in. `prepare` is called again where the worker had to be replaced. */
  run<T>(kind: JobKind, prepare: () => Promise<PreparedPhoto>, signal?: AbortSignal): Promise<T> {
    if (this.#disposed) return Promise.reject(disposedError());
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#stopIdleTimer();
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      const job = new PendingJob(kind, prepare, resolve as (value: unknown) => void, reject, signal);
      this.#jobs.set(id, job);
      job.onAbort(() => {
        this.#jobs.delete(id);
        this.#post({ type: 'abort', id });
        this.#startIdleTimer();
      });
      void this.#submit(id, job);
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#stopIdleTimer();
    this.#failLoad(disposedError());
    this.#endWorker();
    this.#failJobs(disposedError());
  }

  #current(): Loaded {
    if (this.#loaded === null) throw new OcelliError('internal', 'The model is not loaded.');
    return this.#loaded;
  }

  async #submit(id: number, job: PendingJob): Promise<void> {
    let prepared: PreparedPhoto | null = null;
    try {
      prepared = await job.prepare();
      await this.#ensureReady();
      if (this.#jobs.get(id) !== job) return prepared.discard?.();
      job.sentTo = this.#worker;
      this.#worker?.postMessage({ id, ...job.kind, photo: prepared.photo }, prepared.transfer);
    } catch (error) {
      prepared?.discard?.();
      if (this.#jobs.get(id) !== job) return;
      this.#jobs.delete(id);
      job.reject(error);
    }
  }

  /** The running load, a new one where the last failed, or what is loaded already. */
  #ensureReady(): Promise<Loaded> {
    if (this.#disposed) return Promise.reject(disposedError());
    if (this.#ready === null) {
      this.#ready = this.#start();
      this.#ready.catch(() => undefined);
    }
    return this.#ready;
  }

  #start(): Promise<Loaded> {
    return new Promise<Loaded>((resolve, reject) => {
      this.#rejectLoad = reject;
      const worker = this.#options.createWorker();
      this.#worker = worker;
      worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
        if (worker === this.#worker) this.#receive(event.data, resolve);
      });
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        if (worker === this.#worker) this.#crashed(event.message);
      });
      const withoutWebGpu = this.#withoutWebGpu;
      worker.postMessage({ type: 'load', ...this.#options.load, withoutWebGpu } satisfies LoadRequest);
    });
  }

  #receive(message: FromWorker, loaded: (message: Loaded) => void): void {
    switch (message.type) {
      case 'progress':
        this.#options.onProgress?.(message.progress);
        return;
      case 'loaded':
        this.#loaded = message;
        this.#rejectLoad = null;
        loaded(message);
        return;
      case 'load-failed':
        this.#loadFailed(message, loaded);
        return;
      case 'classified':
        this.#settle(message.id, message.memoryBytes, (job) => job.resolve(message.result));
        return;
      case 'logits':
        this.#settle(message.id, message.memoryBytes, (job) => job.resolve(message.logits));
        return;
      case 'failed':
        this.#settle(message.id, 0, (job) => job.reject(fromPortable(message.error)));
        if (message.fatal) this.#replace('the worker ran out of memory or trapped', 'internal');
        return;
      case 'device-lost':
        this.#deviceLost(message.reason);
        return;
    }
  }

  #loadFailed(message: FromWorker & { type: 'load-failed' }, loaded: (message: Loaded) => void): void {
    if (message.withoutWebGpu === null) {
      this.#failLoad(fromPortable(message.error));
      return;
    }
    this.#withoutWebGpu = message.withoutWebGpu;
    const [ready, reject] = [this.#ready, this.#rejectLoad];
    this.#endWorker();
    this.#ready = ready;
    this.#start().then(loaded, (error) => reject?.(error));
  }

  #settle(id: number, memoryBytes: number, settle: (job: PendingJob) => void): void {
    const job = this.#jobs.get(id);
    this.#jobs.delete(id);
    if (job !== undefined) settle(job);
    if (memoryBytes > MEMORY_LIMIT_BYTES) this.#grown = true;
    this.#startIdleTimer();
  }

  #startIdleTimer(): void {
    this.#stopIdleTimer();
    if (!this.#grown || this.#jobs.size > 0) return;
    this.#idle = setTimeout(() => {
      this.#endWorker();
      this.#ensureReady().catch(() => undefined); // The next call tries again and reports.
    }, IDLE_MS);
  }

  #stopIdleTimer(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
  }

  #deviceLost(reason: string): void {
    this.#losses++;
    if (this.#losses > 1 && this.#options.load.backend === 'auto') {
      this.#withoutWebGpu = `The GPU device was lost ${this.#losses} times, so wasm serves: ${reason}`;
    }
    this.#replace(`the GPU device was lost: ${reason}`, 'device-lost');
  }

  #crashed(message: string): void {
    const text = message || 'the worker could not be started';
    if (this.#rejectLoad !== null) this.#failLoad(new OcelliError('internal', `The worker failed: ${text}`));
    else this.#replace(`the worker failed: ${text}`, 'internal');
  }

  /** Photos that already cost one worker are given up; the others go to the new one. */
  #replace(why: string, code: 'device-lost' | 'internal'): void {
    const lost = this.#worker;
    this.#endWorker();
    this.#replaced = ` The worker was replaced, because ${why}.`;
    for (const [id, job] of [...this.#jobs]) {
      if (job.sentTo !== lost) continue; // Still on its way: it waits for the new worker by itself.
      if (job.retried) {
        this.#jobs.delete(id);
        job.reject(new OcelliError(code, `The photo was given up after two attempts: ${why}`));
      } else {
        job.retried = true;
        void this.#submit(id, job);
      }
    }
  }

  #failLoad(error: unknown): void {
    const reject = this.#rejectLoad;
    if (reject === null) return;
    this.#endWorker();
    reject(error);
  }

  #failJobs(error: unknown): void {
    for (const job of this.#jobs.values()) job.reject(error);
    this.#jobs.clear();
  }

  #endWorker(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = null;
    this.#rejectLoad = null;
    this.#grown = false;
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }
}

function disposedError(): OcelliError {
  return new OcelliError('disposed', 'This classifier has been disposed of.');
}
