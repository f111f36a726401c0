/** Files to pixels: native, wasm and Pillow. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { CoreModule } from '../../web/worker/core-module.ts';
import { assertSame, digest, type Job } from './answers.ts';
import { expected, expectedOf, goodNames, goodPath } from './fixtures.ts';
import { askNative } from './native-core.ts';
import { askWasm, startWasmCore } from './wasm-core.ts';

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
    const jobs = goodNames.map((name): Job => ({ photo: goodPath(name) }));
    const native = askNative(jobs);
    const wasm = askWasm(core, jobs);
    goodNames.forEach((name, i) => {
      const answer = native[i]!;
      assertSame(answer, wasm[i]!, name);
      assert.equal(answer.error, null, name);
      assert.deepEqual([answer.photo?.width, answer.photo?.height], expectedOf(name).size, name);
      assert.equal(digest(answer.pixels), expectedOf(name).pixels, name);
    });
  });

  test('JPEGs at 1/2, 1/4 and 1/8 have libjpeg’s reduced pixels, all bits of them', () => {
    const cases = jpegs.flatMap((name) =>
      Object.entries(expectedOf(name).reduced).map(([shrink, pixels]) => ({ name, shrink: Number(shrink), pixels })),
    );
    assert.ok(cases.length > 200);
    const answers = askNative(cases.map(({ name, shrink }) => ({ photo: goodPath(name), shrink })));
    cases.forEach(({ name, shrink, pixels }, i) => {
      assert.equal(digest(answers[i]?.pixels), pixels, `${name} at 1/${shrink}`);
    });
  });

  test('wasm decodes reduced JPEGs to the same pixels as native', () => {
    const jobs = jpegs.flatMap((name) => reducingJobs(name));
    assert.ok(jobs.length > 200);
    const native = askNative(jobs);
    const wasm = askWasm(core, jobs);
    const shrinks = new Set<number>();
    jobs.forEach((job, i) => {
      assertSame(native[i]!, wasm[i]!, job.photo);
      shrinks.add(native[i]!.photo!.shrink);
    });
    assert.deepEqual([...shrinks].sort(), [2, 4, 8]);
  });

  test('an orientation is applied once: all eight turn to the same way up', () => {
    const answers = askNative([1, 2, 3, 4, 5, 6, 7, 8].map((o) => ({ photo: goodPath(`orientation-${o}.jpg`) })));
    assert.deepEqual(
      answers.map(({ photo }) => [photo?.width, photo?.height].join(' x ')),
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
