// What `ocelli card` and `ocelli convert` compute by running the network.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as ort from 'onnxruntime-web/wasm';
import { golden, noTorch, ocelli, root, scratch } from './command.mjs';

ort.env.wasm.numThreads = 1;
const skip = noTorch();
const tiny = golden('tiny.onnx');
const samples = join(root, 'web/page/samples');

const numbersOf = (text) => text.split(/\s/).map(Number);
const goldenOf = (path) => numbersOf(ocelli('card', path, '--json').json.entries['ocelli.golden.values']);

/** The tensor of tiny.onnx's golden input, as docs/model-card.md defines it. */
function goldenTensor(seed) {
  let state = seed;
  const tensor = new Float32Array(3 * 32 * 32);
  for (let pixel = 0; pixel < 32 * 32; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      tensor[channel * 32 * 32 + pixel] = ((state >>> 24) / 255 - 0.5) / 0.25;
    }
  }
  return new ort.Tensor('float32', tensor, [1, 3, 32, 32]);
}

function assertClose(actual, expected, tolerance) {
  assert.equal(actual.length, expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  for (const [i, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[i]) <= tolerance * largest, `${i}: ${value}, expected ${expected[i]}`);
  }
}

/** Photographs of one colour each in folders of their names. */
function colours(folder) {
  for (const [label, pixel] of Object.entries({ red: [200, 20, 30], green: [10, 180, 40], blue: [20, 40, 220] })) {
    mkdirSync(join(folder, label));
    for (const shade of [0, 20]) {
      const pixels = Buffer.alloc(40 * 40 * 3).map((_, i) => pixel[i % 3] + shade);
      writeFileSync(join(folder, label, `${shade}.ppm`), Buffer.concat([Buffer.from('P6\n40 40\n255\n'), pixels]));
    }
  }
}

test('the golden output is that of onnxruntime', { skip }, (t) => {
  const out = join(scratch(t), 'out.onnx');
  assert.equal(ocelli('card', tiny, '--golden', '-o', out).code, 0);
  // tiny.onnx's own came from Python's onnxruntime, written with seven digits.
  assertClose(goldenOf(out), goldenOf(tiny), 1e-6);
});

test('a card without golden output gets one of the usual seed', { skip }, (t) => {
  const out = join(scratch(t), 'out.onnx');
  const removed = ['seed', 'values', 'tolerance'].flatMap((key) => ['--remove', `golden.${key}`]);
  assert.equal(ocelli('card', tiny, ...removed, '--golden', '-o', out).code, 0);
  const { entries } = ocelli('card', out, '--json').json;
  assert.equal(entries['ocelli.golden.seed'], '2024');
  assert.equal(entries['ocelli.golden.tolerance'], '0.001');
});

test('a golden output needs a card', { skip }, (t) => {
  const out = join(scratch(t), 'out.onnx');
  const { code, json } = ocelli('card', golden('tiny-nocard.onnx'), '--golden', '-o', out, '--json');
  assert.equal(code, 1);
  assert.match(json.error.message, /--golden: expected a model with a card/);
});

test('the golden output of a converted network is what ONNX Runtime Web answers', { skip }, async (t) => {
  const out = join(scratch(t), 'out.onnx');
  const { json } = ocelli('convert', tiny, '-o', out, '--weights', 'int8', '--json');
  assert.deepEqual(json.notes, []);
  const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(out)));
  const { logits } = await session.run({ pixels: goldenTensor(7) });
  await session.release();
  const answer = [...logits.data];
  const mean = answer.reduce((a, b) => a + b) / answer.length;
  assertClose([...answer, mean, Math.max(...answer.map(Math.abs))], goldenOf(out), 1e-6);
  // The change that is reported is the one between the two golden outputs.
  const before = goldenOf(tiny).slice(0, 3);
  const moved = Math.max(...answer.map((value, i) => Math.abs(value - before[i]))) / Math.max(...before.map(Math.abs));
  assert.equal(json.outputs.inputs, 1);
  assert.ok(moved > 1e-4 && Math.abs(json.outputs.largest - moved) < 1e-5, `${json.outputs.largest} ${moved}`);
});

/** The logits of a model for the sample photographs, in ONNX Runtime Web. */
async function sampleLogits(model, folder) {
  const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(model)));
  const answers = [];
  for (const name of readdirSync(samples).filter((one) => one.endsWith('.jpg'))) {
    const out = join(folder, 'photo.npy');
    assert.equal(ocelli('prepare', join(samples, name), '--model', tiny, '-o', out).code, 0);
    const file = readFileSync(out);
    const values = new Float32Array(file.buffer.slice(file.byteOffset + file.length - 4 * 3 * 32 * 32));
    const { logits } = await session.run({ pixels: new ort.Tensor('float32', values, [1, 3, 32, 32]) });
    answers.push(...logits.data);
  }
  await session.release();
  return answers;
}

test('rounding that is chosen on photographs moves outputs less than the nearest', { skip }, async (t) => {
  const folder = scratch(t);
  const expected = await sampleLogits(tiny, folder);
  const moved = async (...args) => {
    const out = join(folder, 'out.onnx');
    const { json } = ocelli('convert', tiny, '-o', out, '--weights', 'int8', '--json', ...args);
    const actual = await sampleLogits(out, folder);
    const sum = (values) => values.reduce((a, b) => a + Math.abs(b), 0);
    return { share: sum(actual.map((value, i) => value - expected[i])) / sum(expected), json };
  };
  const nearest = await moved();
  const chosen = await moved('--photos', samples);
  assert.ok(chosen.share < nearest.share, `${chosen.share} against ${nearest.share}`);
  assert.equal(chosen.json.outputs.inputs, expected.length / 3);
  assert.ok(Math.abs(chosen.json.outputs.mean - chosen.share) < 1e-5, `${chosen.json.outputs.mean} ${chosen.share}`);
});

test('the accuracy before and after is told', { skip }, (t) => {
  const folder = scratch(t);
  const data = join(folder, 'data');
  mkdirSync(data);
  colours(data);
  const out = join(folder, 'out.onnx');
  const { code, json } = ocelli('convert', tiny, '-o', out, '--weights', 'int8', '--eval', data, '--json');
  assert.equal(code, 0, JSON.stringify(json));
  assert.deepEqual(json.accuracy, { measure: 'top-1', photos: 6, before: 1, after: 1 });
});

test('photographs that cannot be read are an error that names one', { skip }, (t) => {
  const folder = scratch(t);
  writeFileSync(join(folder, 'broken.jpg'), 'no photograph');
  const out = join(folder, 'out.onnx');
  const { code, json } = ocelli('convert', tiny, '-o', out, '--weights', 'int8', '--photos', folder, '--json');
  assert.equal(code, 1);
  assert.match(json.error.message, /--photos: expected photographs that can be read: .*broken\.jpg/);
});
