import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { golden, ocelli, root, scratch } from './command.mjs';

const lite0 = join(root, 'models/imagenet/model.onnx');

test('a model with a card is told with its card and its network', () => {
  const { code, json } = ocelli('info', golden('tiny.onnx'), '--json');
  assert.equal(code, 0);
  assert.equal(json.title, 'Red, green or blue');
  assert.equal(json.preprocess.input.height, 32);
  const { network } = json;
  assert.deepEqual(network.layers, { Conv: 1, Flatten: 1, Gemm: 1, GlobalAveragePool: 1, Relu: 1 });
  // 6·3·3·3 + 6·3 + 3 weights; 16·16 places of 6 channels of 27 products, then 6·3.
  assert.equal(network.parameters, 183);
  assert.equal(network.multiplyAdds, 16 * 16 * 6 * 27 + 18);
  assert.deepEqual(network.weightBytes, { float32: 183 * 4 });
  assert.deepEqual(network.inputs, [{ name: 'pixels', type: 'float32', shape: [1, 3, 32, 32] }]);
  assert.deepEqual(network.browser, []);
  assert.equal(network.fileBytes, statSync(golden('tiny.onnx')).size);
});

test('weights stored as int8 count once, and the input size comes from the card', () => {
  const { network } = ocelli('info', lite0, '--json').json;
  // EfficientNet-Lite0 has 4,652,008 parameters; folding halves the 42,016 of its batch norms.
  assert.equal(network.parameters, 4652008 - 42016 / 2);
  assert.equal(network.multiplyAdds, 385187552);
  assert.deepEqual(network.outputs, [{ name: 'logits', type: 'float32', shape: ['batch', 1000] }]);
});

test('a model without a card is told all the same', () => {
  const { code, json } = ocelli('info', golden('tiny-nocard.onnx'), '--json');
  assert.equal(code, 0);
  assert.equal(json.card, null);
  assert.equal(json.network.parameters, 183);
  assert.match(ocelli('info', golden('tiny-nocard.onnx')).stdout, /^card +none/m);
});

test('text names layers, parameters, cost and what a browser makes of it', () => {
  const { code, stdout } = ocelli('info', lite0);
  assert.equal(code, 0);
  assert.match(stdout, /^layers +Cast 50, Mul 50, Conv 49, Clip 33/m);
  assert.match(stdout, /^parameters +4,631,000$/m);
  assert.match(stdout, /^mult-adds +385,187,552 a photograph$/m);
  assert.match(stdout, /^browser +nothing stands in the way$/m);
  assert.match(
    ocelli('info', golden('onnx/unknown.onnx')).stdout,
    /^browser +cannot run it: input x has 2 dimensions/m,
  );
});

test('a card that prepares another size than the graph takes is noticed', (t) => {
  const out = join(scratch(t), 'out.onnx');
  const sizes = ['input.size=64 64', 'crop.size=64 64', 'resize.size=72'].flatMap((one) => ['--set', one]);
  assert.equal(ocelli('card', golden('tiny.onnx'), ...sizes, '-o', out).code, 0);
  const { browser } = ocelli('info', out, '--json').json.network;
  assert.equal(browser.length, 1);
  assert.ok(browser[0].prevents);
  assert.match(browser[0].message, /prepares a dimension 2 of length 64.*pixels: float32 1 x 3 x 32 x 32/);
});

test('what is no model fails with a reason', () => {
  const missing = ocelli('info', golden('missing.onnx'), '--json');
  assert.equal(missing.code, 1);
  assert.equal(missing.json.error.code, 'invalid-argument');
  assert.equal(ocelli('info', golden('card.py'), '--json').json.error.code, 'invalid-model');
  assert.equal(ocelli('info').code, 2);
  assert.match(ocelli('info', '--help').stdout, /Example:/);
});
