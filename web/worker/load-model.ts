import { OcelliError } from '../engine/errors.ts';
import type { ModelInfo, Progress } from '../engine/types.ts';
import { type Adapter, findAdapter } from './adapter.ts';
import { assets, type RuntimeName } from './assets.ts';
import { type BackendPlan, planBackend } from './backend-plan.ts';
import { openOnBestBackend } from './backend-trial.ts';
import { type CoreCard, type CoreCardInfo, type CoreModule, readCard, startCore } from './core.ts';
import { download, sha256 } from './download.ts';
import { LoadProgress } from './load-progress.ts';
import { fetchModel, type ModelFile } from './model-file.ts';
import type { Loaded, LoadRequest } from './protocol.ts';
import { loadRuntime, type Runtime, runtimeBytes } from './runtime.ts';
import type { Session } from './session.ts';
import { recallVerdict, rememberVerdict } from './verdicts.ts';

/** All that a worker holds once its model is loaded. */
export interface LoadedModel {
  core: CoreModule;
  card: CoreCard;
  session: Session;
  limits: LoadRequest['limits'];
  loaded: Loaded;
}

/** Downloads core, runtime and model side by side, then opens and proves the model. */
export async function loadModel(request: LoadRequest, onProgress: (progress: Progress) => void): Promise<LoadedModel> {
  const progress = new LoadProgress(onProgress);
  const integrity = request.integrity;
  progress.expect('runtime', 'core', assets.core.bytes);
  progress.expect('model', 'model', integrity?.bytes ?? 0);
  const abort = new AbortController();
  const coreStart = download(new URL(assets.core.file, request.assets).href, {
    signal: abort.signal,
    bytes: assets.core.bytes,
    onBytes: (loaded) => progress.update('core', loaded),
  }).then(startCore);
  const modelStart = fetchModel(request.model, {
    integrity,
    signal: abort.signal,
    onBytes: (loaded, total) => progress.update('model', loaded, total),
  });
  const runtimeStart = chooseRuntime(request, progress, abort.signal);
  try {
    const [core, model, choice] = await Promise.all([coreStart, modelStart, runtimeStart]);
    progress.preparing();
    return await openModel(request, core, model, choice);
  } catch (error) {
    abort.abort();
    throw error;
  }
}

interface RuntimeChoice {
  runtime: Runtime;
  plan: BackendPlan;
  adapter: Adapter | null;
}

async function chooseRuntime(
  request: LoadRequest,
  progress: LoadProgress,
  signal: AbortSignal,
): Promise<RuntimeChoice> {
  const wanted = request.backend !== 'wasm' && request.withoutWebGpu === null;
  const adapter = wanted ? await findAdapter() : null;
  const tryable = request.backend === 'auto' && adapter !== null && !adapter.software;
  const verdict = tryable ? await recallVerdict(request.assets, await modelKey(request), adapter.name) : null;
  const plan = planBackend({
    choice: request.backend,
    adapter,
    verdict,
    jspi: 'Suspending' in WebAssembly,
    withoutWebGpu: request.withoutWebGpu,
  });
  const runtime = await startRuntime(plan.runtime, request.assets, progress, signal);
  return { runtime, plan, adapter };
}

function startRuntime(name: RuntimeName, base: string, progress: LoadProgress, signal: AbortSignal): Promise<Runtime> {
  progress.expect('runtime', 'runtime', runtimeBytes(name));
  return loadRuntime(name, { base, signal, onBytes: (loaded) => progress.update('runtime', loaded) });
}

/** The model's hash where it can be known before the download, else its address. */
async function modelKey({ model, integrity }: LoadRequest): Promise<string> {
  if (integrity !== null) return integrity.sha256;
  if (model.kind === 'url') return model.url;
  return (await sha256(await model.file.arrayBuffer())) ?? `file of ${model.file.size} bytes`;
}

async function openModel(
  request: LoadRequest,
  core: CoreModule,
  model: ModelFile,
  { runtime, plan, adapter }: RuntimeChoice,
): Promise<LoadedModel> {
  const card = readCard(core, model.bytes, request.card);
  const info = card.info();
  if (!['binary', 'multi-class', 'multi-label'].includes(info.task)) {
    throw new OcelliError(
      'invalid-card',
      `ocelli.task should be binary, multi-class or multi-label, but is ${info.task}`,
    );
  }
  const bytes = model.bytes.byteLength;
  const name = adapter?.name ?? null;
  const outcome = await openOnBestBackend({ core, card, model: model.bytes, runtime, plan, adapter: name });
  checkWidth(info, outcome.width);
  if (outcome.verdict !== null && name !== null) {
    await rememberVerdict(request.assets, await modelKey(request), name, outcome.verdict);
  }
  const loaded: Loaded = { type: 'loaded', model: modelInfo(info, bytes), report: outcome.report };
  return { core, card, session: outcome.session, limits: request.limits, loaded };
}

function checkWidth(info: CoreCardInfo, width: number): void {
  const fits = info.labels.length === width || (info.task === 'binary' && width === 1);
  if (fits) return;
  throw new OcelliError(
    'invalid-card',
    `ocelli.labels should have as many lines as the network has outputs (${width}), but has ${info.labels.length}`,
  );
}

function modelInfo(info: CoreCardInfo, bytes: number): ModelInfo {
  const [cropHeight, cropWidth] = info.cropSize;
  const crop = cropHeight === undefined || cropWidth === undefined ? null : { height: cropHeight, width: cropWidth };
  return {
    title: info.title,
    licence: info.licence,
    task: info.task as ModelInfo['task'],
    source: info.source,
    data: info.data,
    accuracy: info.accuracy,
    labels: info.labels,
    input: { height: info.inputHeight, width: info.inputWidth },
    resize: { mode: info.resizeMode as ModelInfo['resize']['mode'], size: info.resizeSize },
    crop,
    bytes,
  };
}
