/** Broken and cut files: the same error in native and wasm, never a silent answer. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import type { CoreModule } from '../../web/worker/core-module.ts';
import { differingBits, type Job } from './answers.ts';
import { askBoth, askNativeOnly } from './both-cores.ts';
import { brokenNames, brokenPath, expected, expectedOf, goodNames, goodPath } from './fixtures.ts';
import { startWasmCore } from './wasm-core.ts';

/** Cuts of each file that are tried. */
const CUTS = 12;

describe('errors', () => {
  let core: CoreModule;

  before(async () => {
    core = await startWasmCore();
  });

  test('every broken file is refused, with the same code and message in native and wasm', () => {
    assert.deepEqual(brokenNames, Object.keys(expected.broken).sort());
    for (const { name, answer } of askBoth(
      core,
      brokenNames.map((file) => ({ photo: brokenPath(file) })),
    )) {
      assert.equal(answer.error?.code, expected.broken[name], name);
    }
  });

  test('a header of 50,000 x 50,000 pixels is refused before anything is allocated, in any format', () => {
    const names = brokenNames.filter((name) => name.startsWith('header-50000x50000'));
    assert.equal(names.length, 5);
    const bytesBefore = core.memoryBytes();
    for (const { answer } of askBoth(
      core,
      names.map((name) => ({ photo: brokenPath(name) })),
    )) {
      assert.match(answer.error?.message ?? '', /at most 100 megapixels, got 50000 x 50000/);
      assert.ok(answer.peakMegabytes < 50, `${answer.peakMegabytes} MB`);
    }
    assert.equal(core.memoryBytes(), bytesBefore);
  });

  test('a file that Pillow refuses when cut is refused, with the same words in native and wasm', () => {
    const jobs = goodNames.flatMap((name) =>
      expectedOf(name).refusedCuts.map((bytes): Job => ({ photo: goodPath(name), bytes })),
    );
    assert.ok(jobs.length > 1000);
    for (const { name, job, answer } of askBoth(core, jobs)) {
      assert.notEqual(answer.error, null, `${name} cut to ${job.bytes} bytes`);
    }
  });

  test('wherever a file is cut, the answer is an error or the whole picture', () => {
    const whole = askNativeOnly(goodNames.map((name) => ({ photo: goodPath(name) })));
    const pixelsOf = new Map(whole.map(({ name, answer }) => [name, answer.pixels ?? new Uint8Array()]));
    const answered = askNativeOnly(goodNames.flatMap(cutsOf)).filter(({ answer }) => answer.error === null);
    for (const { name, job, answer } of answered) {
      const bits = differingBits(answer.pixels ?? new Uint8Array(), pixelsOf.get(name) ?? new Uint8Array());
      assert.equal(bits, 0, `${name} cut to ${job.bytes} bytes`);
    }
    // Of what follows the picture a part may be missing.
    assert.deepEqual([...new Set(answered.map(({ name }) => name))], ['animated.gif', 'bytes-after-the-end.jpg']);
  });
});

function cutsOf(name: string): Job[] {
  const { size } = statSync(goodPath(name));
  return Array.from({ length: CUTS }, (_, i) => {
    return { photo: goodPath(name), bytes: Math.floor((size * (i + 1)) / (CUTS + 1)) };
  });
}
