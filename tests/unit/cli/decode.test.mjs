import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { golden, ocelli, scratch } from './command.mjs';

const image = (name) => golden(`images/${name}`);

test('a photograph is written as Pillow shows it', (t) => {
  const out = join(scratch(t), 'out.ppm');
  for (const name of ['420.jpg', 'rgba.png', '565.bmp', 'plain.gif', '65535.pgm']) {
    assert.equal(ocelli('decode', image(name), '-o', out).code, 0, name);
    assert.ok(readFileSync(out).equals(readFileSync(image(`${name}.ppm`))), name);
  }
});

test('a reduced decode is written as Pillow drafts it', (t) => {
  const out = join(scratch(t), 'out.ppm');
  const done = ocelli('decode', image('420.jpg'), '--shrink', '4', '-o', out);
  assert.equal(done.code, 0);
  assert.match(done.stdout, /: jpeg, 45 x 31 pixels, orientation 1, decoded at 1\/4: 12 x 8\n$/);
  assert.ok(readFileSync(out).equals(readFileSync(image('420.jpg.4.ppm'))));
});

test('without an output the size is told', () => {
  const done = ocelli('decode', image('rgb.png'));
  assert.equal(done.code, 0);
  assert.equal(done.stdout, `${image('rgb.png')}: png, 23 x 17 pixels, orientation 1\n`);
  assert.equal(done.stderr, '');
});

test('JSON tells format, size, orientation, shrink and what was decoded', () => {
  assert.deepEqual(ocelli('decode', image('orientation6.png'), '--json').json, {
    format: 'png',
    width: 17,
    height: 23,
    orientation: 6,
    shrink: 1,
    decoded: [17, 23],
  });
  assert.deepEqual(ocelli('decode', image('420.jpg'), '--shrink', '8', '--json').json.decoded, [6, 4]);
});

test('a bad photograph fails with code and reason, as text or as JSON', (t) => {
  const folder = scratch(t);
  const cut = join(folder, 'cut.jpg');
  writeFileSync(cut, readFileSync(image('420.jpg')).subarray(0, 600));
  const text = ocelli('decode', cut, '-o', join(folder, 'out.ppm'));
  assert.equal(text.code, 1);
  assert.equal(text.stdout, '');
  assert.match(text.stderr, /^ocelli: JPEG: the (data|file) ends .* \(truncated-image\)\n$/);
  assert.ok(!existsSync(join(folder, 'out.ppm')));
  const { code, json, stderr } = ocelli('decode', cut, '--json');
  assert.equal(code, 1);
  assert.equal(json.error.code, 'truncated-image');
  assert.equal(stderr, '');
});

test('other failures name their code', (t) => {
  const folder = scratch(t);
  const failure = (bytes) => {
    writeFileSync(join(folder, 'photo'), bytes);
    return ocelli('decode', join(folder, 'photo'), '--json').json.error.code;
  };
  assert.equal(failure(''), 'empty-input');
  assert.equal(failure('hello'), 'unsupported-format');
  assert.equal(failure('P5 0 0 255 '), 'corrupt-image');
  assert.equal(failure('P5 50000 50000 255 '), 'image-too-large');
});

test('the limits are settable', () => {
  const tight = ocelli('decode', image('420.jpg'), '--max-megapixels', '0.001', '--json');
  assert.equal(tight.code, 1);
  assert.equal(tight.json.error.code, 'image-too-large');
  const memory = ocelli('decode', image('420.jpg'), '--max-memory', '0.001', '--json');
  assert.match(memory.json.error.message, /may take at most 1 MB of memory, 45 x 31 would take 1/);
});

test('a missing file, a folder and an output that cannot be written are failures that name the path', (t) => {
  const folder = scratch(t);
  const missing = ocelli('decode', join(folder, 'missing.jpg'));
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /missing\.jpg: No such file or directory \(invalid-argument\)/);
  const inFolder = ocelli('decode', folder);
  assert.equal(inFolder.code, 1);
  assert.ok(inFolder.stderr.includes(`${folder}: Is a directory`), inFolder.stderr);
  for (const out of [join(folder, 'no/such/folder.ppm'), folder]) {
    const done = ocelli('decode', image('420.jpg'), '-o', out, '--json');
    assert.equal(done.code, 1, out);
    assert.equal(done.json.error.code, 'invalid-argument');
    assert.ok(done.json.error.message.startsWith(`${out}: `), done.json.error.message);
  }
});

test('a full disk is noticed', { skip: existsSync('/dev/full') ? false : 'this system has no /dev/full' }, () => {
  const done = ocelli('decode', image('420.jpg'), '-o', '/dev/full');
  assert.equal(done.code, 1);
  assert.match(done.stderr, /\/dev\/full: No space left on device/);
});

test('names that look like options or hold spaces can be given', (t) => {
  const folder = join(scratch(t), 'a folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a photo.png'), readFileSync(image('rgb.png')));
  assert.equal(ocelli('decode', join(folder, 'a photo.png')).code, 0);
});

test('bad usage ends with code 2 and help with 0', () => {
  for (const args of [
    [],
    ['decode'],
    ['decode', image('420.jpg'), '--shrink', '3'],
    ['decode', image('420.jpg'), '--max-memory', '-1'],
    ['decode', image('420.jpg'), '--what'],
    ['decode', image('420.jpg'), 'another.jpg'],
    ['encode'],
  ]) {
    const { code, stderr } = ocelli(...args);
    assert.equal(code, 2, args.join(' '));
    assert.notEqual(stderr, '', args.join(' '));
  }
  const help = ocelli('--help');
  assert.equal(help.code, 0);
  for (const name of ['decode', 'prepare', 'info']) assert.match(help.stdout, new RegExp(`^ +${name} `, 'm'));
  assert.match(help.stdout, /Exit codes: 0 success, 1 failure, 2 bad usage\./);
  const ofDecode = ocelli('decode', '--help');
  assert.equal(ofDecode.code, 0);
  assert.match(ofDecode.stdout, /Example: ocelli decode cat\.jpg -o cat\.ppm/);
});
