import type { Announcer } from './announce.ts';
import { copyText, resultsAsJson, resultsAsText } from './copy-results.ts';
import { pageElement } from './make-element.ts';
import { photoErrorSentence } from './photo-errors.ts';
import type { PhotoItem, PhotoQueue } from './photo-queue.ts';
import { wordingOf } from './wording.ts';

/** Up to this many photographs at once each answer is spoken; of more, only the end. */
const spokenOneByOne = 3;

/** The heading over the cards: how many are answered, and what can be done with all of them. */
export class AnswersHead {
  private readonly queue: PhotoQueue;
  private readonly announcer: Announcer;
  private readonly count = pageElement('answers-count');
  private readonly toolbar = pageElement('toolbar');
  private readonly legend = pageElement('legend');
  private readonly cancel = pageElement<HTMLButtonElement>('cancel');
  private readonly clear = pageElement<HTMLButtonElement>('clear');
  private drawing = false;

  constructor(queue: PhotoQueue, announcer: Announcer, events: { onClear(): void }) {
    this.queue = queue;
    this.announcer = announcer;
    this.cancel.addEventListener('click', () => this.cancelAll());
    this.clear.addEventListener('click', events.onClear);
    for (const [id, format] of [
      ['copy-text', resultsAsText],
      ['copy-json', resultsAsJson],
    ] as const) {
      pageElement(id).addEventListener('click', () => void this.copy(format(this.queue.items)));
    }
  }

  added(count: number): void {
    this.announcer.say(count === 1 ? 'One photo added.' : `${count} photos added.`);
    this.draw();
  }

  changed(item: PhotoItem): void {
    this.drawSoon();
    const { state } = item;
    if (state.kind !== 'done' && state.kind !== 'failed') return;
    const { total, waiting, done, failed } = this.queue.counts();
    if (total <= spokenOneByOne) this.announcer.say(`${item.file.name}: ${spoken(item)}`);
    else if (waiting === 0) this.announcer.say(`All done: ${done} answered, ${failed} without an answer.`);
  }

  /** Draws count and buttons for the queue as it stands. */
  draw(): void {
    const { total, waiting, done, failed } = this.queue.counts();
    const parts = [`${done} of ${total} answered`];
    if (failed > 0) parts.push(`${failed} without an answer`);
    this.count.textContent = total === 0 ? 'No photos yet.' : `${parts.join(', ')}.`;
    this.toolbar.hidden = total === 0;
    this.legend.hidden = done === 0;
    if (waiting === 0 && document.activeElement === this.cancel) this.clear.focus();
    this.cancel.hidden = waiting === 0;
  }

  /** Many photographs may change in one moment; one drawing does for all. */
  private drawSoon(): void {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.draw();
    });
  }

  private cancelAll(): void {
    this.queue.cancel();
    this.announcer.say('Cancelled.');
  }

  private async copy(text: string): Promise<void> {
    if (text === '' || text === '[]') {
      this.announcer.say('There is no answer to copy yet.');
      return;
    }
    const copied = await copyText(text);
    const message = copied
      ? 'Copied.'
      : 'This browser does not let pages copy. Select the answers and copy them by hand.';
    this.count.textContent = message;
    this.announcer.say(message);
  }
}

function spoken(item: PhotoItem): string {
  const { state } = item;
  if (state.kind === 'failed') return photoErrorSentence(state.code, item.file);
  if (state.kind !== 'done') return '';
  const { headline, hedge } = wordingOf(state.result);
  return `${headline}. ${hedge}`;
}
