/** Files to pixels: native, wasm and Pillow. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { CoreModule } from '../../web/worker/core-module.ts';
import { digest, type Job } from './answers.ts';
import { askBoth, askNativeOnly } from './both-cores.ts';
import { expected, expectedOf, goodNames, goodPath } from './fixtures.ts';
import { startWasmCore } from './wasm-core.ts';

const jpegs = goodNames.filter((name) => name.endsWith('.jpg'));

describe('decoding', () => {
  let core: CoreModule;

  before(async () => {
    core = await startWasmCore();
  });

  test('there are more than 60 files, and something is expected of each', () => {
    assert.deepEqual(goodNames, Object.keys(expected.files).sort());
    assert.ok(goodNames.length > 60);
    for (const ending of ['jpg', 'png', 'bmp', 'gif', 'pgm', 'ppm']) {
      assert.ok(goodNames.filter((name) => name.endsWith(ending)).length >= 5, ending);
    }
  });

  test('native and wasm decode every file to the same pixels, which are Pillow’s', () => {
    for (const { name, answer } of askBoth(
      core,
      goodNames.map((file) => ({ photo: goodPath(file) })),
    )) {
      assert.equal(answer.error, null, name);
      assert.deepEqual([answer.photo?.width, answer.photo?.height], expectedOf(name).size, name);
      assert.equal(digest(answer.pixels), expectedOf(name).pixels, name);
    }
  });

  test('JPEGs at 1/2, 1/4 and 1/8 have libjpeg’s reduced pixels, all bits of them', () => {
    const jobs = jpegs.flatMap((file) =>
      Object.keys(expectedOf(file).reduced).map((shrink): Job => ({ photo: goodPath(file), shrink: Number(shrink) })),
    );
    assert.ok(jobs.length > 200);
    for (const { name, job, answer } of askNativeOnly(jobs)) {
      assert.equal(digest(answer.pixels), expectedOf(name).reduced[String(job.shrink)], `${name} at 1/${job.shrink}`);
    }
  });

  test('wasm decodes reduced JPEGs to the same pixels as native', () => {
    const jobs = jpegs.flatMap(reducingJobs);
    assert.ok(jobs.length > 200);
    const shrinks = askBoth(core, jobs).map(({ name, answer }) => {
      const shrink = answer.photo?.shrink ?? 0;
      assert.equal(digest(answer.pixels), expectedOf(name).reduced[shrink], `${name} at 1/${shrink}`);
      return shrink;
    });
    assert.deepEqual([...new Set(shrinks)].sort(), [2, 4, 8]);
  });

  test('the eight orientations give eight pictures, four of them with sides swapped', () => {
    const names = [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => `orientation-${orientation}.jpg`);
    const answers = askNativeOnly(names.map((name) => ({ photo: goodPath(name) }))).map(({ answer }) => answer);
    assert.deepEqual(
      answers.map(({ photo }) => `${photo?.width} x ${photo?.height}`),
      ['101 x 75', '101 x 75', '101 x 75', '101 x 75', '75 x 101', '75 x 101', '75 x 101', '75 x 101'],
    );
    assert.equal(new Set(answers.map(({ pixels }) => digest(pixels))).size, 8);
  });
});

/** Cards by which a JPEG is decoded at each denominator that its size allows. */
function reducingJobs(name: string): Job[] {
  const { size, reduced } = expectedOf(name);
  const [width, height] = size;
  return Object.keys(reduced)
    .map(Number)
    .filter((shrink) => Math.min(width, height) >= 2 * shrink)
    .map((shrink) => {
      const target = `${Math.floor(height / (2 * shrink))} ${Math.floor(width / (2 * shrink))}`;
      const card: [string, string][] = [
        ['ocelli.input.size', target],
        ['ocelli.resize.mode', 'exact'],
        ['ocelli.resize.size', target],
        ['ocelli.resize.shrink', '2'],
        ['ocelli.crop.size', ''],
      ];
      return { photo: goodPath(name), card };
    });
}
