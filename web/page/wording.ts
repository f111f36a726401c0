import type { ClassificationResult, Prediction } from '../engine/types.ts';

/** What a card says first: an answer, and how far to trust it. */
export interface Wording {
  headline: string;
  hedge: string;
}

/** `0.983` as `98%`; never a rounded-up 100 % or a rounded-down 0 %. */
export function percent(score: number): string {
  if (!Number.isFinite(score)) return '–';
  if (score > 0 && score < 0.01) return 'under 1%';
  if (score < 1 && score > 0.99) return 'over 99%';
  return `${Math.round(score * 100)}%`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase('en') + text.slice(1);
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}

function closest(predictions: readonly Prediction[]): string {
  const [first, second] = predictions;
  if (!first) return 'No label came close.';
  const best = `Closest is ${first.label}, ${percent(first.score)}`;
  return second ? `${best}; then ${second.label}, ${percent(second.score)}.` : `${best}.`;
}

function multiLabelWording(result: ClassificationResult): Wording {
  const labels = result.predictions.map((prediction) => prediction.label);
  if (labels.length === 0) {
    return {
      headline: 'Nothing it knows',
      hedge: `None of the model’s ${result.model.labels.length} labels reached its threshold.`,
    };
  }
  const shown = labels.slice(0, 4);
  const rest = labels.length - shown.length;
  if (rest > 0) shown.push(`${rest} more`);
  return {
    headline: capitalised(joined(shown)),
    hedge: labels.length === 1 ? 'One label fits.' : `${labels.length} labels fit.`,
  };
}

/** The answer in words. "Not sure" is an answer too, and comes with its best guesses. */
export function wordingOf(result: ClassificationResult): Wording {
  if (result.task === 'multi-label') return multiLabelWording(result);
  const best = result.predictions[0];
  if (result.unsure || !best) {
    return { headline: 'Not sure', hedge: closest(result.predictions) };
  }
  if (result.task === 'binary') {
    const score = result.predictions.find((one) => one.label === result.label)?.score ?? best.score;
    return {
      headline: capitalised(result.label),
      hedge: `${percent(score)} likely; the line is drawn at ${percent(result.threshold)}.`,
    };
  }
  return { headline: capitalised(best.label), hedge: `${percent(best.score)} likely.` };
}
