import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Progress } from '../../../web/engine/types.ts';
import { LoadProgress } from '../../../web/worker/load-progress.ts';

function record() {
  const steps: Progress[] = [];
  return { steps, progress: new LoadProgress((step) => steps.push(step)) };
}

test('parts add up; the runtime is named as long as it is under way, then the model', () => {
  const { steps, progress } = record();
  progress.expect('runtime', 'core', 10);
  progress.expect('runtime', 'runtime', 100);
  progress.expect('model', 'model', 50);
  progress.update('core', 10);
  progress.update('runtime', 60);
  progress.update('model', 20);
  progress.update('runtime', 100);
  progress.preparing();
  assert.deepEqual(steps, [
    { phase: 'runtime', loaded: 10, total: 160 },
    { phase: 'runtime', loaded: 70, total: 160 },
    { phase: 'runtime', loaded: 90, total: 160 },
    { phase: 'model', loaded: 130, total: 160 },
    { phase: 'prepare', loaded: 160, total: 160 },
  ]);
});

test('a part of unknown size grows the total as it comes, and takes its size once it is known', () => {
  const { steps, progress } = record();
  progress.expect('model', 'model', 0);
  progress.update('model', 5);
  progress.update('model', 8, 20);
  progress.update('model', 20);
  assert.deepEqual(
    steps.map(({ loaded, total }) => [loaded, total]),
    [
      [5, 5],
      [8, 20],
      [20, 20],
    ],
  );
});

test('a part that is larger than promised never shows more than all', () => {
  const { steps, progress } = record();
  progress.expect('model', 'model', 10);
  progress.update('model', 15);
  progress.update('runtime', 5);
  assert.deepEqual(steps, [{ phase: 'model', loaded: 15, total: 15 }]);
});
