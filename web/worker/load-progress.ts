import type { Progress } from '../engine/types.ts';

type Part = 'core' | 'runtime' | 'model';

/** Adds up the bytes of the parts that download side by side. */
export class LoadProgress {
  readonly #report: (progress: Progress) => void;
  readonly #parts = new Map<Part, { phase: 'runtime' | 'model'; loaded: number; total: number }>();

  constructor(report: (progress: Progress) => void) {
    this.#report = report;
  }

  /** `total` in bytes; 0: not known yet. */
  expect(phase: 'runtime' | 'model', part: Part, total: number): void {
    this.#parts.set(part, { phase, loaded: 0, total });
  }

  /** `loaded` bytes of a part so far; `total` as soon as it is known. */
  update(part: Part, loaded: number, total: number | null = null): void {
    const state = this.#parts.get(part);
    if (state === undefined) return;
    state.loaded = loaded;
    state.total = Math.max(total ?? state.total, loaded);
    this.#send();
  }

  preparing(): void {
    for (const part of this.#parts.values()) part.loaded = part.total;
    this.#send('prepare');
  }

  #send(phase?: Progress['phase']): void {
    const parts = [...this.#parts.values()];
    const sum = (key: 'loaded' | 'total') => parts.reduce((all, part) => all + part[key], 0);
    const waiting = parts.find((part) => part.loaded < part.total && part.phase === 'runtime');
    this.#report({ phase: phase ?? waiting?.phase ?? 'model', loaded: sum('loaded'), total: sum('total') });
  }
}
