/** One job at a time, in the order of arrival; a job that fails does not hold up the next. */
export class JobQueue {
  #last: Promise<unknown> = Promise.resolve();
  readonly #controllers = new Map<number, AbortController>();
  readonly #pause: () => Promise<void>;

  /** `pause` lets waiting messages (an abort, mostly) in before each job. */
  constructor(pause: () => Promise<void>) {
    this.#pause = pause;
  }

  /**
   * Runs `job` when all earlier ones have settled. Its signal fires on `abort(id)`; a job aborted
   * before its turn never starts and rejects with an AbortError.
   */
  add<T>(id: number, job: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    const turn = this.#last.then(async () => {
      try {
        await this.#pause();
        controller.signal.throwIfAborted();
        return await job(controller.signal);
      } finally {
        this.#controllers.delete(id);
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Does nothing for a job that is finished or unknown. */
  abort(id: number): void {
    this.#controllers.get(id)?.abort();
  }
}

/** Resolves after the messages that are already waiting have been handled. */
export function messagesHandled(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
