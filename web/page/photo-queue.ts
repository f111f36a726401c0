import { type ClassificationResult, type Classifier, OcelliError } from '../engine/index.ts';

/** Larger files are no photographs; reading them would only fill memory. */
const maxPhotoBytes = 256_000_000;

export type PhotoState =
  | { kind: 'waiting' }
  | { kind: 'working' }
  | { kind: 'done'; result: ClassificationResult }
  | { kind: 'failed'; code: string; message: string }
  | { kind: 'cancelled' };

export interface PhotoItem {
  readonly id: number;
  readonly file: File;
  state: PhotoState;
}

export interface QueueCounts {
  total: number;
  waiting: number;
  done: number;
  failed: number;
}

/**
 * The photographs on the page, in order, and the one that is being classified. One at a time: the
 * engine's worker has one queue anyway, and so a cancel or a change of model finds little under way.
 */
export class PhotoQueue {
  readonly items: PhotoItem[] = [];
  private readonly onChange: (item: PhotoItem) => void;
  private classifier: Classifier | null = null;
  private running: { item: PhotoItem; controller: AbortController } | null = null;
  private lastId = 0;

  constructor(onChange: (item: PhotoItem) => void) {
    this.onChange = onChange;
  }

  /** Appends a photograph; `start` has the queue take it up. */
  add(file: File): PhotoItem {
    this.lastId += 1;
    const item: PhotoItem = { id: this.lastId, file, state: { kind: 'waiting' } };
    this.items.push(item);
    return item;
  }

  start(): void {
    this.pump();
  }

  remove(item: PhotoItem): void {
    const index = this.items.indexOf(item);
    if (index >= 0) this.items.splice(index, 1);
    if (this.running?.item === item) this.stopRunning();
    this.pump();
  }

  clear(): void {
    this.items.length = 0;
    this.stopRunning();
  }

  retry(item: PhotoItem): void {
    this.change(item, { kind: 'waiting' });
    this.pump();
  }

  /** Stops what is under way or waiting; these photographs stay, and can be tried again. */
  cancel(): void {
    this.stopRunning();
    for (const item of this.items) {
      if (isOpen(item)) this.change(item, { kind: 'cancelled' });
    }
  }

  /** No classifier serves for now: what is under way goes back to waiting. */
  pause(): void {
    const interrupted = this.running?.item;
    this.classifier = null;
    this.stopRunning();
    if (interrupted) this.change(interrupted, { kind: 'waiting' });
  }

  /** Serves with this classifier. `again`: every photograph is asked anew, as for a new model. */
  serve(classifier: Classifier, again: boolean): void {
    this.pause();
    this.classifier = classifier;
    if (again) {
      for (const item of this.items) {
        if (item.state.kind !== 'waiting') this.change(item, { kind: 'waiting' });
      }
    }
    this.pump();
  }

  counts(): QueueCounts {
    const having = (kind: PhotoState['kind']) => this.items.filter((item) => item.state.kind === kind).length;
    return {
      total: this.items.length,
      waiting: this.items.filter(isOpen).length,
      done: having('done'),
      failed: having('failed'),
    };
  }

  private pump(): void {
    if (this.running || !this.classifier) return;
    const item = this.items.find((one) => one.state.kind === 'waiting');
    if (item) void this.run(item, this.classifier);
  }

  private async run(item: PhotoItem, classifier: Classifier): Promise<void> {
    const controller = new AbortController();
    this.running = { item, controller };
    this.change(item, { kind: 'working' });
    const state = await outcomeOf(classifier, item.file, controller.signal);
    // Removed, cancelled or taken over by another model meanwhile: this answer is stale.
    if (controller.signal.aborted) return;
    this.running = null;
    this.change(item, state);
    this.pump();
  }

  private stopRunning(): void {
    this.running?.controller.abort();
    this.running = null;
  }

  private change(item: PhotoItem, state: PhotoState): void {
    item.state = state;
    this.onChange(item);
  }
}

function isOpen(item: PhotoItem): boolean {
  return item.state.kind === 'waiting' || item.state.kind === 'working';
}

async function outcomeOf(classifier: Classifier, file: File, signal: AbortSignal): Promise<PhotoState> {
  // Not earlier: asking many files at once for their size holds up the page's thread.
  if (file.size > maxPhotoBytes) {
    const message = `A photograph of at most ${maxPhotoBytes} bytes was expected, ${file.size} came.`;
    return { kind: 'failed', code: 'file-too-large', message };
  }
  try {
    return { kind: 'done', result: await classifier.classify(file, { topK: 5, signal }) };
  } catch (error) {
    if (error instanceof OcelliError) return { kind: 'failed', code: error.code, message: error.message };
    const unreadable = error instanceof DOMException && /^Not(Found|Readable)Error$/.test(error.name);
    return { kind: 'failed', code: unreadable ? 'unreadable' : 'internal', message: String(error) };
  }
}
