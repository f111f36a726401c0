import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassificationResult, ModelInfo, Prediction } from '../../../web/engine/types.ts';
import { photoErrorSentence } from '../../../web/page/photo-errors.ts';
import { joined, percent, wordingOf } from '../../../web/page/wording.ts';

const base = {
  backend: 'wasm' as const,
  model: { labels: ['a', 'b', 'c'] } as ModelInfo,
  image: { width: 1, height: 1, decoder: 'core' as const, shrink: 1 },
  timings: { decode: 0, preprocess: 0, inference: 0, postprocess: 0, total: 0 },
};

function predictions(...scores: [string, number][]): Prediction[] {
  return scores.map(([label, score], index) => ({ label, index, score }));
}

test('percentages are never rounded to certainty or to nothing', () => {
  assert.deepEqual([1, 0.996, 0.99, 0.415, 0.01, 0.004, 0].map(percent), [
    '100%',
    'over 99%',
    '99%',
    '42%',
    '1%',
    'under 1%',
    '0%',
  ]);
});

test('a sure answer is the label, with how likely it is', () => {
  const result: ClassificationResult = {
    ...base,
    task: 'multi-class',
    predictions: predictions(['running shoe', 0.973], ['sandal', 0.01]),
    unsure: false,
  };
  assert.deepEqual(wordingOf(result), { headline: 'Running shoe', hedge: '97% likely.' });
});

test('an unsure answer says so, with its best guesses', () => {
  const result: ClassificationResult = {
    ...base,
    task: 'multi-class',
    predictions: predictions(['bonnet', 0.41], ['wool', 0.19]),
    unsure: true,
  };
  assert.deepEqual(wordingOf(result), { headline: 'Not sure', hedge: 'Closest is bonnet, 41%; then wool, 19%.' });
  assert.equal(wordingOf({ ...result, predictions: [] }).hedge, 'No label came close.');
});

test('several labels are listed, and none is an answer too', () => {
  const result: ClassificationResult = {
    ...base,
    task: 'multi-label',
    predictions: predictions(['a', 0.9], ['b', 0.8], ['c', 0.7]),
    unsure: false,
  };
  assert.deepEqual(wordingOf(result), { headline: 'A, b and c', hedge: '3 labels fit.' });
  assert.deepEqual(wordingOf({ ...result, predictions: [] }), {
    headline: 'Nothing it knows',
    hedge: 'None of the model’s 3 labels reached its threshold.',
  });
});

test('yes or no goes by the threshold, not by the larger score', () => {
  const result: ClassificationResult = {
    ...base,
    task: 'binary',
    predictions: predictions(['no mould', 0.7], ['mould', 0.3]),
    threshold: 0.2,
    label: 'mould',
    unsure: false,
  };
  assert.deepEqual(wordingOf(result), { headline: 'Mould', hedge: '30% likely; the line is drawn at 20%.' });
});

test('lists read as people write them', () => {
  assert.deepEqual([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(joined), ['', 'a', 'a and b', 'a, b and c']);
});

test('HEIC is known by name or type, and the sentence says what to do', () => {
  for (const file of [new File(['x'], 'IMG_1.HEIC'), new File(['x'], 'photo', { type: 'image/heic' })]) {
    assert.match(photoErrorSentence('unsupported-format', file), /HEIC.*Export the photo as JPEG/);
  }
  assert.match(
    photoErrorSentence('unsupported-format', new File(['x'], 'a.mov', { type: 'video/quicktime' })),
    /video/,
  );
  assert.match(photoErrorSentence('unsupported-format', new File(['x'], 'a.xyz')), /not a picture/);
});
