import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { golden, ocelli, scratch } from './command.mjs';

const image = (name) => golden(`images/${name}`);
const model = golden('tiny.onnx');

/** Shape and values of a version 1.0 `.npy` file of little-endian float32. */
function readNpy(path) {
  const file = readFileSync(path);
  assert.equal(file.subarray(0, 8).toString('latin1'), '\x93NUMPY\x01\x00');
  const length = file.readUInt16LE(8);
  assert.equal((10 + length) % 64, 0);
  const header = file.subarray(10, 10 + length).toString('latin1');
  const [, shape] = /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]+)\), \} *\n$/.exec(header);
  const data = file.subarray(10 + length);
  return {
    shape: shape.split(',').filter(Boolean).map(Number).filter(Boolean),
    values: new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)),
  };
}

/** Overrides that make the tiny model's card take photographs of 23 x 17 as they are. */
const asStored = [
  'ocelli.input.size=17 23',
  'ocelli.resize.mode=none',
  'ocelli.resize.size=',
  'ocelli.crop.size=',
  'ocelli.normalize.divisor=1',
  'ocelli.normalize.mean=0 0 0',
  'ocelli.normalize.std=1 1 1',
].flatMap((setting) => ['--set', setting]);

test('the tensor has the shape that the card says, and every value is finite', (t) => {
  const out = join(scratch(t), 'out.npy');
  const done = ocelli('prepare', image('420.jpg'), '--model', model, '-o', out);
  assert.equal(done.code, 0);
  assert.equal(done.stdout, `${out}: float32 1 x 3 x 32 x 32\n`);
  const { shape, values } = readNpy(out);
  assert.deepEqual(shape, [1, 3, 32, 32]);
  assert.equal(values.length, 3 * 32 * 32);
  assert.ok(values.every(Number.isFinite));
});

test('without resize, mean and divisor the values are the pixels, plane by plane', (t) => {
  const out = join(scratch(t), 'out.npy');
  assert.equal(ocelli('prepare', image('rgb.png'), '--model', model, ...asStored, '-o', out).code, 0);
  const pixels = readFileSync(image('rgb.png.ppm')).subarray(-17 * 23 * 3);
  const { shape, values } = readNpy(out);
  assert.deepEqual(shape, [1, 3, 17, 23]);
  values.forEach((value, i) => {
    assert.equal(value, pixels[3 * (i % 391) + Math.floor(i / 391)], `value ${i}`);
  });
});

test('card entries can be overridden, and the tensor follows', (t) => {
  const out = join(scratch(t), 'out.npy');
  const args = [...asStored, '--set', 'ocelli.input.layout=nhwc', '--set', 'ocelli.input.channels=bgr'];
  const { code, json } = ocelli('prepare', image('rgb.png'), '--model', model, ...args, '-o', out, '--json');
  assert.equal(code, 0);
  assert.deepEqual(json, { shape: [1, 17, 23, 3], shrink: 1, out });
  const pixels = readFileSync(image('rgb.png.ppm')).subarray(-17 * 23 * 3);
  readNpy(out).values.forEach((value, i) => {
    assert.equal(value, pixels[i - (i % 3) + 2 - (i % 3)], `value ${i}`);
  });
});

test('a JPEG is shrunk on load where the card allows it, and the answer says so', (t) => {
  const out = join(scratch(t), 'out.npy');
  const settings = [
    'input.size=3 3',
    'crop.size=3 3',
    'resize.mode=shortest-edge',
    'resize.size=3',
    'resize.shrink=2',
  ].flatMap((setting) => ['--set', `ocelli.${setting}`]);
  const shrink = (name) =>
    ocelli('prepare', image(name), '--model', model, ...settings, '-o', out, '--json').json.shrink;
  assert.equal(shrink('420.jpg'), 4);
  assert.equal(shrink('rgb.png'), 1);
});

test('a bad override is a failure that names it', (t) => {
  const out = join(scratch(t), 'out.npy');
  const error = (setting) =>
    ocelli('prepare', image('rgb.png'), '--model', model, '--set', setting, '-o', out, '--json').json.error;
  for (const setting of ['title', '=x', '']) {
    assert.equal(error(setting).code, 'invalid-argument');
    assert.equal(error(setting).message, `--set: expected KEY=VALUE, got ${setting}`);
  }
  const range = error('ocelli.input.size=0 5');
  assert.equal(range.code, 'invalid-card');
  assert.match(range.message, /^ocelli\.input\.size: expected /);
  assert.match(error('input.size=3 3').message, /card key: expected/);
  assert.match(error('ocelli.resize.filter=nearest').message, /^ocelli\.resize\.filter: expected /);
  assert.ok(!existsSync(out));
});

test('a bad photograph, a bad model and missing files are failures with their codes', (t) => {
  const folder = scratch(t);
  const out = join(folder, 'out.npy');
  const error = (photo, of) => {
    const { code, json } = ocelli('prepare', photo, '--model', of, '-o', out, '--json');
    assert.equal(code, 1);
    return json.error;
  };
  const cut = join(folder, 'cut.png');
  writeFileSync(cut, readFileSync(image('rgb.png')).subarray(0, 200));
  assert.equal(error(cut, model).code, 'truncated-image');
  assert.equal(error(image('rgb.png'), image('rgb.png')).code, 'invalid-model');
  assert.equal(error(image('rgb.png'), golden('tiny-nocard.onnx')).code, 'invalid-card');
  const noModel = error(image('rgb.png'), join(folder, 'no.onnx'));
  assert.equal(noModel.code, 'invalid-argument');
  assert.match(noModel.message, /no\.onnx: No such file or directory$/);
  assert.match(error(join(folder, 'no.jpg'), model).message, /no\.jpg: No such file or directory$/);
  assert.ok(!existsSync(out));
});

test('a photograph of another size than a fixed model takes is a failure', (t) => {
  const out = join(scratch(t), 'out.npy');
  const done = ocelli('prepare', image('24.bmp'), '--model', model, ...asStored, '-o', out);
  assert.equal(done.code, 1);
  assert.match(done.stderr, /takes exactly 23 x 17 pixels, got 21 x 13 \(invalid-argument\)/);
});

test('an output that cannot be written is a failure that names it', (t) => {
  const out = join(scratch(t), 'no/such/folder.npy');
  const done = ocelli('prepare', image('rgb.png'), '--model', model, '-o', out);
  assert.equal(done.code, 1);
  assert.match(done.stderr, /folder\.npy: No such file or directory \(invalid-argument\)/);
});

test('the limits hold for preparing too', (t) => {
  const out = join(scratch(t), 'out.npy');
  const args = ['--model', model, '-o', out, '--max-megapixels', '0.0001', '--json'];
  assert.equal(ocelli('prepare', image('rgb.png'), ...args).json.error.code, 'image-too-large');
});

test('bad usage ends with code 2 and help with 0', () => {
  for (const args of [
    ['prepare'],
    ['prepare', image('rgb.png')],
    ['prepare', image('rgb.png'), '--model', model],
    ['prepare', image('rgb.png'), '-o', 'out.npy'],
    ['prepare', image('rgb.png'), '--model', model, '-o', 'out.npy', '--shrink', '2'],
  ]) {
    assert.equal(ocelli(...args).code, 2, args.join(' '));
  }
  const help = ocelli('prepare', '--help');
  assert.equal(help.code, 0);
  for (const option of ['--model', '--out', '--set', '--json', '--max-megapixels', '--max-memory']) {
    assert.ok(help.stdout.includes(option), option);
  }
});
