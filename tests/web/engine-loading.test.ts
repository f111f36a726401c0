/** What a load downloads, says on the way and keeps. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Progress } from '../../web/engine/types.ts';
import type { Assets } from '../../web/worker/assets.ts';
import { assertClean, models, openEngine, runtimeRequests, serveEngine, workersGone } from './engine-actions.ts';
import { expected, largestDifference, rampBmp, TOLERANCE } from './engine-photos.ts';
import { launchBrowser, root, type ServedFolder, skip } from './harness.ts';

async function integrityOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const bytes = await readFile(join(root, path));
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const label = (page: Page, options: object) =>
  page.evaluate(async (given) => {
    const classifier = await ocelli.createClassifier(given as Parameters<typeof ocelli.createClassifier>[0]);
    const { predictions } = await classifier.classify('/samples/red-hat.jpg');
    classifier.dispose();
    return predictions[0]?.label;
  }, options);

const modelRequests = (requests: readonly string[]) => requests.filter((name) => name.endsWith('.onnx'));

describe('loading in the engine', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder;

  before(async () => {
    browser = await launchBrowser();
    site = await serveEngine({ files: { 'ramp.bmp': rampBmp() } });
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  test('progress counts bytes upwards, never beyond the total, and ends at it', async () => {
    const opened = await openEngine(browser, site.url);
    const integrity = await integrityOf('models/imagenet/model.onnx');
    const steps = await opened.page.evaluate(
      async (options) => {
        const steps: Progress[] = [];
        await ocelli.createClassifier({ ...options, onProgress: (progress) => steps.push(progress) });
        return steps;
      },
      { model: models.imagenet, integrity },
    );
    const assets: Assets = JSON.parse(await readFile(join(root, 'dist/lib/assets.json'), 'utf8'));
    const total = assets.core.bytes + assets.runtimes.wasm.wasm.bytes + integrity.bytes;
    // How many there are is the browser's to say, by the pieces in which it hands over a download.
    assert.ok(steps.length >= 8, `${steps.length} reports`);
    for (const [index, { loaded, total: all }] of steps.entries()) {
      assert.ok(loaded <= all && all <= total, `${loaded} of ${all}`);
      assert.ok(loaded >= (steps[index - 1]?.loaded ?? 0), `report ${index} goes back to ${loaded}`);
    }
    assert.deepEqual([...new Set(steps.map(({ phase }) => phase))].sort(), ['model', 'prepare', 'runtime']);
    assert.deepEqual(steps.at(-1), { phase: 'prepare', loaded: total, total });
    assertClean(opened);
    await opened.close();
  });

  test('a model whose hash is known is downloaded once; later loads take it from the cache', async () => {
    const opened = await openEngine(browser, site.url);
    const options = { model: models.tiny, integrity: await integrityOf('tests/golden/tiny.onnx') };
    assert.equal(await label(opened.page, options), 'red');
    assert.deepEqual(modelRequests(opened.requests), ['golden/tiny.onnx']);
    await opened.page.route('**/tiny.onnx', (route) => route.abort());
    assert.equal(await label(opened.page, options), 'red');
    assert.deepEqual(modelRequests(opened.requests), ['golden/tiny.onnx']);
    await opened.close();
  });

  test('a cached model that was damaged is downloaded again', async () => {
    const opened = await openEngine(browser, site.url);
    const options = { model: models.tiny, integrity: await integrityOf('tests/golden/tiny.onnx') };
    assert.equal(await label(opened.page, options), 'red');
    await opened.page.evaluate(async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) await cache.put(request, new Response('damaged'));
      }
    });
    assert.equal(await label(opened.page, options), 'red');
    assert.deepEqual(modelRequests(opened.requests), ['golden/tiny.onnx', 'golden/tiny.onnx']);
    await opened.close();
  });

  test('a model without a known hash is asked for each time, and comes from the cache offline', async () => {
    const opened = await openEngine(browser, site.url);
    assert.equal(await label(opened.page, { model: models.tiny }), 'red');
    assert.equal(await label(opened.page, { model: models.tiny }), 'red');
    assert.equal(modelRequests(opened.requests).length, 2);
    await opened.page.route('**/tiny.onnx', (route) => route.abort());
    assert.equal(await label(opened.page, { model: models.tiny }), 'red');
    await opened.close();
  });

  test('a part of ONNX Runtime that arrives cut short is said as that, and a second load works', async () => {
    const opened = await openEngine(browser, site.url);
    const whole = await readFile(join(root, 'dist/lib/ort-wasm.wasm'));
    await opened.page.route('**/ort-wasm.wasm', (route) =>
      route.fulfill({ body: whole.subarray(0, 1_000_000), contentType: 'application/wasm' }),
    );
    const said = await opened.page.evaluate(
      (model) => ocelli.createClassifier({ model }).catch((error) => `${error.code}: ${error.message}`),
      models.tiny,
    );
    assert.match(
      String(said),
      new RegExp(`^integrity-failed: .*/ort-wasm\\.wasm should have ${whole.length} bytes, but has 1000000`),
    );
    await workersGone(opened.page);
    await opened.page.unroute('**/ort-wasm.wasm');
    assert.equal(await label(opened.page, { model: models.tiny }), 'red');
    await opened.close();
  });

  test('there is one thread on a plain page, and more where it is cross-origin isolated', async () => {
    const isolated = await serveEngine({ files: { 'ramp.bmp': rampBmp() }, isolate: true });
    const workerScript = 'Object.defineProperty(navigator, "hardwareConcurrency", { value: 4 });';
    const threads: number[] = [];
    for (const { url } of [site, isolated]) {
      const opened = await openEngine(browser, url, { workerScript });
      const found = await opened.page.evaluate(async (model) => {
        const classifier = await ocelli.createClassifier({ model });
        return { threads: classifier.report.threads, logits: [...(await classifier.logits('/ramp.bmp'))] };
      }, models.tiny);
      assert.ok(largestDifference(found.logits, expected['golden/tiny.onnx']?.ramp as number[]) < TOLERANCE);
      assert.deepEqual(
        runtimeRequests(opened).filter((name) => name.endsWith('.wasm')),
        ['ort-wasm.wasm'],
      );
      threads.push(found.threads);
      assertClean(opened);
      await opened.close();
    }
    await isolated.close();
    assert.deepEqual(threads, [1, 2]);
  });
});
