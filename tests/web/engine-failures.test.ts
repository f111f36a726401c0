/** What fails says why, with a code, and the next call works. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { OcelliError } from '../../web/engine/errors.ts';
import { assertClean, models, openEngine, serveEngine, workersGone } from './engine-actions.ts';
import { rampBmp } from './engine-photos.ts';
import { launchBrowser, root, type ServedFolder, skip, type TestPage } from './harness.ts';

const photo = await readFile(join(root, 'web/page/samples/red-hat.jpg'));

/** The head of an iPhone's HEIC photo, which neither the core nor Chromium reads. */
const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(40)]);

/** The header of a BMP that claims 50,000 × 50,000 pixels. */
function hugeBmp(): Uint8Array {
  const bytes = Buffer.from(rampBmp());
  bytes.writeInt32LE(50_000, 18);
  bytes.writeInt32LE(50_000, 22);
  return bytes;
}

describe('failures in the engine', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder;
  let opened: TestPage;

  before(async () => {
    browser = await launchBrowser();
    site = await serveEngine({
      files: {
        'half.jpg': photo.subarray(0, photo.length >> 1),
        'empty.jpg': '',
        'notes.txt': 'these are words',
        'iphone.heic': heic,
        'huge.bmp': hugeBmp(),
      },
    });
  });

  beforeEach(async () => {
    opened = await openEngine(browser, site.url);
  });

  afterEach(() => opened.close());

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  test('a wrong option is refused with its name, what was expected and what came', async () => {
    const said = await opened.page.evaluate(async (model) => {
      const { createClassifier } = ocelli;
      const classifier = await createClassifier({ model });
      const hash = 'a'.repeat(64);
      const calls: Record<string, () => Promise<unknown>> = {
        options: () => createClassifier(null as never),
        model: () => createClassifier({ model: 7 as never }),
        backend: () => createClassifier({ model, backend: 'gpu' as never }),
        signal: () => createClassifier({ model, signal: 'stop' as never }),
        megapixels: () => createClassifier({ model, limits: { megapixels: -1 } }),
        hash: () => createClassifier({ model, integrity: { bytes: 5, sha256: 'abc' } }),
        bytes: () => createClassifier({ model, integrity: { bytes: 0.5, sha256: hash } }),
        card: () => createClassifier({ model, card: { labels: 'a' } }),
        cardValue: () => createClassifier({ model, card: { 'ocelli.labels': ['a'] as never } }),
        photo: () => classifier.classify({} as never),
        topK: () => classifier.classify('/samples/red-hat.jpg', { topK: 0 }),
        allow: () => classifier.classify('/samples/red-hat.jpg', { allow: 'red' as never }),
        deny: () => classifier.classify('/samples/red-hat.jpg', { deny: ['purple'] }),
        emptyImage: () => classifier.classify(Object.assign(document.createElement('canvas'), { width: 0 })),
        emptyVideo: () => classifier.classify(document.createElement('video')),
      };
      const said: Record<string, string> = {};
      for (const [name, call] of Object.entries(calls)) {
        const error = (await call().catch((reason) => reason)) as OcelliError;
        said[name] = `${error instanceof ocelli.OcelliError} ${error.code} ${error.message}`;
      }
      return said;
    }, models.tiny);
    const pattern: Record<string, RegExp> = {
      options: /options should be an object.*null/,
      model: /model should be a same-site URL.*7/,
      backend: /backend should be one of auto, webgpu, wasm, but is "gpu"/,
      signal: /signal should be an AbortSignal, but is "stop"/,
      megapixels: /limits\.megapixels should be a number above 0, but is -1/,
      hash: /integrity\.sha256 should be 64 hexadecimal digits, but is "abc"/,
      bytes: /integrity\.bytes should be a whole number of at least 1, but is 0\.5/,
      card: /card should be an object of `ocelli\.\*` keys, but is "labels"/,
      cardValue: /card\["ocelli\.labels"\] should be text, but is a value of type Array/,
      photo: /photo should be a Blob, File.*type Object/,
      topK: /topK should be a whole number of at least 1, but is 0/,
      allow: /allow should be a list of labels, but is "red"/,
      deny: /deny.*purple/,
      emptyImage: /photo holds no pixels/,
      emptyVideo: /photo should be a <video> that shows a picture/,
    };
    assert.deepEqual(Object.keys(said), Object.keys(pattern));
    for (const [name, text] of Object.entries(said)) {
      assert.match(text, pattern[name] as RegExp);
      assert.match(text, /^true invalid-argument /, name);
    }
    assertClean(opened);
  });

  test('addresses on other hosts are refused before anything is requested', async () => {
    const said = await opened.page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const elsewhere = 'https://elsewhere.example';
      const calls = [
        ocelli.createClassifier({ model: `${elsewhere}/model.onnx` }),
        ocelli.createClassifier({ model: new URL(`${elsewhere}/model.onnx`) }),
        ocelli.createClassifier({ model, assets: `${elsewhere}/lib/` }),
        ocelli.createClassifier({ model: { onnx: model, config: `${elsewhere}/c.json`, preprocessorConfig: '{}' } }),
        classifier.classify(`${elsewhere}/photo.jpg`),
        classifier.classify('data:image/png;base64,AAAA'),
      ];
      const settled = await Promise.allSettled(calls);
      return settled.map((one) => (one.status === 'rejected' ? one.reason.message : 'accepted'));
    }, models.tiny);
    const place = `an address on ${new URL(site.url).origin}, but is "https://elsewhere.example`;
    assert.deepEqual(said, [
      `model should be ${place}/model.onnx"`,
      `model should be ${place}/model.onnx"`,
      `assets should be ${place}/lib/"`,
      `model.config should be ${place}/c.json"`,
      `photo should be ${place}/photo.jpg"`,
      `photo should be ${place.replace(/https:\/\/elsewhere.*/, 'data:image/png;base64,AAAA')}"`,
    ]);
    assertClean(opened);
  });

  test('after each photo that cannot be read, the next one is answered', async () => {
    const said = await opened.page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model, limits: { megapixels: 200 } });
      const said: Record<string, string> = {};
      for (const name of ['half.jpg', 'empty.jpg', 'notes.txt', 'iphone.heic', 'huge.bmp', 'missing.jpg']) {
        const failed = classifier.classify(`/${name}`).catch((error) => error);
        const next = classifier.classify('/samples/red-hat.jpg'); // waits in the queue behind it
        const error = await failed;
        said[name] = `${error.code}: ${error.message} Then ${(await next).predictions[0]?.label}.`;
      }
      return said;
    }, models.tiny);
    assert.match(said['half.jpg'] as string, /^truncated-image: .* Then red\.$/);
    assert.match(said['empty.jpg'] as string, /^empty-input: .*0 bytes Then red\.$/);
    assert.match(said['notes.txt'] as string, /^unsupported-format: This file is not a photo.* Then red\.$/);
    assert.match(said['iphone.heic'] as string, /^unsupported-format: This is a HEIC photo.* Then red\.$/);
    assert.match(said['huge.bmp'] as string, /^image-too-large: .*50000 x 50000 \(2500\) Then red\.$/);
    assert.match(said['missing.jpg'] as string, /^download-failed: .*missing\.jpg.* answered 404 Then red\.$/);
  });

  test('what the core refuses for its size goes through the browser’s decoder, and the result says so', async () => {
    const found = await opened.page.evaluate(async (model) => {
      const limits = { megapixels: 0.05 };
      const classifier = await ocelli.createClassifier({ model, limits });
      const { image, predictions } = await classifier.classify('/samples/red-hat.jpg');
      return { ...image, label: predictions[0]?.label };
    }, models.tiny);
    const { note, ...rest } = found;
    assert.deepEqual(rest, { width: 224, height: 318, decoder: 'browser', shrink: 1, label: 'red' });
    assert.match(note as string, /core refused its size: .*at most 1 megapixels/);
  });

  test('a model that does not arrive fails the load, and the same call works once it does', async () => {
    const { page } = opened;
    for (const [name, code] of [
      ['golden/tiny.onnx', 'download-failed'],
      ['lib/ocelli-core.wasm', 'download-failed'],
      ['lib/ort-wasm.wasm', 'download-failed'],
      ['lib/ort-wasm.js', 'download-failed'],
      ['lib/ocelli-worker.js', 'internal'],
    ]) {
      await page.route(`**/${name}`, (route) => route.abort());
      const failed = await page.evaluate(
        (model) => ocelli.createClassifier({ model }).catch((error) => `${error.code}: ${error.message}`),
        models.tiny,
      );
      assert.match(String(failed), new RegExp(`^${code}: `), name);
      if (code === 'download-failed') assert.match(String(failed), new RegExp(String(name).replace('.', '\\.')));
      await workersGone(page);
      await page.unroute(`**/${name}`);
    }
    const label = await page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      return (await classifier.classify('/samples/red-hat.jpg')).predictions[0]?.label;
    }, models.tiny);
    assert.equal(label, 'red');
  });

  test('a model of another size or hash is refused, and nothing of it is kept', async () => {
    const size = (await readFile(join(root, 'tests/golden/tiny.onnx'))).length;
    const found = await opened.page.evaluate(
      async ({ model, size }) => {
        const bytes = await (await fetch(model)).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        const wrong = sha256.replace(/^./, (letter) => (letter === '0' ? '1' : '0'));
        const load = (source: string | Blob, integrity: { bytes: number; sha256: string }) =>
          ocelli.createClassifier({ model: source, integrity }).then(
            () => 'loaded',
            (error) => `${error.code}: ${error.message}`,
          );
        const said = [
          await load(model, { bytes: size + 1, sha256 }),
          await load(model, { bytes: size, sha256: wrong }),
          await load(new Blob([bytes]), { bytes: size, sha256: wrong }),
        ];
        const kept = [];
        for (const name of await caches.keys()) kept.push(...(await (await caches.open(name)).keys()));
        return { said, kept: kept.length, right: await load(model, { bytes: size, sha256: sha256.toUpperCase() }) };
      },
      { model: models.tiny, size },
    );
    assert.match(found.said[0] as string, new RegExp(`^integrity-failed: .*tiny.onnx should have ${size + 1} bytes`));
    assert.match(found.said[1] as string, /^integrity-failed: .*tiny.onnx should have SHA-256 /);
    assert.match(found.said[2] as string, /^integrity-failed: The model file should have SHA-256 /);
    assert.equal(found.kept, 0);
    assert.equal(found.right, 'loaded');
  });

  test('dispose ends the worker; calls that wait and calls that come later reject', async () => {
    const found = await opened.page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const waiting = [1, 2].map(() => classifier.classify('/samples/red-hat.jpg').catch((error) => error.code));
      classifier.dispose();
      classifier.dispose();
      const later = await classifier.logits('/samples/red-hat.jpg').catch((error) => `${error.code}: ${error.message}`);
      return { waiting: await Promise.all(waiting), later, title: classifier.model.title };
    }, models.tiny);
    assert.deepEqual(found, {
      waiting: ['disposed', 'disposed'],
      later: 'disposed: This classifier has been disposed of.',
      title: 'Red, green or blue',
    });
    await workersGone(opened.page);
  });
});
