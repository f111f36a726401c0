import type { Announcer } from './announce.ts';
import { makeButton, makeElement } from './make-element.ts';

export interface NoticeAction {
  text: string;
  run(): void;
}

/** A sentence at the foot of the page, one at a time, until it is dismissed or replaced. */
export class Notice {
  private readonly box: HTMLElement;
  private readonly announcer: Announcer;

  constructor(box: HTMLElement, announcer: Announcer) {
    this.box = box;
    this.announcer = announcer;
  }

  show(message: string, action?: NoticeAction): void {
    const dismiss = makeButton('Dismiss', 'button', () => this.hide());
    this.box.replaceChildren(makeElement('p', {}, message));
    if (action) this.box.append(makeButton(action.text, 'button button-strong', () => action.run()));
    this.box.append(dismiss);
    this.box.hidden = false;
    this.announcer.say(message);
  }

  hide(): void {
    this.box.hidden = true;
    this.box.replaceChildren();
  }
}
