import type { PhotoItem } from './photo-queue.ts';
import { percent, wordingOf } from './wording.ts';

function lineOf(item: PhotoItem): string | null {
  const { state, file } = item;
  if (state.kind === 'failed') return `${file.name}: no answer (${state.code})`;
  if (state.kind !== 'done') return null;
  const scores = state.result.predictions.map((one) => `${one.label} ${percent(one.score)}`);
  return `${file.name}: ${wordingOf(state.result).headline} (${scores.join(', ')})`;
}

/** One line a photograph: name, answer, scores. */
export function resultsAsText(items: readonly PhotoItem[]): string {
  return items
    .map(lineOf)
    .filter((line) => line !== null)
    .join('\n');
}

/** A JSON array, one object a photograph; the model by its title and licence, not with all labels. */
export function resultsAsJson(items: readonly PhotoItem[]): string {
  const rows = items.flatMap(({ file, state }): object[] => {
    if (state.kind === 'failed') return [{ name: file.name, error: { code: state.code, message: state.message } }];
    if (state.kind !== 'done') return [];
    const { title, licence } = state.result.model;
    return [{ name: file.name, ...state.result, model: { title, licence } }];
  });
  return JSON.stringify(rows, null, 2);
}

/** Puts text on the clipboard; over plain http, where `navigator.clipboard` is missing, by selection. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  area.setAttribute('aria-hidden', 'true');
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
