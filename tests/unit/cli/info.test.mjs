import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { golden, ocelli, root, scratch } from './command.mjs';

const lite0 = join(root, 'models/imagenet/model.onnx');

test('the card is told in words', () => {
  const { code, stdout, stderr } = ocelli('info', lite0);
  assert.equal(code, 0);
  assert.equal(stderr, '');
  assert.match(stdout, /^task +multi-class$/m);
  assert.match(stdout, /^licence +Apache-2\.0$/m);
  assert.match(stdout, /^labels +1000: \S.*, \.\.\.$/m);
  assert.match(stdout, /^input +224 x 224 \(height x width\), rgb, nchw$/m);
  assert.match(stdout, /^resize +shortest-edge 256, bicubic, shrink on load 2$/m);
  assert.match(stdout, /^crop +224 x 224 \(height x width\), half-even$/m);
  assert.match(stdout, /^normalize +\(v \/ \d+ - mean\) \/ std, mean \S+ \S+ \S+, std \S+ \S+ \S+$/m);
  assert.match(stdout, /^output +softmax, temperature 0\.\d+$/m);
});

test('JSON holds the card field by field, numbers as they were written, and all entries', () => {
  const { code, json } = ocelli('info', lite0, '--json');
  assert.equal(code, 0);
  assert.equal(json.task, 'multi-class');
  assert.equal(json.labels.length, 1000);
  assert.deepEqual(json.preprocess.input, { height: 224, width: 224, channels: 'rgb', layout: 'nchw' });
  assert.equal(json.preprocess.resize.shortestEdge, 256);
  assert.equal(json.preprocess.resize.filter, 'bicubic');
  assert.deepEqual(json.preprocess.crop, { height: 224, width: 224, rounding: 'half-even' });
  assert.equal(String(json.output.temperature), json.entries['ocelli.output.temperature']);
  assert.equal(json.entries['ocelli.input.size'], '224 224');
  assert.equal(json.golden.values.length, 1);
  assert.equal(json.golden.values[0].length, 34);
});

test('a failure is told once: to stderr as text, or to stdout as JSON', () => {
  const text = ocelli('info', golden('card.py'));
  assert.equal(text.code, 1);
  assert.equal(text.stdout, '');
  assert.match(text.stderr, /^ocelli: model: expected an ONNX file, got something else: .* \(invalid-model\)\n$/);
  const json = ocelli('info', golden('card.py'), '--json');
  assert.equal(json.code, 1);
  assert.equal(json.stderr, '');
  assert.equal(json.json.error.code, 'invalid-model');
  assert.match(json.json.error.message, /^model: expected an ONNX file, got something else: /);
});

test('a missing, an empty and a cut file are failures with their codes', (t) => {
  const folder = scratch(t);
  const path = join(folder, 'model.onnx');
  const missing = ocelli('info', path);
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /model\.onnx: No such file or directory \(invalid-argument\)/);
  writeFileSync(path, '');
  assert.equal(ocelli('info', path, '--json').json.error.code, 'empty-input');
  writeFileSync(path, readFileSync(golden('tiny.onnx')).subarray(0, 1200));
  const { code, json } = ocelli('info', path, '--json');
  assert.equal(code, 1);
  assert.equal(json.error.code, 'invalid-model');
  assert.match(json.error.message, /cut short after 1200 bytes/);
});

test('an invalid card names the key', (t) => {
  const path = join(scratch(t), 'model.onnx');
  const file = readFileSync(golden('tiny.onnx'));
  const at = file.indexOf('multi-class');
  file.write('multi-glass', at, 'latin1');
  writeFileSync(path, file);
  const { code, json } = ocelli('info', path, '--json');
  assert.equal(code, 1);
  assert.equal(json.error.code, 'invalid-card');
  assert.match(json.error.message, /^ocelli\.task: expected one of .*, got "multi-glass"/);
});

test('bad usage ends with code 2', () => {
  assert.equal(ocelli('info').code, 2);
  assert.equal(ocelli('info', lite0, '--jsn').code, 2);
  assert.equal(ocelli('info', lite0, lite0).code, 2);
});
