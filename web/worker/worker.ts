/** The module worker: one model, one queue. Everything here answers messages of `protocol.ts`. */
import { isAbort, OcelliError, toPortable } from '../engine/errors.ts';
import { classifyPhoto, computeLogits } from './classify-photo.ts';
import { releasePayload } from './decode-photo.ts';
import { JobQueue, messagesHandled } from './job-queue.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import type { FromWorker, JobRequest, LoadRequest, ToWorker } from './protocol.ts';

const queue = new JobQueue(messagesHandled);
let model: LoadedModel | null = null;

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.type === 'load') void load(message);
  else if (message.type === 'abort') queue.abort(message.id);
  else if (message.type === 'classify' || message.type === 'logits') void answer(message);
});

function send(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

async function load(request: LoadRequest): Promise<void> {
  try {
    model = await loadModel(request, (progress) => send({ type: 'progress', progress }));
    watchDevice(model);
    send(model.loaded);
  } catch (error) {
    const recoverable = request.backend === 'auto' && request.withoutWebGpu === null && isBackendFailure(error);
    const portable = toPortable(error);
    const withoutWebGpu = recoverable ? `WebGPU failed here, so wasm serves: ${portable.message}` : null;
    send({ type: 'load-failed', error: portable, withoutWebGpu });
  }
}

async function answer(request: JobRequest): Promise<void> {
  const { id } = request;
  let started = false;
  try {
    await queue.add(id, async (signal) => {
      started = true;
      await runJob(request, signal);
    });
  } catch (error) {
    if (!started) releasePayload(request.photo);
    // `device-lost` goes out by itself, and hands this photo to the next worker.
    if (error instanceof OcelliError && error.code === 'device-lost') return;
    // A trap or a failed allocation leaves wasm memory in no state to go on with.
    const fatal = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    send({ type: 'failed', id, error: toPortable(error), fatal });
  }
}

async function runJob(request: JobRequest, signal: AbortSignal): Promise<void> {
  if (model === null) throw new OcelliError('internal', 'A photo came before the model was loaded.');
  const { id } = request;
  if (request.type === 'classify') {
    const result = await classifyPhoto(model, request, signal);
    send({ type: 'classified', id, result, memoryBytes: model.core.memoryBytes() });
  } else {
    const { values } = await computeLogits(model, request.photo, signal);
    send({ type: 'logits', id, logits: values, memoryBytes: model.core.memoryBytes() }, [values.buffer]);
  }
}

/** A lost device cannot be repaired in this worker: every new session in it fails as well. */
function watchDevice({ session }: LoadedModel): void {
  void session.deviceLost?.then((reason) => send({ type: 'device-lost', reason }));
}

function isBackendFailure(error: unknown): boolean {
  if (isAbort(error)) return false;
  return !(error instanceof OcelliError) || ['backend-failed', 'device-lost'].includes(error.code);
}
