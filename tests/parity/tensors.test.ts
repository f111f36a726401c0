/** Pixels to tensors: native, wasm, and Pillow with PyTorch. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { CoreModule } from '../../web/worker/core-module.ts';
import { type Answer, digest, type Job } from './answers.ts';
import { askBoth, askNativeOnly } from './both-cores.ts';
import { expected, expectedOf, goodNames, goodPath } from './fixtures.ts';
import { startWasmCore } from './wasm-core.ts';

describe('preparing', () => {
  let core: CoreModule;

  before(async () => {
    core = await startWasmCore();
  });

  Object.entries(expected.cards).forEach(([name, card], index) => {
    test(`by the card ${name} every file gives the same tensor: native, wasm, Pillow and PyTorch`, () => {
      const jobs = goodNames.map((file): Job => ({ photo: goodPath(file), card, pixels: false }));
      for (const { name: file, answer } of askBoth(core, jobs)) assertExpected(answer, file, index);
    });
  });

  test('the cards make JPEGs be decoded whole and at 1/2, 1/4 and 1/8, with fractions of a pixel left out', () => {
    const shrinks = goodNames.flatMap((file) => [...expectedOf(file).shrinks]);
    for (const shrink of ['1', '2', '4', '8']) assert.ok(shrinks.filter((s) => s === shrink).length > 20, shrink);
  });

  test('any part of a picture is resized to any size as Pillow does, by every filter', () => {
    const jobs = expected.resized.map(({ file, filter, box, size: [width, height] }): Job => {
      return { photo: goodPath(file), resize: { box, width, height, filter } };
    });
    assert.equal(new Set(expected.resized.map(({ filter }) => filter)).size, 5);
    askNativeOnly(jobs).forEach(({ answer }, i) => {
      assert.equal(digest(answer.pixels), expected.resized[i]?.pixels, JSON.stringify(expected.resized[i]));
    });
  });
});

/** `index`: the card's place. */
function assertExpected(answer: Answer, file: string, index: number): void {
  const { tensors, shrinks } = expectedOf(file);
  assert.equal(String(answer.photo?.shrink), shrinks[index], `${file}: shrink`);
  assert.equal(digest(answer.tensor), tensors[index], `${file}: tensor`);
  if (tensors[index] === null) {
    assert.equal(answer.error?.code, 'invalid-argument', file);
    assert.match(answer.error?.message ?? '', /exactly 61 x 43 pixels, got \d+ x \d+/, file);
  }
}
