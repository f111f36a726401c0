/** Broken and cut files: the same error in native and wasm, never a silent answer. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import type { CoreModule } from '../../web/worker/core-module.ts';
import { assertSame, differingBits, type Job } from './answers.ts';
import { brokenNames, brokenPath, expected, expectedOf, goodNames, goodPath } from './fixtures.ts';
import { askNative } from './native-core.ts';
import { askWasm, startWasmCore } from './wasm-core.ts';

/** Cuts of each file that are tried. */
const CUTS = 12;

describe('errors', () => {
  let core: CoreModule;

  before(async () => {
    core = await startWasmCore();
  });

  test('every broken file is refused, with the same code and message in native and wasm', () => {
    assert.deepEqual(brokenNames, Object.keys(expected.broken).sort());
    const jobs = brokenNames.map((name): Job => ({ photo: brokenPath(name) }));
    const native = askNative(jobs);
    const wasm = askWasm(core, jobs);
    brokenNames.forEach((name, i) => {
      assertSame(native[i]!, wasm[i]!, name);
      assert.equal(native[i]?.error?.code, expected.broken[name], name);
    });
  });

  test('a header of 50,000 x 50,000 pixels is refused before anything is allocated, in any format', () => {
    const names = brokenNames.filter((name) => name.startsWith('header-50000x50000'));
    assert.equal(names.length, 5);
    const bytesBefore = core.memoryBytes();
    const jobs = names.map((name): Job => ({ photo: brokenPath(name) }));
    askWasm(core, jobs);
    assert.equal(core.memoryBytes(), bytesBefore);
    for (const { error, milliseconds, peakMegabytes } of askNative(jobs)) {
      assert.match(error?.message ?? '', /at most 100 megapixels, got 50000 x 50000/);
      assert.ok(milliseconds < 50, `${milliseconds} ms`);
      assert.ok(peakMegabytes < 50, `${peakMegabytes} MB`);
    }
  });

  test('a file that Pillow refuses when cut is refused, with the same words in native and wasm', () => {
    const jobs = goodNames.flatMap((name) =>
      expectedOf(name).refusedCuts.map((bytes): Job => ({ photo: goodPath(name), bytes })),
    );
    assert.ok(jobs.length > 1000);
    const native = askNative(jobs);
    const wasm = askWasm(core, jobs);
    jobs.forEach((job, i) => {
      const what = `${job.photo} cut to ${job.bytes} bytes`;
      assertSame(native[i]!, wasm[i]!, what);
      assert.notEqual(native[i]?.error, null, what);
    });
  });

  test('wherever a file is cut, the answer is an error or the whole picture', () => {
    const cuts = goodNames.flatMap((name) => cutsOf(name));
    const whole = new Map(goodNames.map((name, i) => [name, wholes()[i]!]));
    const native = askNative(cuts.map(({ job }) => job));
    const answered = cuts.filter(({ name }, i) => {
      const { pixels, error } = native[i]!;
      if (error !== null) return false;
      assert.equal(differingBits(pixels!, whole.get(name)!), 0, `${name} cut to ${cuts[i]?.job.bytes} bytes`);
      return true;
    });
    // Of what follows the picture a part may be missing.
    assert.ok(answered.every(({ name }) => /^(bytes-after-the-end|animated)/.test(name)));
  });
});

let decodedWholes: Uint8Array[] | null = null;

function wholes(): Uint8Array[] {
  decodedWholes ??= askNative(goodNames.map((name) => ({ photo: goodPath(name) }))).map(({ pixels }) => pixels!);
  return decodedWholes;
}

function cutsOf(name: string): { name: string; job: Job }[] {
  const { size } = statSync(goodPath(name));
  return Array.from({ length: CUTS }, (_, i) => {
    const bytes = Math.floor((size * (i + 1)) / (CUTS + 1));
    return { name, job: { photo: goodPath(name), bytes } };
  });
}
