import type { CardEntries } from '../engine/types.ts';

/** What the dialog's fields hold, as typed. */
export interface CardFormValues {
  title: string;
  task: string;
  labels: string;
  activation: string;
  inputSize: string;
  resizeMode: string;
  resizeSize: string;
  filter: string;
  cropSize: string;
  divisor: string;
  mean: string;
  std: string;
  channels: string;
  layout: string;
}

export type CardFormField = keyof CardFormValues;

export type CardFormOutcome =
  | { entries: CardEntries; problems: null }
  | { entries: null; problems: Partial<Record<CardFormField, string>> };

/** One label a line, or JSON: a list of names, or Hugging Face's `id2label`. */
export function parseLabels(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed.startsWith('[') || trimmed.startsWith('{')) {
    const names = namesOfJson(trimmed);
    if (names) return names;
  }
  return trimmed
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function namesOfJson(text: string): string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.map(String);
    const table = (value as { id2label?: Record<string, unknown> }).id2label ?? (value as Record<string, unknown>);
    const indices = Object.keys(table).map(Number);
    if (indices.some((index) => !Number.isInteger(index))) return null;
    return indices.sort((a, b) => a - b).map((index) => String(table[String(index)]));
  } catch {
    return null;
  }
}

function numbersOf(text: string): number[] {
  const parts = text.trim().split(/[\s,×x]+/);
  return parts[0] === '' ? [] : parts.map(Number);
}

function sizeProblem(text: string, counts: readonly number[]): string | null {
  const numbers = numbersOf(text);
  const fits = counts.includes(numbers.length) && numbers.every((n) => Number.isInteger(n) && n >= 1 && n <= 8192);
  if (fits) return null;
  const expected = counts.map((count) => (count === 1 ? 'one whole number' : 'height and width')).join(' or ');
  return `Give ${expected} of pixels, 1 to 8192, such as ${counts[0] === 1 ? '256' : '224 224'}.`;
}

function labelsProblem(labels: readonly string[], task: string): string | null {
  if (labels.length === 0) return 'Give the labels in the order of the model’s output, one a line.';
  if (task === 'binary' && labels.length !== 2) {
    return `A yes-or-no model has two labels, the negative first; ${labels.length} came.`;
  }
  const twice = labels.findIndex((label, index) => labels.indexOf(label) !== index);
  return twice < 0 ? null : `Line ${twice + 1} repeats “${labels[twice]}”; each label must be different.`;
}

function channelsProblem(text: string, channels: number, positive: boolean): string | null {
  const numbers = numbersOf(text);
  const valid = numbers.every((n) => Number.isFinite(n) && (!positive || n > 0));
  if (valid && (numbers.length === channels || numbers.length === 1)) return null;
  return `Give ${channels === 1 ? 'one number' : `${channels} numbers`}${positive ? ' above 0' : ''}.`;
}

function problemsOf(values: CardFormValues, labels: readonly string[]): Partial<Record<CardFormField, string>> {
  const channels = values.channels === 'grey' ? 1 : 3;
  const sized = values.resizeMode === 'shortest-edge' || values.resizeMode === 'exact';
  const divisor = Number(values.divisor);
  const found: [CardFormField, string | null][] = [
    ['labels', labelsProblem(labels, values.task)],
    ['inputSize', sizeProblem(values.inputSize, [2])],
    ['resizeSize', sized ? sizeProblem(values.resizeSize, [values.resizeMode === 'exact' ? 2 : 1]) : null],
    ['cropSize', values.cropSize.trim() === '' ? null : sizeProblem(values.cropSize, [2])],
    ['divisor', Number.isFinite(divisor) && divisor > 0 ? null : 'Give one number above 0, such as 255.'],
    ['mean', channelsProblem(values.mean, channels, false)],
    ['std', channelsProblem(values.std, channels, true)],
  ];
  if (values.activation === 'softmax' && values.task === 'multi-label') {
    found.push(['activation', 'A model with several labels at once needs sigmoid, or none.']);
  }
  return Object.fromEntries(found.filter(([, problem]) => problem !== null));
}

/** The card's entries (docs/model-card.md) for what was typed, or a sentence for each field at fault. */
export function readCardForm(values: CardFormValues): CardFormOutcome {
  const labels = parseLabels(values.labels);
  const problems = problemsOf(values, labels);
  if (Object.keys(problems).length > 0) return { entries: null, problems };
  const list = (text: string) => numbersOf(text).join(' ');
  const channels = values.channels === 'grey' ? 1 : 3;
  const perChannel = (text: string) => {
    const numbers = numbersOf(text);
    return (numbers.length === 1 ? Array<number>(channels).fill(numbers[0] ?? 0) : numbers).join(' ');
  };
  const entries: CardEntries = {
    'ocelli.version': '1',
    'ocelli.task': values.task,
    'ocelli.title': values.title,
    'ocelli.licence': 'NOASSERTION',
    'ocelli.labels': labels.join('\n'),
    'ocelli.input.size': list(values.inputSize),
    'ocelli.input.channels': values.channels,
    'ocelli.input.layout': values.layout,
    'ocelli.resize.mode': values.resizeMode,
    'ocelli.resize.filter': values.filter,
    'ocelli.normalize.divisor': String(Number(values.divisor)),
    'ocelli.normalize.mean': perChannel(values.mean),
    'ocelli.normalize.std': perChannel(values.std),
    'ocelli.output.activation': values.activation,
  };
  if (values.resizeMode === 'shortest-edge' || values.resizeMode === 'exact') {
    entries['ocelli.resize.size'] = list(values.resizeSize);
  }
  if (values.cropSize.trim() !== '') entries['ocelli.crop.size'] = list(values.cropSize);
  return { entries, problems: null };
}
