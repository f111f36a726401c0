import { PhotoCard, type PhotoCardEvents } from './photo-card.ts';
import type { PhotoItem } from './photo-queue.ts';

/** Milliseconds in which cards are made in one go, so that the page's thread is never held up. */
const turnMs = 4;

/** Keeps one card per photograph, newest last, and moves the focus sensibly on removal. */
export class PhotoGrid {
  private readonly list: HTMLElement;
  private readonly events: PhotoCardEvents;
  private readonly cards = new Map<number, PhotoCard>();
  private waiting: PhotoItem[] = [];

  constructor(list: HTMLElement, events: PhotoCardEvents) {
    this.list = list;
    this.events = events;
  }

  add(items: readonly PhotoItem[]): void {
    const idle = this.waiting.length === 0;
    this.waiting.push(...items);
    if (idle) this.build();
  }

  update(item: PhotoItem): void {
    this.cards.get(item.id)?.update();
  }

  /** Takes the card away; the focus goes to the next one, or to `otherwise`. */
  remove(item: PhotoItem, otherwise: HTMLElement): void {
    const card = this.cards.get(item.id);
    if (!card) return;
    const ids = [...this.cards.keys()];
    const at = ids.indexOf(item.id);
    const hadFocus = card.element.contains(document.activeElement);
    this.cards.delete(item.id);
    card.dispose();
    if (!hadFocus) return;
    const next = this.cards.get(ids[at + 1] ?? -1) ?? this.cards.get(ids[at - 1] ?? -1);
    (next?.removeButton ?? otherwise).focus();
  }

  clear(): void {
    this.waiting = [];
    for (const card of this.cards.values()) card.dispose();
    this.cards.clear();
  }

  /** Brings the photograph's card into view, without moving the focus. */
  show(item: PhotoItem): void {
    this.cards.get(item.id)?.element.scrollIntoView({ block: 'nearest' });
  }

  private build(): void {
    const fragment = document.createDocumentFragment();
    const end = performance.now() + turnMs;
    for (let item = this.waiting.shift(); item; item = performance.now() < end ? this.waiting.shift() : undefined) {
      const card = new PhotoCard(item, this.events);
      this.cards.set(item.id, card);
      fragment.append(card.element);
    }
    this.list.append(fragment);
    if (this.waiting.length > 0) setTimeout(() => this.build(), 0);
  }
}
