import type { CardEntries } from '../engine/types.ts';
import { type CardFormField, type CardFormValues, readCardForm } from './card-form.ts';

const fields: readonly CardFormField[] = [
  'task',
  'labels',
  'activation',
  'inputSize',
  'resizeMode',
  'resizeSize',
  'filter',
  'cropSize',
  'divisor',
  'mean',
  'std',
  'channels',
  'layout',
];

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Asks what a bare `.onnx` does not say: its labels, and how photographs are to be prepared. */
export class LabelsDialog {
  private readonly dialog: HTMLDialogElement;
  private readonly form: HTMLFormElement;
  private title = '';
  private settle: ((entries: CardEntries | null) => void) | null = null;

  constructor(dialog: HTMLDialogElement) {
    this.dialog = dialog;
    this.form = dialog.querySelector('form') as HTMLFormElement;
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.part('[data-cancel]').addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => this.finish(null));
    const file = this.part<HTMLInputElement>('[name="labelsFile"]');
    file.addEventListener('change', () => void this.readLabelsFile(file));
  }

  /**
   * Resolves with the card's entries, or with null when the person gives up. `fault`: what was
   * wrong with the entries of an earlier try, which are kept in the fields.
   */
  ask(title: string, labels: File | null, fault: string | null): Promise<CardEntries | null> {
    this.finish(null);
    this.title = title;
    this.part('[data-model]').textContent = title;
    const general = this.part('[data-fault]');
    general.textContent = fault ?? '';
    general.hidden = fault === null;
    if (fault === null) this.form.reset();
    this.showProblems({});
    if (labels) void labels.text().then((text) => this.setLabels(text));
    this.dialog.showModal();
    return new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  private submit(): void {
    const outcome = readCardForm(this.values());
    this.showProblems(outcome.problems ?? {});
    if (!outcome.entries) return;
    this.finish(outcome.entries);
    this.dialog.close();
  }

  private finish(entries: CardEntries | null): void {
    const { settle } = this;
    this.settle = null;
    settle?.(entries);
  }

  private values(): CardFormValues {
    const typed = Object.fromEntries(fields.map((name) => [name, this.field(name).value]));
    return { ...(typed as Record<CardFormField, string>), title: this.title };
  }

  private showProblems(problems: Partial<Record<CardFormField, string>>): void {
    const faulty = fields.filter((name) => problems[name] !== undefined);
    for (const name of fields) {
      const note = this.form.querySelector<HTMLElement>(`#problem-${name}`);
      if (!note) continue;
      note.textContent = problems[name] ?? '';
      this.field(name).toggleAttribute('aria-invalid', false);
      if (problems[name] !== undefined) this.field(name).setAttribute('aria-invalid', 'true');
    }
    const [first] = faulty;
    if (!first) return;
    const section = this.field(first).closest('details');
    if (section) section.open = true;
    this.field(first).focus();
  }

  private async readLabelsFile(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (file) this.setLabels(await file.text());
  }

  private setLabels(text: string): void {
    this.field('labels').value = text;
  }

  private field(name: CardFormField): Field {
    return this.part<Field>(`[name="${name}"]`);
  }

  private part<T extends HTMLElement = HTMLElement>(selector: string): T {
    const found = this.dialog.querySelector<T>(selector);
    if (!found) throw new Error(`The dialog has no ${selector}`);
    return found;
  }
}
