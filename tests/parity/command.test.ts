/** The `ocelli` command writes what the core computes. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { digest } from './answers.ts';
import { brokenPath, expected, expectedOf, goodPath } from './fixtures.ts';
import { cardModel, root } from './native-core.ts';

const ocelli = join(root, 'build/native/ocelli');

describe('the ocelli command', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ocelli-command-'));
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const name of ['libjpeg-420.jpg', 'orientation-6.jpg', 'rgb-alpha-16-interlaced.png', 'rgb-16.ppm']) {
    test(`decode writes ${name} as a PPM of the expected pixels`, () => {
      const out = join(folder, 'out.ppm');
      execFileSync(ocelli, ['decode', goodPath(name), '-o', out]);
      const file = readFileSync(out);
      const [width, height] = expectedOf(name).size;
      const header = `P6\n${width} ${height}\n255\n`;
      assert.equal(file.toString('latin1', 0, header.length), header);
      assert.equal(digest(file.subarray(header.length)), expectedOf(name).pixels);
    });
  }

  test('decode --shrink writes the reduced pixels', () => {
    const out = join(folder, 'reduced.ppm');
    execFileSync(ocelli, ['decode', goodPath('orientation-8.jpg'), '--shrink', '4', '-o', out]);
    const file = readFileSync(out);
    const header = 'P6\n19 26\n255\n';
    assert.equal(file.toString('latin1', 0, header.length), header);
    assert.equal(digest(file.subarray(header.length)), expectedOf('orientation-8.jpg').reduced['4']);
  });

  for (const name of ['torchvision', 'bgr-nhwc', 'down-lanczos']) {
    test(`prepare writes the expected tensor of the card ${name} as a NumPy file`, () => {
      const out = join(folder, 'out.npy');
      const card = expected.cards[name] ?? [];
      const settings = card.flatMap(([key, value]) => ['--set', `${key}=${value}`]);
      execFileSync(ocelli, ['prepare', goodPath('orientation-6.jpg'), '--model', cardModel, ...settings, '-o', out]);
      const file = readFileSync(out);
      assert.equal(file.toString('latin1', 0, 8), '\x93NUMPY\x01\x00');
      const dataAt = 10 + file.readUInt16LE(8);
      assert.match(file.toString('latin1', 10, dataAt), /'descr': '<f4', 'fortran_order': False, 'shape': \(1, /);
      const index = Object.keys(expected.cards).indexOf(name);
      assert.equal(digest(file.subarray(dataAt)), expectedOf('orientation-6.jpg').tensors[index]);
    });
  }

  test('a broken file ends decode with code 1 and the reason, as JSON where asked for', () => {
    const { status, stdout } = spawnSync(ocelli, ['decode', brokenPath('wrong-data-crc.png'), '--json'], {
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    const { error } = JSON.parse(stdout);
    assert.deepEqual(error, { code: 'corrupt-image', message: 'PNG: wrong checksum of the IDAT chunk' });
  });
});
