import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OcelliError } from '../../../web/engine/errors.ts';
import type { ClassificationResult, Classifier } from '../../../web/engine/index.ts';
import { type PhotoItem, PhotoQueue } from '../../../web/page/photo-queue.ts';

interface Call {
  name: string;
  signal: AbortSignal;
  answer(label: string): void;
  fail(error: unknown): void;
}

/** A classifier whose answers the test gives by hand; like the engine's, an abort rejects at once. */
function manualClassifier() {
  const calls: Call[] = [];
  const classifier = {
    classify: (photo: File, { signal }: { signal: AbortSignal }) =>
      new Promise<ClassificationResult>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        const answer = (label: string) =>
          resolve({ task: 'multi-class', predictions: [{ label, index: 0, score: 1 }] } as ClassificationResult);
        calls.push({ name: photo.name, signal, answer, fail: reject });
      }),
  } as unknown as Classifier;
  return { calls, classifier };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const photo = (name: string) => new File(['x'], name);

function labelOf(item: PhotoItem): string {
  return item.state.kind === 'done' ? (item.state.result.predictions[0]?.label ?? '') : item.state.kind;
}

test('photographs wait for a classifier, then are asked one at a time, in order', async () => {
  const { calls, classifier } = manualClassifier();
  const queue = new PhotoQueue(() => undefined);
  const items = ['a', 'b'].map((name) => queue.add(photo(name)));
  queue.start();
  await turn();
  assert.equal(calls.length, 0);
  queue.serve(classifier, true);
  assert.deepEqual(items.map(labelOf), ['working', 'waiting']);
  calls[0]?.answer('cat');
  await turn();
  calls[1]?.answer('dog');
  await turn();
  assert.deepEqual(items.map(labelOf), ['cat', 'dog']);
  assert.deepEqual(queue.counts(), { total: 2, waiting: 0, done: 2, failed: 0 });
});

test('a failed photo keeps its code and the next one is asked', async () => {
  const { calls, classifier } = manualClassifier();
  const queue = new PhotoQueue(() => undefined);
  queue.serve(classifier, true);
  const items = ['a', 'b', 'c'].map((name) => queue.add(photo(name)));
  queue.start();
  await turn();
  calls[0]?.fail(new OcelliError('corrupt-image', 'bad marker'));
  await turn();
  calls[1]?.fail(new DOMException('gone', 'NotReadableError'));
  await turn();
  calls[2]?.answer('dog');
  await turn();
  assert.deepEqual(items[0]?.state, { kind: 'failed', code: 'corrupt-image', message: 'bad marker' });
  assert.equal(items[1]?.state.kind === 'failed' && items[1].state.code, 'unreadable');
  assert.equal(labelOf(items[2] as PhotoItem), 'dog');
});

test('another model takes over: the old answer never shows, and every photo is asked anew', async () => {
  const old = manualClassifier();
  const fresh = manualClassifier();
  const shown: string[] = [];
  const queue = new PhotoQueue((item) => shown.push(labelOf(item)));
  queue.serve(old.classifier, true);
  queue.add(photo('a'));
  queue.start();
  await turn();
  old.calls[0]?.answer('old a');
  await turn();
  queue.add(photo('b'));
  queue.start();
  await turn();
  queue.serve(fresh.classifier, true);
  assert.equal(old.calls[1]?.signal.aborted, true);
  old.calls[1]?.answer('old b');
  await turn();
  for (const [index, name] of ['a', 'b'].entries()) {
    assert.equal(fresh.calls[index]?.name, name);
    fresh.calls[index]?.answer(`new ${name}`);
    await turn();
  }
  assert.deepEqual(queue.items.map(labelOf), ['new a', 'new b']);
  assert.equal(shown.includes('old b'), false);
});

test('a pause and the same classifier again: answered photos stay as they are', async () => {
  const { calls, classifier } = manualClassifier();
  const queue = new PhotoQueue(() => undefined);
  queue.serve(classifier, true);
  const items = ['a', 'b'].map((name) => queue.add(photo(name)));
  queue.start();
  await turn();
  calls[0]?.answer('cat');
  await turn();
  queue.pause();
  assert.deepEqual(items.map(labelOf), ['cat', 'waiting']);
  queue.serve(classifier, false);
  calls[2]?.answer('dog');
  await turn();
  assert.deepEqual(items.map(labelOf), ['cat', 'dog']);
  assert.equal(calls.length, 3);
});

test('cancel stops what is under way or waiting; a retry asks again', async () => {
  const { calls, classifier } = manualClassifier();
  const queue = new PhotoQueue(() => undefined);
  queue.serve(classifier, true);
  const items = ['a', 'b'].map((name) => queue.add(photo(name)));
  queue.start();
  await turn();
  queue.cancel();
  await turn();
  assert.deepEqual(items.map(labelOf), ['cancelled', 'cancelled']);
  assert.equal(calls.length, 1);
  queue.retry(items[1] as PhotoItem);
  calls[1]?.answer('dog');
  await turn();
  assert.deepEqual(items.map(labelOf), ['cancelled', 'dog']);
});

test('a photo removed while under way is forgotten, and the next one is asked', async () => {
  const { calls, classifier } = manualClassifier();
  const queue = new PhotoQueue(() => undefined);
  queue.serve(classifier, true);
  const items = ['a', 'b'].map((name) => queue.add(photo(name)));
  queue.start();
  await turn();
  queue.remove(items[0] as PhotoItem);
  await turn();
  assert.equal(calls[0]?.signal.aborted, true);
  calls[1]?.answer('dog');
  await turn();
  assert.deepEqual(queue.items.map(labelOf), ['dog']);
});

test('a file far too large for a photo is refused unread', async () => {
  const { calls, classifier } = manualClassifier();
  const queue = new PhotoQueue(() => undefined);
  queue.serve(classifier, true);
  const film = photo('film.mov');
  Object.defineProperty(film, 'size', { value: 3_000_000_000 });
  const item = queue.add(film);
  queue.start();
  await turn();
  assert.equal(item.state.kind === 'failed' && item.state.code, 'file-too-large');
  assert.equal(calls.length, 0);
});
