/** The library as a stranger's page uses it, for the engine's tests. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { blankPage, type OpenOptions, openPage, type ServedFolder, serveFolder, type TestPage } from './harness.ts';

declare global {
  /** What the page imported from `/lib/ocelli.js`. */
  var ocelli: typeof import('../../web/engine/index.ts');
}

/** Addresses of models in the served folder. */
export const models = {
  tiny: '/golden/tiny.onnx',
  bare: '/golden/tiny-nocard.onnx',
  imagenet: '/models/imagenet/model.onnx',
};

/** The built library at `/lib/`, models, photographs and a page with nothing on it. */
export function serveEngine({ files = {}, isolate = false } = {}): Promise<ServedFolder> {
  return serveFolder({
    links: { lib: 'dist/lib', golden: 'tests/golden', models: 'models', samples: 'web/page/samples' },
    files: { 'index.html': blankPage, ...files },
    isolate,
  });
}

export interface EngineOptions extends Partial<OpenOptions> {
  /** Script that runs in every worker before anything else does. */
  workerScript?: string;
}

/** Opens the blank page and imports the library there. */
export async function openEngine(
  browser: Browser,
  url: string,
  { workerScript, ...options }: EngineOptions = {},
): Promise<TestPage> {
  const opened = await openPage(browser, { url, ...options });
  if (workerScript !== undefined) await prependToWorker(opened.page, workerScript);
  await opened.page.evaluate('import("/lib/ocelli.js").then((library) => { globalThis.ocelli = library; })');
  return opened;
}

/** From now on, `script` runs at the start of every worker, in place of earlier ones. */
export async function prependToWorker(page: Page, script: string): Promise<void> {
  await page.route('**/ocelli-worker.js', async (route) => {
    const response = await route.fetch();
    const { 'content-encoding': _, 'content-length': __, ...headers } = response.headers();
    await route.fulfill({ status: 200, headers, body: `${script}\n${await response.text()}` });
  });
}

/** Nothing against the policy, nothing to other hosts, no error in the console. */
export function assertClean(opened: TestPage): void {
  assert.deepEqual(opened.problems, { policy: [], errors: [], foreign: [] });
}

/** The requests for parts of ONNX Runtime, without their folder. */
export function runtimeRequests(opened: TestPage): string[] {
  return opened.requests.filter((name) => /\bort-/.test(name)).map((name) => name.replace(/^.*\//, ''));
}

/** Resolves when every worker has ended; Playwright's own time limit is the test's. */
export async function workersGone(page: Page): Promise<void> {
  await Promise.all(page.workers().map((worker) => worker.waitForEvent('close')));
}
