import type { Progress } from '../engine/types.ts';
import { megabytes } from './byte-size.ts';

const phaseTexts: Record<Progress['phase'], string> = {
  runtime: 'Downloading the engine',
  model: 'Downloading the model',
  prepare: 'Opening the model and checking its answers',
};

/** The bar that shows how far the download of engine and model is. */
export class ProgressBar {
  private readonly box: HTMLElement;
  private readonly bar: HTMLElement;
  private readonly fill: HTMLElement;
  private readonly text: HTMLElement;

  constructor(box: HTMLElement, bar: HTMLElement, fill: HTMLElement, text: HTMLElement) {
    this.box = box;
    this.bar = bar;
    this.fill = fill;
    this.text = text;
  }

  /** Shows the bar before the first byte is counted. */
  start(): void {
    this.box.hidden = false;
    this.draw('Starting', null);
  }

  update(progress: Progress): void {
    this.box.hidden = false;
    const phase = phaseTexts[progress.phase];
    if (progress.phase === 'prepare' || progress.total <= 0) {
      this.draw(phase, progress.phase === 'prepare' ? 1 : null);
      return;
    }
    const loaded = Math.min(progress.loaded, progress.total);
    const bytes = `${megabytes(loaded)} of ${megabytes(progress.total)}`;
    this.draw(`${phase}: ${bytes}`, loaded / progress.total);
  }

  hide(): void {
    this.box.hidden = true;
  }

  /** `fraction` null: under way, extent unknown. */
  private draw(text: string, fraction: number | null): void {
    this.text.textContent = text;
    this.bar.setAttribute('aria-valuetext', text);
    if (fraction === null) this.bar.removeAttribute('aria-valuenow');
    else this.bar.setAttribute('aria-valuenow', String(Math.round(fraction * 100)));
    this.fill.style.setProperty('transform', `scaleX(${fraction ?? 0})`);
  }
}
