/** WebGPU (in software here): proven before it serves, compared with wasm, replaced when it is lost. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { BackendChoice } from '../../web/engine/types.ts';
import { assertClean, models, openEngine, prependToWorker, runtimeRequests, serveEngine } from './engine-actions.ts';
import { answerWrongly, loseOnCommand, pretendHardware, refuseDevices, withoutJspi } from './engine-gpu-scripts.ts';
import { expected, largestDifference, rampBmp } from './engine-photos.ts';
import { launchBrowser, type ServedFolder, skip } from './harness.ts';

/** What the two backends may differ by, in logits. */
const BACKEND_TOLERANCE = 1e-3;

const jspi = ['ort-jspi.js', 'ort-jspi.wasm'];
const asyncify = ['ort-asyncify.js', 'ort-asyncify.wasm.gz'];
const wasm = ['ort-wasm.js', 'ort-wasm.wasm'];

/** Loads a model and asks for the logits of one photograph. */
const ask = (page: Page, backend: BackendChoice, model = models.tiny, photo = '/ramp.bmp') =>
  page.evaluate(
    async (given) => {
      const classifier = await ocelli.createClassifier({ model: given.model, backend: given.backend });
      const logits = [...(await classifier.logits(given.photo))];
      const { report } = classifier;
      classifier.dispose();
      return { logits, report };
    },
    { backend, model, photo },
  );

/** On this machine wasm wins the trial: the opposite verdict makes WebGPU serve under `auto`. */
const preferWebGpu = (page: Page) =>
  page.evaluate(async () => {
    const cache = await caches.open('ocelli-verdicts-1');
    for (const key of await cache.keys()) {
      const verdict = await ((await cache.match(key)) as Response).json();
      await cache.put(key, Response.json({ ...verdict, backend: 'webgpu' }));
    }
  });

const ramp = expected['golden/tiny.onnx']?.ramp as number[];

