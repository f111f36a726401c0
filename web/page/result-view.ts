import type { ClassificationResult, ImageInfo, Prediction } from '../engine/types.ts';
import { makeElement } from './make-element.ts';
import { percent, wordingOf } from './wording.ts';

const backendNames = { webgpu: 'WebGPU', wasm: 'WebAssembly' } as const;
const maxBars = 8;

function bar(prediction: Prediction): HTMLElement {
  const fill = makeElement('span', { class: 'bar-fill' });
  fill.style.setProperty('transform', `scaleX(${Math.min(1, Math.max(0, prediction.score)).toFixed(4)})`);
  return makeElement(
    'li',
    { class: 'bar' },
    makeElement('span', { class: 'bar-label' }, prediction.label),
    makeElement('span', { class: 'bar-score' }, percent(prediction.score)),
    makeElement('span', { class: 'bar-track', 'aria-hidden': 'true' }, fill),
  );
}

function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function imageText(image: ImageInfo): string {
  const size = `${image.width} × ${image.height} px`;
  if (image.decoder === 'browser') return `${size}, opened by the browser`;
  return image.shrink > 1 ? `${size}, decoded at 1/${image.shrink}` : size;
}

function smallPrint(result: ClassificationResult): HTMLElement {
  const { decode, preprocess, inference, total } = result.timings;
  const steps = `decode ${milliseconds(decode)}, prepare ${milliseconds(preprocess)}, network ${milliseconds(inference)}`;
  const box = makeElement(
    'div',
    { class: 'small-print' },
    makeElement('p', {}, `${backendNames[result.backend]} · ${milliseconds(total)} · ${imageText(result.image)}`),
    makeElement('p', {}, `${steps} · ${result.model.title}`),
  );
  if (result.image.note) box.append(makeElement('p', {}, result.image.note));
  return box;
}

/** The answer of one photograph: words first, then bars, then the small print. */
export function resultView(result: ClassificationResult): HTMLElement {
  const wording = wordingOf(result);
  const list = makeElement('ol', { class: 'bars', 'aria-label': 'Labels and how likely each is' });
  list.append(...result.predictions.slice(0, maxBars).map(bar));
  const view = makeElement(
    'div',
    { class: 'result', 'data-unsure': String(result.unsure) },
    makeElement('p', { class: 'headline' }, wording.headline),
    makeElement('p', { class: 'hedge' }, wording.hedge),
  );
  if (result.predictions.length > 0) view.append(list);
  const hidden = result.predictions.length - maxBars;
  if (hidden > 0) view.append(makeElement('p', { class: 'hedge' }, `${hidden} more are in the copied results.`));
  view.append(smallPrint(result));
  return view;
}
