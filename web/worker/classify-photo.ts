import type { ClassificationResult, Timings } from '../engine/types.ts';
import { unwrap } from './core.ts';
import type { CoreAnswer, CoreTensor } from './core-module.ts';
import { type DecodedPhoto, decodePhoto, fetchPhoto } from './decode-photo.ts';
import type { LoadedModel } from './load-model.ts';
import type { ClassifyRequest, PhotoPayload } from './protocol.ts';

interface Logits {
  values: Float32Array;
  image: DecodedPhoto['image'];
  timings: Pick<Timings, 'decode' | 'preprocess' | 'inference'>;
}

/** From the photograph to the network's raw first output. Checks the signal between the steps. */
export async function computeLogits(model: LoadedModel, payload: PhotoPayload, signal: AbortSignal): Promise<Logits> {
  const atHand = await fetchPhoto(payload, signal);
  signal.throwIfAborted();
  const start = performance.now();
  const { photo, image } = await decodePhoto(atHand, model, signal);
  let tensor: CoreTensor;
  const decoded = performance.now();
  try {
    signal.throwIfAborted();
    tensor = unwrap(model.core.preprocess(photo, model.card)).tensor;
  } finally {
    photo.delete();
  }
  const prepared = performance.now();
  const outputs = await model.session.run(tensor);
  signal.throwIfAborted();
  const timings = {
    decode: decoded - start,
    preprocess: prepared - decoded,
    inference: performance.now() - prepared,
  };
  return { values: outputs[0] as Float32Array, image, timings };
}

/** From the photograph to a typed answer. */
export async function classifyPhoto(
  model: LoadedModel,
  request: ClassifyRequest,
  signal: AbortSignal,
): Promise<ClassificationResult> {
  const start = performance.now();
  const { values, image, timings } = await computeLogits(model, request.photo, signal);
  const inferred = performance.now();
  const { topK, allow, deny } = request;
  const { answer } = unwrap(model.core.answer(model.card, values, { topK, allow, deny }));
  const end = performance.now();
  const { model: info, report } = model.loaded;
  const base = {
    backend: report.backend,
    model: info,
    image,
    timings: { ...timings, postprocess: end - inferred, total: end - start },
    unsure: answer.unsure,
    predictions: predictions(answer),
  };
  if (info.task === 'binary') return { task: 'binary', ...base, threshold: answer.threshold, label: answer.label };
  return { task: info.task === 'multi-label' ? 'multi-label' : 'multi-class', ...base };
}

function predictions(answer: CoreAnswer) {
  return answer.predictions.map(({ label, index, score }) => ({ label, index, score }));
}
