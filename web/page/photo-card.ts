import { placeOverlay, seenRegion } from './crop-overlay.ts';
import { makeButton, makeElement } from './make-element.ts';
import { photoErrorSentence } from './photo-errors.ts';
import type { PhotoItem } from './photo-queue.ts';
import { resultView } from './result-view.ts';

export interface PhotoCardEvents {
  onRemove(item: PhotoItem): void;
  onRetry(item: PhotoItem): void;
}

/** Sides beyond this ratio would leave a hair's breadth of preview. */
const maxRatio = 5;

/** One photograph on the page: preview with the part that the model sees, and the answer. */
export class PhotoCard {
  readonly element: HTMLLIElement;
  readonly removeButton: HTMLButtonElement;
  private readonly item: PhotoItem;
  private readonly events: PhotoCardEvents;
  private readonly objectUrl: string;
  private readonly frame: HTMLElement;
  private readonly overlay: HTMLElement;
  private readonly answer: HTMLElement;

  constructor(item: PhotoItem, events: PhotoCardEvents) {
    this.item = item;
    this.events = events;
    this.objectUrl = URL.createObjectURL(item.file);
    this.overlay = makeElement('span', { class: 'seen', 'aria-hidden': 'true', hidden: '' });
    this.frame = makeElement('div', { class: 'frame' }, this.preview(), this.overlay);
    this.answer = makeElement('div', { class: 'answer' });
    this.removeButton = makeButton('', 'remove-button', () => events.onRemove(item));
    this.removeButton.setAttribute('aria-label', `Remove ${item.file.name}`);
    const name = makeElement('h3', { class: 'photo-name' }, item.file.name);
    const head = makeElement('div', { class: 'card-head' }, name, this.removeButton);
    const well = makeElement('div', { class: 'well' }, this.frame);
    this.element = makeElement('li', { class: 'photo-card' }, well, head, this.answer);
    this.update();
  }

  /** Draws the item's present state; nothing of an earlier one stays. */
  update(): void {
    const { state } = this.item;
    this.element.dataset.state = state.kind;
    this.element.setAttribute('aria-busy', String(state.kind === 'working'));
    this.overlay.hidden = true;
    if (state.kind === 'done') {
      placeOverlay(this.overlay, seenRegion(state.result.model, state.result.image));
      this.answer.replaceChildren(resultView(state.result));
    } else if (state.kind === 'failed') {
      this.answer.replaceChildren(this.failure(state.code, state.message));
    } else if (state.kind === 'cancelled') {
      this.answer.replaceChildren(makeElement('p', { class: 'pending' }, 'Cancelled.'), this.retryButton());
    } else {
      const text = state.kind === 'working' ? 'Looking …' : 'Waiting';
      this.answer.replaceChildren(makeElement('p', { class: 'pending' }, text));
    }
  }

  dispose(): void {
    URL.revokeObjectURL(this.objectUrl);
    this.element.remove();
  }

  private preview(): HTMLImageElement {
    const image = makeElement('img', { alt: `Photo ${this.item.file.name}`, decoding: 'async', loading: 'lazy' });
    image.addEventListener('load', () => {
      const ratio = image.naturalWidth / Math.max(1, image.naturalHeight);
      const shown = Math.min(maxRatio, Math.max(1 / maxRatio, ratio));
      this.frame.style.setProperty('--ratio', shown.toFixed(4));
      this.frame.toggleAttribute('data-clipped', shown !== ratio);
    });
    image.addEventListener('error', () => {
      const empty = makeElement('span', { class: 'no-preview', 'aria-hidden': 'true' });
      image.replaceWith(empty);
    });
    image.src = this.objectUrl;
    return image;
  }

  private failure(code: string, message: string): HTMLElement {
    return makeElement(
      'div',
      { class: 'failure' },
      makeElement('p', { class: 'headline' }, 'No answer'),
      makeElement('p', { class: 'hedge' }, photoErrorSentence(code, this.item.file)),
      makeElement('details', {}, makeElement('summary', {}, 'Details'), makeElement('p', {}, `${code}: ${message}`)),
      this.retryButton(),
    );
  }

  private retryButton(): HTMLButtonElement {
    const button = makeButton('Try again', 'button', () => this.events.onRetry(this.item));
    button.setAttribute('aria-label', `Try again: ${this.item.file.name}`);
    return button;
  }
}
