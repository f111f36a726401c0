import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyOf, golden, ocelli, scratch } from './command.mjs';

const entriesOf = (path) => ocelli('card', path, '--json').json.entries;

test('a card is printed entry by entry', () => {
  const { code, stdout } = ocelli('card', golden('tiny.onnx'));
  assert.equal(code, 0);
  assert.match(stdout, /^ocelli\.title: Red, green or blue$/m);
  assert.match(stdout, /^ocelli\.labels: red\n {4}green\n {4}blue$/m);
});

test('a model without a card says so', () => {
  const { code, stdout } = ocelli('card', golden('tiny-nocard.onnx'));
  assert.equal(code, 0);
  assert.match(stdout, /has no model card/);
  assert.deepEqual(entriesOf(golden('tiny-nocard.onnx')), {});
});

test('an entry is set in place, and the graph stays byte for byte', (t) => {
  const model = copyOf('tiny.onnx', scratch(t));
  const before = readFileSync(model);
  assert.equal(ocelli('card', model, '--set', 'title=Drei Farben', '--set', 'ocelli.data=painted = by hand').code, 0);
  const entries = entriesOf(model);
  assert.equal(entries['ocelli.title'], 'Drei Farben');
  assert.equal(entries['ocelli.data'], 'painted = by hand');
  const after = readFileSync(model);
  const graph = before.subarray(before.indexOf('pixels'));
  assert.ok(graph.length > 500 && after.subarray(-graph.length).equals(graph));
});

test('entries go where they are removed or set to nothing', (t) => {
  const model = copyOf('tiny.onnx', scratch(t));
  assert.equal(ocelli('card', model, '--remove', 'unsure.below', '--set', 'ocelli.source=').code, 0);
  const keys = Object.keys(entriesOf(model));
  assert.ok(!keys.includes('ocelli.unsure.below') && !keys.includes('ocelli.source'));
  const missing = ocelli('card', model, '--remove', 'unsure.below', '--json');
  assert.equal(missing.code, 1);
  assert.match(missing.json.error.message, /--remove: expected a key of the card, got ocelli\.unsure\.below/);
});

test('an invalid card is refused and the file stays as it was', (t) => {
  const folder = scratch(t);
  const model = copyOf('tiny.onnx', folder);
  const before = readFileSync(model);
  for (const [setting, message] of [
    ['task=guess', /ocelli\.task: expected one of binary/],
    ['labels=red\ngreen', /2 labels expect an output of width 2, got output logits of width 3/],
    ['resize.size=', /ocelli\.resize\.size/],
    ['output.names=nothing', /expected names of the graph's outputs/],
  ]) {
    const { code, json } = ocelli('card', model, '--set', setting, '--json');
    assert.equal(code, 1, setting);
    assert.equal(json.error.code, 'invalid-card');
    assert.match(json.error.message, message);
  }
  assert.ok(readFileSync(model).equals(before));
  assert.deepEqual(readdirSync(folder), ['tiny.onnx']);
});

test('a card is written from nothing, with labels from a file', (t) => {
  const folder = scratch(t);
  const labels = join(folder, 'labels.txt');
  const out = join(folder, 'out.onnx');
  const settings = [
    'title=Colours',
    'licence=MIT',
    'task=multi-class',
    'input.size=32 32',
    'resize.mode=exact',
    'resize.size=32 32',
    'output.activation=softmax',
  ].flatMap((setting) => ['--set', setting]);
  for (const text of [
    'red\r\n\r\n grün \nblue\n',
    '["red", "grün", "blue"]',
    '{"id2label": {"2": "blue", "0": "red", "1": "grün"}}',
  ]) {
    writeFileSync(labels, text);
    const done = ocelli('card', golden('tiny-nocard.onnx'), ...settings, '--labels', labels, '-o', out, '--json');
    assert.equal(done.code, 0, done.stdout);
    assert.equal(entriesOf(out)['ocelli.labels'], 'red\ngrün\nblue');
    assert.equal(entriesOf(out)['ocelli.version'], '1');
  }
  writeFileSync(labels, '{"0": "red", "2": "blue"}');
  assert.equal(ocelli('card', golden('tiny.onnx'), '--labels', labels, '-o', out).code, 1);
  writeFileSync(labels, '\n\n');
  assert.match(ocelli('card', golden('tiny.onnx'), '--labels', labels, '-o', out).stderr, /expected labels, got none/);
});

test('golden values that no longer fit are taken out, and that is said', (t) => {
  const out = join(scratch(t), 'out.onnx');
  const kept = ocelli('card', golden('tiny.onnx'), '--set', 'output.temperature=2', '-o', out, '--json').json;
  assert.deepEqual(kept.notes, []);
  assert.equal(kept.entries['ocelli.golden.seed'], '7');
  const dropped = ocelli('card', golden('tiny.onnx'), '--set', 'normalize.mean=0 0 0', '-o', out, '--json').json;
  assert.match(dropped.notes[0], /golden output was taken out.*ocelli\.normalize\.mean changed/);
  assert.equal(dropped.entries['ocelli.golden.seed'], undefined);
});

test('bad usage ends with 2, failure with 1', () => {
  assert.equal(ocelli('card').code, 2);
  assert.equal(ocelli('card', golden('tiny.onnx'), '--set', 'title').code, 2);
  assert.equal(ocelli('card', golden('tiny.onnx'), '--colour').code, 2);
  assert.equal(ocelli('card', golden('missing.onnx')).code, 1);
  assert.equal(ocelli('card', golden('card.py'), '--json').json.error.code, 'invalid-model');
  assert.equal(ocelli('card', '--help').code, 0);
  assert.match(ocelli('card', '--help').stdout, /Examples:/);
});
