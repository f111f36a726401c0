import type { BackendReport, OcelliError, Progress } from '../engine/index.ts';
import { modelErrorSentence } from './model-errors.ts';
import type { ModelChoice } from './model-session.ts';
import type { ProgressBar } from './progress.ts';

export interface StatusParts {
  box: HTMLElement;
  text: HTMLElement;
  reason: HTMLElement;
  progress: ProgressBar;
  cancel: HTMLButtonElement;
  retry: HTMLButtonElement;
}

const backendNames = { webgpu: 'WebGPU, this device’s graphics processor', wasm: 'WebAssembly' } as const;

/** Says which model serves, on what, and why; or how far it has come; or why it does not serve. */
export class ModelStatus {
  private readonly parts: StatusParts;

  constructor(parts: StatusParts, onCancel: () => void, onRetry: () => void) {
    this.parts = parts;
    parts.cancel.addEventListener('click', onCancel);
    parts.retry.addEventListener('click', onRetry);
  }

  loading(choice: ModelChoice): void {
    this.draw('loading', `Getting ${choice.title} ready`, '');
    this.parts.progress.start();
  }

  progressed(progress: Progress): void {
    this.parts.progress.update(progress);
  }

  ready(report: BackendReport): void {
    const threads = report.backend === 'wasm' && report.threads > 1 ? `, ${report.threads} threads` : '';
    this.draw('ready', `Ready, on ${backendNames[report.backend]}${threads}.`, report.reason);
  }

  failed(choice: ModelChoice, error: OcelliError): void {
    this.draw('failed', modelErrorSentence(error, choice.title), `${error.code}: ${error.message}`);
  }

  /** A failure that has no model to name, such as a missing list of models. */
  failedPlainly(message: string): void {
    this.draw('failed', message, '');
  }

  cancelled(choice: ModelChoice): void {
    this.draw('cancelled', `Loading ${choice.title} was cancelled.`, '');
  }

  private draw(state: 'loading' | 'ready' | 'failed' | 'cancelled', text: string, reason: string): void {
    const { parts } = this;
    const hadFocus = document.activeElement === parts.cancel || document.activeElement === parts.retry;
    parts.box.dataset.state = state;
    parts.text.textContent = text;
    parts.reason.textContent = reason;
    parts.reason.hidden = reason === '';
    parts.cancel.hidden = state !== 'loading';
    parts.retry.hidden = state !== 'failed' && state !== 'cancelled';
    if (state !== 'loading') parts.progress.hide();
    // The button that was pressed may be gone now: the focus stays in this box.
    if (hadFocus) (state === 'loading' ? parts.cancel : parts.retry.hidden ? parts.box : parts.retry).focus();
  }
}
