import type { CardEntries, Classifier, ModelSource, Progress } from '../engine/index.ts';
import { createClassifier, OcelliError } from '../engine/index.ts';

/** A model that the person chose: one of the site's, or their own. */
export interface ModelChoice {
  /** Stands for the choice in the switcher. */
  id: string;
  title: string;
  source: ModelSource;
  integrity?: { bytes: number; sha256: string };
  /** Entries from the dialog, for a file that says nothing of itself. */
  card?: CardEntries;
}

export interface SessionEvents {
  onLoading(choice: ModelChoice): void;
  onProgress(progress: Progress): void;
  /** `fresh`: the classifier is a new one, so that earlier answers are another model's. */
  onReady(choice: ModelChoice, classifier: Classifier, fresh: boolean): void;
  /** After onReady for the model that goes on serving, where there is one. */
  onFailed(choice: ModelChoice, error: OcelliError): void;
  onCancelled(choice: ModelChoice): void;
}

/**
 * Which model serves. A new choice takes over from one that still loads; the model in service
 * stays until its successor is ready, and goes on serving when that one fails.
 */
export class ModelSession {
  private readonly events: SessionEvents;
  private current: { choice: ModelChoice; classifier: Classifier } | null = null;
  private loading: { choice: ModelChoice; controller: AbortController } | null = null;

  constructor(events: SessionEvents) {
    this.events = events;
  }

  async load(choice: ModelChoice): Promise<void> {
    this.loading?.controller.abort();
    const controller = new AbortController();
    this.loading = { choice, controller };
    this.events.onLoading(choice);
    try {
      const classifier = await this.create(choice, controller.signal);
      if (controller.signal.aborted) {
        classifier.dispose();
        return;
      }
      this.loading = null;
      this.current?.classifier.dispose();
      this.current = { choice, classifier };
      this.events.onReady(choice, classifier, true);
    } catch (error) {
      if (controller.signal.aborted) return;
      this.loading = null;
      this.resume();
      this.events.onFailed(choice, asOcelliError(error));
    }
  }

  /** Stops a load; the model that served before, if any, goes on. */
  cancel(): void {
    const stopped = this.loading;
    if (!stopped) return;
    stopped.controller.abort();
    this.loading = null;
    this.resume();
    this.events.onCancelled(stopped.choice);
  }

  private resume(): void {
    if (this.current) this.events.onReady(this.current.choice, this.current.classifier, false);
  }

  private create(choice: ModelChoice, signal: AbortSignal): Promise<Classifier> {
    return createClassifier({
      model: choice.source,
      ...(choice.card && { card: choice.card }),
      ...(choice.integrity && { integrity: choice.integrity }),
      signal,
      onProgress: (progress) => {
        if (!signal.aborted) this.events.onProgress(progress);
      },
    });
  }
}

function asOcelliError(error: unknown): OcelliError {
  if (error instanceof OcelliError) return error;
  return new OcelliError('internal', String(error), { cause: error });
}
