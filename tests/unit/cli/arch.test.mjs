import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ocelli, scratch } from './command.mjs';

test('a network is written with its card, and told in JSON', (t) => {
  const out = join(scratch(t), 'net.onnx');
  const { code, json } = ocelli('arch', 'mobilenet_v2', '--width', '0.5', '-o', out, '--json');
  assert.equal(code, 0);
  // 1,968,680: torchvision's mobilenet_v2(width_mult=0.5).
  const bytes = readFileSync(out).length;
  assert.deepEqual(json, { architecture: 'mobilenet_v2', bytes, out, parameters: 1968680, seed: 0 });
  const info = ocelli('info', out, '--json').json;
  assert.equal(info.title, 'MobileNetV2, untrained');
  assert.equal(info.licence, 'CC0-1.0');
  assert.deepEqual(info.network.inputs, [{ name: 'input', type: 'float32', shape: ['N', 3, 224, 224] }]);
  assert.deepEqual(info.network.outputs, [{ name: 'logits', type: 'float32', shape: ['N', 1000] }]);
});

test('classes, image size and seed reach the file, and the same command writes the same bytes', (t) => {
  const folder = scratch(t);
  const build = (name, seed) => {
    const out = join(folder, name);
    const sizes = ['--num-classes', '7', '--img-size', '64', '--seed', seed];
    assert.equal(ocelli('arch', 'vit_ti_16', ...sizes, '-o', out).code, 0);
    return readFileSync(out);
  };
  const first = build('first.onnx', '3');
  assert.ok(first.equals(build('again.onnx', '3')));
  assert.ok(!first.equals(build('other.onnx', '4')));
  const { network, labels } = ocelli('info', join(folder, 'first.onnx'), '--json').json;
  assert.deepEqual(network.inputs[0].shape, ['N', 3, 64, 64]);
  assert.equal(labels.length, 7);
});

test('auxiliary heads are left out when asked', (t) => {
  const out = join(scratch(t), 'net.onnx');
  const outputs = (...options) => {
    assert.equal(ocelli('arch', 'googlenet', ...options, '-o', out).code, 0);
    return ocelli('info', out, '--json').json.network.outputs.map(({ name }) => name);
  };
  assert.deepEqual(outputs(), ['logits', 'aux1', 'aux2']);
  assert.deepEqual(outputs('--no-auxiliary'), ['logits']);
});

test('--list prints the names, one a line', () => {
  const { code, stdout } = ocelli('arch', '--list');
  assert.equal(code, 0);
  const names = stdout.trimEnd().split('\n');
  assert.equal(names.length, 24);
  assert.ok(names.includes('resnet18'));
  assert.deepEqual(ocelli('arch', '--list', '--json').json, names);
});

test('what cannot be built is refused, and no file is written', (t) => {
  const out = join(scratch(t), 'net.onnx');
  const unknown = ocelli('arch', 'resnet19', '-o', out, '--json');
  assert.equal(unknown.code, 1);
  assert.equal(unknown.json.error.code, 'invalid-argument');
  assert.match(unknown.json.error.message, /^architecture: expected one of alexnet, .* got 'resnet19'$/);
  const small = ocelli('arch', 'alexnet', '--img-size', '32', '-o', out);
  assert.equal(small.code, 1);
  assert.match(small.stderr, /image size: expected more pixels, got 32/);
  assert.equal(ocelli('arch', 'resnet18', '--num-classes', '1', '-o', out).code, 1);
  assert.equal(ocelli('arch', 'resnet18', '--num-classes', '-1', '-o', out).code, 2);
  assert.equal(ocelli('arch', 'resnet18').code, 2);
  assert.equal(ocelli('arch', '-o', out).code, 2);
  assert.ok(!existsSync(out));
});
