import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { OcelliError } from '../../../web/engine/errors.ts';
import { WorkerClient } from '../../../web/worker/client.ts';
import type { FromWorker, LoadRequest, ToWorker } from '../../../web/worker/protocol.ts';

/** A worker whose answers the test gives by hand. */
class ManualWorker {
  readonly sent: ToWorker[] = [];
  ended = false;
  readonly #listeners: Record<string, (event: unknown) => void> = {};

  postMessage(message: ToWorker): void {
    this.sent.push(message);
  }

  addEventListener(type: string, listener: (event: unknown) => void): void {
    this.#listeners[type] = listener;
  }

  terminate(): void {
    this.ended = true;
  }

  says(data: FromWorker): void {
    this.#listeners.message?.({ data });
  }

  crashes(message: string): void {
    this.#listeners.error?.({ message, preventDefault: () => undefined });
  }

  /** The id of the photo that came last. */
  get lastId(): number {
    return (this.sent.at(-1) as { id: number }).id;
  }
}

function start(backend: LoadRequest['backend'] = 'auto') {
  const workers: ManualWorker[] = [];
  const client = new WorkerClient({
    load: {
      assets: '/lib/',
      model: { kind: 'url', url: '/m.onnx' },
      card: {},
      backend,
      integrity: null,
      limits: { megapixels: 1, memoryMegabytes: 1 },
    },
    createWorker: () => {
      const worker = new ManualWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    },
  });
  const worker = (index: number) => workers[index] as ManualWorker;
  return { client, worker, count: () => workers.length };
}

const loaded = (reason = 'It serves.') =>
  ({ type: 'loaded', model: { title: 'm' }, report: { reason } }) as unknown as FromWorker;
const logits = (id: number, memoryBytes = 0): FromWorker => ({
  type: 'logits',
  id,
  logits: Float32Array.of(id),
  memoryBytes,
});
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function ask(client: WorkerClient, signal?: AbortSignal) {
  const prepared = { photo: { kind: 'url', url: '/a.jpg' } as const, transfer: [] };
  return client.run<Float32Array>({ type: 'logits' }, async () => prepared, signal);
}

async function ready(backend?: LoadRequest['backend']) {
  const { client, worker, count } = start(backend);
  const load = client.load();
  worker(0).says(loaded());
  await load;
  return { client, worker, count };
}

test('a worker whose memory has grown far is replaced once it is idle, and not before', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { client, worker, count } = await ready();
    const calls = [ask(client), ask(client)];
    await turn();
    const id = worker(0).lastId;
    worker(0).says(logits(id - 1, 500 * 2 ** 20));
    mock.timers.tick(10_000); // the second photo is still being worked on
    assert.equal(count(), 1);
    worker(0).says(logits(id, 500 * 2 ** 20));
    mock.timers.tick(900);
    assert.equal(count(), 1);
    mock.timers.tick(200);
    assert.deepEqual([count(), worker(0).ended], [2, true]);
    assert.equal(worker(1).sent[0]?.type, 'load');
    assert.equal((await Promise.all(calls)).length, 2);
    const next = ask(client); // waits for the new worker
    worker(1).says(loaded());
    await turn();
    worker(1).says(logits(worker(1).lastId));
    assert.deepEqual(await next, Float32Array.of(id + 1));
    mock.timers.tick(10_000);
    assert.equal(count(), 2);
  } finally {
    mock.timers.reset();
  }
});

test('a load that fails on WebGPU goes on in a new worker without it, within the same call', async () => {
  const { client, worker } = start();
  const load = client.load();
  worker(0).says({
    type: 'load-failed',
    error: { code: 'backend-failed', message: 'no pipeline' },
    withoutWebGpu: 'WebGPU failed here.',
  });
  assert.equal(worker(0).ended, true);
  assert.equal((worker(1).sent[0] as LoadRequest).withoutWebGpu, 'WebGPU failed here.');
  worker(1).says(loaded());
  await load;
});

test('a failed load rejects, ends its worker, and the next call starts another', async () => {
  const { client, worker } = start();
  const load = client.load();
  worker(0).says({ type: 'load-failed', error: { code: 'invalid-card', message: 'no labels' }, withoutWebGpu: null });
  await assert.rejects(load, { code: 'invalid-card', message: 'no labels' });
  assert.equal(worker(0).ended, true);
  const next = ask(client);
  await turn();
  worker(1).says(loaded());
  await turn();
  worker(1).says(logits(worker(1).lastId));
  assert.equal((await next).length, 1);
});

test('what a replaced worker still says is not heard', async () => {
  const { client, worker } = await ready();
  const call = ask(client);
  await turn();
  const id = worker(0).lastId;
  worker(0).crashes('boom');
  await turn();
  worker(0).says(logits(id));
  worker(1).says(loaded());
  await turn();
  assert.equal(worker(1).lastId, id);
  worker(1).says({ ...logits(id), logits: Float32Array.of(42) } as FromWorker);
  assert.deepEqual(await call, Float32Array.of(42));
  assert.match(client.report.reason, /^It serves\. The worker was replaced, because the worker failed: boom/);
});

test('a device that is lost twice leaves the work to wasm under auto, and fails where WebGPU was asked for', async () => {
  for (const backend of ['auto', 'webgpu'] as const) {
    const { client, worker } = await ready(backend);
    const call = ask(client);
    await turn();
    worker(0).says({ type: 'device-lost', reason: 'unplugged' });
    await turn();
    worker(1).says(loaded());
    await turn();
    worker(1).says({ type: 'device-lost', reason: 'unplugged' });
    await assert.rejects(call, { code: 'device-lost', message: /given up after two attempts: .*unplugged/ });
    const next = ask(client);
    await turn();
    const request = worker(2).sent[0] as LoadRequest;
    if (backend === 'auto') assert.match(String(request.withoutWebGpu), /lost 2 times, so wasm serves: unplugged/);
    else assert.equal(request.withoutWebGpu, null);
    client.dispose();
    await assert.rejects(next, { code: 'disposed' });
  }
});

test('a worker that cannot go on is replaced after it has said why its photo failed', async () => {
  const { client, worker, count } = await ready();
  const [first, second] = [ask(client), ask(client)];
  await turn();
  const id = worker(0).lastId;
  const error = { code: 'internal', message: 'memory access out of bounds' } as const;
  worker(0).says({ type: 'failed', id: id - 1, error, fatal: true });
  await assert.rejects(first, OcelliError);
  assert.deepEqual([count(), worker(0).ended], [2, true]);
  worker(1).says(loaded());
  await turn();
  worker(1).says(logits(id));
  assert.deepEqual(await second, Float32Array.of(id));
});

test('an abort tells the worker, and its late answer is dropped', async () => {
  const { client, worker } = await ready();
  const controller = new AbortController();
  const call = ask(client, controller.signal);
  await turn();
  const id = worker(0).lastId;
  controller.abort();
  await assert.rejects(call, { name: 'AbortError' });
  assert.deepEqual(worker(0).sent.at(-1), { type: 'abort', id });
  worker(0).says(logits(id));
});
