/** The page that most people write by hand: createImageBitmap, a canvas, ONNX Runtime Web. */
import * as ort from 'onnxruntime-by-hand';
import { bestLabels } from './best-labels.mjs';

const SIDE = 224;
const MEAN = 127 / 255;
const STD = 128 / 255;

export async function load() {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = '/ort-by-hand/';
  const [session, labels] = await Promise.all([
    ort.InferenceSession.create('/models/imagenet/model.onnx', { executionProviders: ['wasm'] }),
    fetch('/hub/imagenet/labels.json').then((response) => response.json()),
  ]);
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return async (blob) => {
    const start = performance.now();
    const bitmap = await createImageBitmap(blob);
    const decoded = performance.now();
    const tensor = prepare(bitmap, pen);
    const prepared = performance.now();
    const { logits } = await session.run({ input: tensor });
    const inferred = performance.now();
    const predictions = bestLabels(logits.data, labels);
    const end = performance.now();
    return {
      label: predictions[0].label,
      timings: {
        decode: decoded - start,
        preprocess: prepared - decoded,
        inference: inferred - prepared,
        total: end - start,
      },
    };
  };
}

/** The centre at 224/256 of the shorter side, drawn straight to 224 × 224. */
function prepare(bitmap, pen) {
  const side = (Math.min(bitmap.width, bitmap.height) * SIDE) / 256;
  pen.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  bitmap.close();
  const { data } = pen.getImageData(0, 0, SIDE, SIDE);
  const area = SIDE * SIDE;
  const values = new Float32Array(3 * area);
  for (let i = 0; i < area; i++) {
    for (let channel = 0; channel < 3; channel++) {
      values[channel * area + i] = (data[4 * i + channel] / 255 - MEAN) / STD;
    }
  }
  return new ort.Tensor('float32', values, [1, 3, SIDE, SIDE]);
}
