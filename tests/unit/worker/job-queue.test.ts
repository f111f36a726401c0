import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobQueue, messagesHandled } from '../../../web/worker/job-queue.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A job that ends when the test says so. */
function manualJob(log: string[], name: string) {
  const { promise, resolve, reject } = withResolvers<string>();
  const job = (signal: AbortSignal) => {
    log.push(`${name} starts`);
    signal.addEventListener('abort', () => log.push(`${name} hears of an abort`));
    return promise;
  };
  return { job, resolve, reject };
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

test('jobs run one at a time, in the order of arrival, past one that fails', async () => {
  const log: string[] = [];
  const queue = new JobQueue(turn);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => manualJob(log, name));
  const done = [a, b, c].map((one, id) => queue.add(id, (one as typeof a & object).job).catch(String));
  await turn();
  await turn();
  assert.deepEqual(log, ['a starts']);
  a?.reject(new Error('a broke'));
  b?.resolve('b is done');
  c?.resolve('c is done');
  assert.deepEqual(await Promise.all(done), ['Error: a broke', 'b is done', 'c is done']);
  assert.deepEqual(log, ['a starts', 'b starts', 'c starts']);
});

test('a job that is aborted while it waits never starts', async () => {
  const log: string[] = [];
  const queue = new JobQueue(turn);
  const [a, b] = ['a', 'b'].map((name) => manualJob(log, name));
  const first = queue.add(1, (a as typeof a & object).job);
  const second = queue.add(2, (b as typeof b & object).job);
  queue.abort(2);
  a?.resolve('done');
  assert.equal(await first, 'done');
  await assert.rejects(second, { name: 'AbortError' });
  assert.deepEqual(log, ['a starts']);
});

test('a running job hears of its abort; finished and unknown ones do not mind', async () => {
  const log: string[] = [];
  const queue = new JobQueue(turn);
  const a = manualJob(log, 'a');
  const done = queue.add(1, a.job);
  await turn();
  await turn();
  queue.abort(1);
  queue.abort(7);
  a.resolve('done all the same');
  assert.equal(await done, 'done all the same');
  queue.abort(1);
  assert.deepEqual(log, ['a starts', 'a hears of an abort']);
});

test('messages that already wait are handled before the pause ends', async () => {
  const log: string[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => log.push('message');
  port2.postMessage(null);
  await turn();
  await messagesHandled();
  log.push('pause over');
  port1.close();
  assert.deepEqual(log, ['message', 'pause over']);
});
