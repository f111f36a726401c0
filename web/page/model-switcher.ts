import { megabytes } from './byte-size.ts';
import { filesOfList, type PlacedFile } from './incoming-files.ts';
import { makeElement } from './make-element.ts';
import type { OfferedModel } from './model-list.ts';

export interface SwitcherParts {
  list: HTMLElement;
  fileButton: HTMLButtonElement;
  fileInput: HTMLInputElement;
  folderButton: HTMLButtonElement;
  folderInput: HTMLInputElement;
}

export interface SwitcherEvents {
  onOffered(name: string): void;
  /** The own model that was opened before, chosen again. */
  onOwn(): void;
  onFiles(files: PlacedFile[]): void;
}

const ownId = 'own';

/** The choice between the site's models and one's own. */
export class ModelSwitcher {
  private readonly parts: SwitcherParts;
  private readonly events: SwitcherEvents;

  constructor(parts: SwitcherParts, events: SwitcherEvents) {
    this.parts = parts;
    this.events = events;
    parts.list.addEventListener('change', (event) => {
      const { value } = event.target as HTMLInputElement;
      if (value === ownId) events.onOwn();
      else events.onOffered(value);
    });
    this.connect(parts.fileButton, parts.fileInput);
    this.connect(parts.folderButton, parts.folderInput);
  }

  offer(models: readonly OfferedModel[]): void {
    const options = models.map((model) => this.option(model.name, model.title, megabytes(model.bytes), model.summary));
    this.parts.list.replaceChildren(...options);
  }

  /** Adds the person's own model to the choice, or renames it. */
  offerOwn(title: string): void {
    this.radio(ownId)?.closest('.model-option')?.remove();
    this.parts.list.append(this.option(ownId, title, 'yours', 'Your own model, from this device.'));
  }

  withdrawOwn(): void {
    this.radio(ownId)?.closest('.model-option')?.remove();
  }

  /** Marks the model that serves or loads. */
  select(id: string): void {
    const radio = this.radio(id);
    if (radio) radio.checked = true;
  }

  private radio(id: string): HTMLInputElement | undefined {
    return [...this.parts.list.querySelectorAll('input')].find((input) => input.value === id);
  }

  private option(id: string, title: string, size: string, summary: string): HTMLElement {
    return makeElement(
      'label',
      { class: 'model-option' },
      makeElement('input', { type: 'radio', name: 'model', value: id }),
      makeElement('span', { class: 'model-title' }, title),
      makeElement('span', { class: 'model-size' }, size),
      makeElement('span', { class: 'model-summary' }, summary),
    );
  }

  private connect(button: HTMLButtonElement, input: HTMLInputElement): void {
    button.addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      const files = filesOfList(input.files);
      input.value = '';
      if (files.length > 0) this.events.onFiles(files);
    });
  }
}
