/** transformers.js with a local copy of everything: its pipeline's own steps, timed one by one. */
import { env, pipeline, RawImage, softmax, Tensor, topk } from '@huggingface/transformers';

export async function load() {
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.localModelPath = '/hub/';
  env.backends.onnx.wasm.numThreads = 1;
  // The build that it takes from a content delivery network by default.
  const name = '/ort-transformers/ort-wasm-simd-threaded.asyncify';
  env.backends.onnx.wasm.wasmPaths = { mjs: `${name}.mjs`, wasm: `${name}.wasm` };
  const classifier = await pipeline('image-classification', 'imagenet', { device: 'wasm', dtype: 'fp32' });
  const { processor, model } = classifier;
  return async (blob) => {
    const start = performance.now();
    const image = await RawImage.read(blob);
    const decoded = performance.now();
    const { pixel_values: input } = await processor([image]);
    const prepared = performance.now();
    // The pipeline itself names the tensor `pixel_values`; this network calls it `input`.
    const { logits } = await model({ input });
    const inferred = performance.now();
    const [batch] = logits;
    const [, indices] = await topk(new Tensor('float32', softmax(batch.data), batch.dims), 5);
    const label = model.config.id2label[indices.tolist()[0]];
    const end = performance.now();
    return {
      label,
      timings: {
        decode: decoded - start,
        preprocess: prepared - decoded,
        inference: inferred - prepared,
        total: end - start,
      },
    };
  };
}
