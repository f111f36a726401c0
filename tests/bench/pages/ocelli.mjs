/** Our library as a page uses it; its worker is its own. */
export async function load(backend = 'auto') {
  const { createClassifier } = await import('/lib/ocelli.js');
  const classifier = await createClassifier({ model: '/models/imagenet/model.onnx', backend });
  return async (blob) => {
    const { predictions, timings } = await classifier.classify(blob);
    return { label: predictions[0].label, timings };
  };
}
