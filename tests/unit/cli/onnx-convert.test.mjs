import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as ort from 'onnxruntime-web/wasm';
import { golden, ocelli, root, scratch } from './command.mjs';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const network = golden('onnx/convert.onnx');
const lite0 = join(root, 'models/imagenet/model.onnx');

/** Numbers from −1 to 1, the same every time. */
function inputOf(...dims) {
  let state = 3;
  const values = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return new ort.Tensor('float32', values, dims);
}

/** The first output of a model in ONNX Runtime Web, as a browser runs it. */
async function answerOf(path, input) {
  const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(path)));
  const { [session.outputNames[0]]: output } = await session.run({ [session.inputNames[0]]: input });
  await session.release();
  return [...output.data];
}

/** The largest difference, as a share of the largest magnitude of `expected`. */
function difference(actual, expected) {
  assert.equal(actual.length, expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...actual.map((value, i) => Math.abs(value - expected[i]))) / largest;
}

test('a converted network answers as before in ONNX Runtime Web, as far as its weights allow', async (t) => {
  const folder = scratch(t);
  const input = inputOf(2, 3, 12, 12);
  const expected = await answerOf(network, input);
  for (const [weights, tolerance, atLeast] of [
    ['fp32', 1e-5, 0],
    ['fp16', 3e-3, 1e-7],
    ['int8', 5e-2, 1e-5],
  ]) {
    const out = join(folder, `${weights}.onnx`);
    const { code, json } = ocelli('convert', network, '-o', out, '--weights', weights, '--json');
    assert.equal(code, 0);
    assert.equal(json.foldedBatchNorms, 5);
    const moved = difference(await answerOf(out, input), expected);
    assert.ok(moved <= tolerance && moved >= atLeast, `${weights}: ${moved}`);
  }
});

test('int8 makes a network four times smaller, fp16 twice, and fp16 is the default', (t) => {
  const folder = scratch(t);
  const size = (...args) => ocelli('convert', lite0, '-o', join(folder, 'o.onnx'), '--json', ...args).json;
  const plain = size('--weights', 'fp32');
  assert.ok(plain.bytesAfter > 18.4e6, plain.bytesAfter);
  assert.equal(plain.stored.float32, 50);
  const half = size();
  assert.ok(half.bytesAfter < 9.4e6, half.bytesAfter);
  assert.deepEqual(half.stored, { int8: 0, float16: 50, float32: 0 });
  const quarter = size('--weights', 'int8');
  assert.ok(quarter.bytesAfter < 4.9e6, quarter.bytesAfter);
  assert.deepEqual(quarter.stored, { int8: 50, float16: 0, float32: 0 });
});

test('a deployed network is brought back to float32 without a change in its answer', async (t) => {
  const out = join(scratch(t), 'plain.onnx');
  assert.equal(ocelli('convert', lite0, '-o', out, '--weights', 'fp32').code, 0);
  const input = inputOf(1, 3, 224, 224);
  assert.ok(difference(await answerOf(out, input), await answerOf(lite0, input)) < 1e-6);
});

test('weights that are int8 already keep the rounding that was chosen for them', (t) => {
  const out = join(scratch(t), 'again.onnx');
  assert.equal(ocelli('convert', lite0, '-o', out, '--weights', 'int8').code, 0);
  // The classifier's 1000 × 1280 weights: behind their name, and the tag and length of raw_data.
  const weightsOf = (path) => {
    const file = readFileSync(path);
    const start = file.lastIndexOf('classifier.weight.int8') + 'classifier.weight.int8'.length + 4;
    return file.subarray(start, start + 1_280_000);
  };
  assert.ok(weightsOf(out).equals(weightsOf(lite0)));
});

test('the card stays, but for a golden output that no longer fits', (t) => {
  const out = join(scratch(t), 'small.onnx');
  const { code, json } = ocelli('convert', golden('tiny.onnx'), '-o', out, '--json');
  assert.equal(code, 0);
  const before = ocelli('card', golden('tiny.onnx'), '--json').json.entries;
  const after = ocelli('card', out, '--json').json.entries;
  const plain = (entries) => Object.entries(entries).filter(([key]) => !key.startsWith('ocelli.golden.'));
  assert.deepEqual(plain(after), plain(before));
  if (after['ocelli.golden.values'] === undefined) {
    assert.match(json.notes[0], /golden output was taken out/);
  } else {
    assert.notEqual(after['ocelli.golden.values'], before['ocelli.golden.values']);
  }
});

test('bad usage ends with 2, failure with 1, and nothing is written', (t) => {
  const out = join(scratch(t), 'out.onnx');
  assert.equal(ocelli('convert', network).code, 2);
  assert.equal(ocelli('convert', network, '-o', out, '--weights', 'int4').code, 2);
  assert.equal(ocelli('convert', golden('card.py'), '-o', out, '--json').json.error.code, 'invalid-model');
  const nowhere = ocelli('convert', network, '-o', join(out, 'x.onnx'), '--json');
  assert.equal(nowhere.code, 1);
  assert.match(ocelli('convert', '--help').stdout, /Examples:/);
});

test('of a multi-label model some labels are kept, with their outputs and thresholds as they were', async (t) => {
  const folder = scratch(t);
  const model = golden('tiny-multi-label.onnx');
  const labels = join(folder, 'labels.txt');
  const out = join(folder, 'two.onnx');
  writeFileSync(labels, 'blue\nred\n');
  assert.equal(ocelli('convert', model, '-o', out, '--labels', labels, '--weights', 'fp32').code, 0);
  const input = inputOf(1, 3, 32, 32);
  const [red, , blue] = await answerOf(model, input);
  assert.ok(difference(await answerOf(out, input), [blue, red]) < 1e-6);
  const { entries } = ocelli('card', out, '--json').json;
  assert.equal(entries['ocelli.labels'], 'blue\nred');
  assert.equal(entries['ocelli.thresholds'], '0.2 0.5');

  writeFileSync(labels, 'blue\nmauve\n');
  const unknown = ocelli('convert', model, '-o', out, '--labels', labels);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /--labels: expected labels of the model, got "mauve"/);
  const single = ocelli('convert', golden('tiny.onnx'), '-o', out, '--labels', labels);
  assert.match(single.stderr, /--labels: expected a multi-label model/);
});