describe('WebGPU in the engine', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder;

  before(async () => {
    browser = await launchBrowser({ webgpu: true });
    site = await serveEngine({ files: { 'ramp.bmp': rampBmp() } });
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  for (const [name, workerScript, files] of [
    ['jspi', '', jspi],
    ['asyncify', withoutJspi, asyncify],
  ] as const) {
    test(`asked for, it serves through the ${name} build once it gave the golden output`, async () => {
      const opened = await openEngine(browser, site.url, { workerScript });
      const { logits, report } = await ask(opened.page, 'webgpu');
      const difference = largestDifference(logits, ramp);
      assert.ok(difference < BACKEND_TOLERANCE, `logits differ by ${difference}`);
      assert.deepEqual([report.backend, report.runtime, report.adapter], ['webgpu', name, 'google swiftshader']);
      assert.ok((report.goldenDifference.webgpu as number) < 1e-3);
      assert.deepEqual(runtimeRequests(opened).sort(), files);
      assertClean(opened);
      await opened.close();
    });
  }

  test('both backends give the default model’s logits to 1e-3', async (context) => {
    const opened = await openEngine(browser, site.url);
    const wanted = expected['models/imagenet/model.onnx']?.['red-hat.jpg'] as number[];
    const found = [];
    for (const backend of ['webgpu', 'wasm'] as const) {
      const { logits, report } = await ask(opened.page, backend, models.imagenet, '/samples/red-hat.jpg');
      assert.equal(report.backend, backend);
      assert.ok(largestDifference(logits, wanted) < BACKEND_TOLERANCE, `${backend} against Python's onnxruntime`);
      found.push(logits);
    }
    const difference = largestDifference(found[0] as number[], found[1] as number[]);
    context.diagnostic(`the largest difference is ${difference}`);
    assert.ok(difference < BACKEND_TOLERANCE, `logits differ by ${difference}`);
    assertClean(opened);
    await opened.close();
  });

  test('auto leaves an adapter in software alone, and downloads the wasm build only', async () => {
    const opened = await openEngine(browser, site.url);
    const { report } = await ask(opened.page, 'auto');
    assert.deepEqual([report.backend, report.runtime, report.adapter], ['wasm', 'wasm', 'google swiftshader']);
    assert.equal(report.reason, 'WebGPU would run in software here, so wasm serves.');
    assert.deepEqual(runtimeRequests(opened).sort(), wasm);
    await opened.close();
  });

  test('auto tries a graphics card against wasm once, and remembers the verdict', async () => {
    const opened = await openEngine(browser, site.url, { workerScript: pretendHardware });
    const first = await ask(opened.page, 'auto');
    const { webgpu, wasm: cpu } = first.report.inference;
    const faster = (webgpu as number) <= (cpu as number) ? 'webgpu' : 'wasm';
    assert.equal(first.report.backend, faster);
    assert.match(first.report.reason, /^WebGPU takes [\d.]+ ms, wasm [\d.]+ ms: (WebGPU|wasm) serves\.$/);
    assert.ok((first.report.goldenDifference.webgpu as number) < 1e-3);
    assert.ok((first.report.goldenDifference.wasm as number) < 1e-3);
    assert.deepEqual(runtimeRequests(opened).splice(0).sort(), jspi);
    assert.equal(faster, 'wasm', 'the tiny network is done on the CPU before a GPU has begun');
    opened.requests.length = 0;
    const second = await ask(opened.page, 'auto');
    assert.equal(second.report.backend, 'wasm');
    assert.match(second.report.reason, /measured on an earlier visit/);
    assert.deepEqual(runtimeRequests(opened).sort(), wasm);
    assertClean(opened);
    await opened.close();
  });

  test('a device that answers wrongly is found out; wasm serves and the report says so', async () => {
    const opened = await openEngine(browser, site.url, { workerScript: pretendHardware + answerWrongly });
    const { logits, report } = await ask(opened.page, 'auto');
    assert.ok(largestDifference(logits, ramp) < BACKEND_TOLERANCE);
    assert.equal(report.backend, 'wasm');
    assert.match(report.reason, /^WebGPU answered wrongly on this device \(it differs by 0\.50?\), so wasm serves\.$/);
    const again = await ask(opened.page, 'auto');
    assert.match(again.report.reason, /answered wrongly.*earlier visit/);
    const asked = await ask(opened.page, 'webgpu').catch((error) => String(error));
    assert.match(String(asked), /WebGPU answers wrongly on this device: it differs by 0\.5/);
    // Without a golden output in the file, wasm is the reference.
    const bare = await opened.page.evaluate(async (model) => {
      const bytes = await (await fetch(model)).arrayBuffer();
      const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte));
      const text = letters.join('').replaceAll('ocelli.golden.', 'others.golden.');
      const file = new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))]);
      return (await ocelli.createClassifier({ model: file })).report;
    }, models.tiny);
    assert.match(bare.reason, /^WebGPU answered wrongly on this device/);
    assertClean(opened);
    await opened.close();
  });

  test('a GPU that gives no device leaves the work to wasm, and the report says so', async () => {
    const opened = await openEngine(browser, site.url, { workerScript: pretendHardware + refuseDevices });
    const { logits, report } = await ask(opened.page, 'auto');
    assert.ok(largestDifference(logits, ramp) < BACKEND_TOLERANCE);
    assert.equal(report.backend, 'wasm');
    assert.match(report.reason, /^WebGPU failed here, so wasm serves: .*no device today/);
    await opened.close();
  });

  test('a device that is lost while the model loads leaves the work to wasm, and the report says so', async () => {
    const opened = await openEngine(browser, site.url, { workerScript: pretendHardware });
    const { page } = opened;
    await ask(page, 'auto');
    await prependToWorker(page, `${pretendHardware}${loseOnCommand}; armed = true;`);
    await preferWebGpu(page);
    const recalled = await ask(page, 'auto');
    await page.evaluate(() => caches.delete('ocelli-verdicts-1'));
    const tried = await ask(page, 'auto');
    for (const { report, logits } of [recalled, tried]) {
      assert.equal(report.backend, 'wasm');
      assert.match(report.reason, /^WebGPU failed here, so wasm serves: The GPU device was lost/);
      assert.ok(largestDifference(logits, ramp) < BACKEND_TOLERANCE);
    }
    await opened.close();
  });

  test('a lost device costs one retried call; lost again under auto, wasm goes on', async () => {
    const opened = await openEngine(browser, site.url, { workerScript: pretendHardware + loseOnCommand });
    const { page } = opened;
    await ask(page, 'auto');
    await preferWebGpu(page);
    const said = await page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model, backend: 'auto' });
      const channel = new BroadcastChannel('test');
      const said = [classifier.report.backend as string];
      for (let loss = 1; loss <= 2; loss += 1) {
        channel.postMessage('lose');
        const calls = ['/ramp.bmp', '/samples/red-hat.jpg'].map((photo) => classifier.classify(photo));
        for (const { backend, predictions } of await Promise.all(calls)) {
          said.push(`${predictions[0]?.label} on ${backend}`);
        }
        said.push(classifier.report.reason);
      }
      return said;
    }, models.tiny);
    assert.deepEqual(said.slice(0, 3), ['webgpu', 'blue on webgpu', 'red on webgpu']);
    assert.match(said[3] as string, /The worker was replaced, because the GPU device was lost: /);
    assert.deepEqual(said.slice(4, 6), ['blue on wasm', 'red on wasm']);
    assert.match(said[6] as string, /^The GPU device was lost 2 times, so wasm serves: /);
    assert.equal(page.workers().length, 1);
    assertClean(opened);
    await opened.close();
  });

  test('a network that misses its golden output on every backend does not load', async () => {
    const opened = await openEngine(browser, site.url);
    const said = await opened.page.evaluate(async (model) => {
      const card = { 'ocelli.golden.values': '1 2 3 2 3' };
      return ocelli.createClassifier({ model, card }).catch((error) => `${error.code}: ${error.message}`);
    }, models.tiny);
    assert.match(String(said), /^backend-failed: The network does not give the golden output .* not even on wasm/);
    await opened.close();
  });
});

describe('a browser without WebGPU', { skip }, () => {
  test('WebGPU that was asked for is refused, with the reason', async () => {
    const browser = await launchBrowser();
    const site = await serveEngine();
    const opened = await openEngine(browser, site.url);
    const said = await opened.page.evaluate(
      (model) =>
        ocelli.createClassifier({ model, backend: 'webgpu' }).catch((error) => `${error.code}: ${error.message}`),
      models.tiny,
    );
    assert.match(String(said), /^backend-failed: WebGPU was asked for, but this browser offers no adapter here/);
    assert.deepEqual(runtimeRequests(opened), []);
    await opened.close();
    await browser.close();
    await site.close();
  });
});
