import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelInfo } from '../../../web/engine/types.ts';
import { seenRegion } from '../../../web/page/crop-overlay.ts';

function model(resize: ModelInfo['resize'], crop: ModelInfo['crop']): ModelInfo {
  const input = { height: 224, width: 224 };
  return {
    title: '',
    licence: '',
    task: 'multi-class',
    source: '',
    data: '',
    accuracy: '',
    labels: [],
    input,
    resize,
    crop,
    bytes: 0,
  };
}

const crop = { height: 224, width: 224 };

test('shortest edge: a landscape photo loses its left and right', () => {
  // 400 × 200 becomes 512 × 256, of which 224 × 224 are seen.
  const region = seenRegion(model({ mode: 'shortest-edge', size: [256] }, crop), { width: 400, height: 200 });
  assert.deepEqual(region, { left: 0.28125, top: 0.0625, width: 0.4375, height: 0.875 });
});

test('shortest edge: the longer side is floored, as the core does', () => {
  // 224 × 299 becomes 256 × 341 (341.7 floored).
  const region = seenRegion(model({ mode: 'shortest-edge', size: [256] }, crop), { width: 224, height: 299 });
  assert.equal(region.height, 224 / 341);
  assert.equal(region.width, 0.875);
});

test('exact: height and width are taken in this order', () => {
  const region = seenRegion(model({ mode: 'exact', size: [448, 224] }, crop), { width: 10, height: 10 });
  assert.deepEqual(region, { left: 0, top: 0.25, width: 1, height: 0.5 });
});

test('a crop larger than the photo is padded, so the whole is seen', () => {
  const region = seenRegion(model({ mode: 'none', size: [] }, crop), { width: 100, height: 448 });
  assert.deepEqual(region, { left: 0, top: 0.25, width: 1, height: 0.5 });
});

test('letterbox, or no crop: the whole photo is seen', () => {
  const whole = { left: 0, top: 0, width: 1, height: 1 };
  assert.deepEqual(seenRegion(model({ mode: 'letterbox-center', size: [] }, crop), { width: 9, height: 3 }), whole);
  assert.deepEqual(seenRegion(model({ mode: 'exact', size: [224, 224] }, null), { width: 9, height: 3 }), whole);
});

test('a photo of 30000 × 1 pixels has a region inside itself', () => {
  const region = seenRegion(model({ mode: 'shortest-edge', size: [256] }, crop), { width: 30000, height: 1 });
  assert.equal(region.width, 224 / (30000 * 256));
  assert.equal(region.height, 0.875);
});
