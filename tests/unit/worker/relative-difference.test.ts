import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relativeDifference } from '../../../web/worker/relative-difference.ts';

const outputs = (...lists: number[][]) => lists.map((list) => Float32Array.from(list));

test('the largest difference is taken relative to the largest expected value, over all outputs', () => {
  assert.equal(relativeDifference(outputs([1, 2, 3]), outputs([1, 2, 3])), 0);
  assert.equal(relativeDifference(outputs([1, 2], [0, 5]), outputs([1, 2], [-8, 4])), 1);
  assert.equal(relativeDifference(outputs([1.5, -4]), outputs([1, -4])), 0.125);
});

test('outputs of another number or length, and values that are none, are infinitely far', () => {
  assert.equal(relativeDifference(outputs([1]), outputs([1], [2])), Number.POSITIVE_INFINITY);
  assert.equal(relativeDifference(outputs([1, 2]), outputs([1])), Number.POSITIVE_INFINITY);
  assert.equal(relativeDifference(outputs([Number.NaN, 1]), outputs([1, 1])), Number.POSITIVE_INFINITY);
});

test('where all expected values are zero the difference stands by itself', () => {
  assert.equal(relativeDifference(outputs([0.25, 0]), outputs([0, 0])), 0.25);
});
