import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CardFormValues, parseLabels, readCardForm } from '../../../web/page/card-form.ts';

const imagenet: CardFormValues = {
  title: 'mine.onnx',
  task: 'multi-class',
  labels: 'cat\ndog\n\n bird ',
  activation: 'softmax',
  inputSize: '224 224',
  resizeMode: 'shortest-edge',
  resizeSize: '256',
  filter: 'bilinear',
  cropSize: '224 224',
  divisor: '255',
  mean: '0.485 0.456 0.406',
  std: '0.229 0.224 0.225',
  channels: 'rgb',
  layout: 'nchw',
};

test('the defaults with labels make a complete card', () => {
  const { entries, problems } = readCardForm(imagenet);
  assert.equal(problems, null);
  assert.deepEqual(entries, {
    'ocelli.version': '1',
    'ocelli.task': 'multi-class',
    'ocelli.title': 'mine.onnx',
    'ocelli.licence': 'NOASSERTION',
    'ocelli.labels': 'cat\ndog\nbird',
    'ocelli.input.size': '224 224',
    'ocelli.input.channels': 'rgb',
    'ocelli.input.layout': 'nchw',
    'ocelli.resize.mode': 'shortest-edge',
    'ocelli.resize.filter': 'bilinear',
    'ocelli.normalize.divisor': '255',
    'ocelli.normalize.mean': '0.485 0.456 0.406',
    'ocelli.normalize.std': '0.229 0.224 0.225',
    'ocelli.output.activation': 'softmax',
    'ocelli.resize.size': '256',
    'ocelli.crop.size': '224 224',
  });
});

test('commas and a single number for all channels are understood', () => {
  const { entries } = readCardForm({ ...imagenet, mean: '0.5', std: '0.5, 0.5,0.5', inputSize: '224 × 192' });
  assert.equal(entries?.['ocelli.normalize.mean'], '0.5 0.5 0.5');
  assert.equal(entries?.['ocelli.normalize.std'], '0.5 0.5 0.5');
  assert.equal(entries?.['ocelli.input.size'], '224 192');
});

test('an empty crop, and letterbox without a size, leave their keys out', () => {
  const { entries } = readCardForm({ ...imagenet, cropSize: ' ', resizeMode: 'letterbox-center', resizeSize: '' });
  assert.equal(entries?.['ocelli.crop.size'], undefined);
  assert.equal(entries?.['ocelli.resize.size'], undefined);
});

test('each field at fault is named, and no other', () => {
  const faults: [Partial<CardFormValues>, string[]][] = [
    [{ labels: '' }, ['labels']],
    [{ labels: 'a\nb\na' }, ['labels']],
    [{ task: 'binary' }, ['labels']],
    [{ inputSize: '224' }, ['inputSize']],
    [{ inputSize: '0 224' }, ['inputSize']],
    [{ resizeSize: '256 256' }, ['resizeSize']],
    [{ resizeMode: 'exact' }, ['resizeSize']],
    [{ cropSize: '22.4 224' }, ['cropSize']],
    [{ divisor: '0' }, ['divisor']],
    [{ divisor: '' }, ['divisor']],
    [{ mean: '1 2' }, ['mean']],
    [{ mean: '' }, ['mean']],
    [{ std: '1 0 1' }, ['std']],
    [{ std: 'a b c', divisor: 'x' }, ['divisor', 'std']],
    [{ channels: 'grey' }, ['mean', 'std']],
    [{ task: 'multi-label' }, ['activation']],
  ];
  for (const [change, fields] of faults) {
    const { entries, problems } = readCardForm({ ...imagenet, ...change });
    assert.equal(entries, null, JSON.stringify(change));
    assert.deepEqual(Object.keys(problems ?? {}), fields, JSON.stringify(change));
  }
});

test('a repeated label is named with its line', () => {
  const { problems } = readCardForm({ ...imagenet, labels: 'a\nb\na' });
  assert.match(problems?.labels ?? '', /^Line 3 repeats “a”/);
});

test('labels are read from lines, a JSON list, a table and a config.json', () => {
  assert.deepEqual(parseLabels('one\r\ntwo\r\n'), ['one', 'two']);
  assert.deepEqual(parseLabels('["one", "two"]'), ['one', 'two']);
  assert.deepEqual(parseLabels('{"1": "two", "0": "one", "10": "three"}'), ['one', 'two', 'three']);
  assert.deepEqual(parseLabels('{"id2label": {"0": "one", "1": "two"}}'), ['one', 'two']);
  assert.deepEqual(parseLabels('[bracketed'), ['[bracketed']);
});
