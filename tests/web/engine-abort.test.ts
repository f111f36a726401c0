/** An abort rejects at once at every stage; a worker that crashes is replaced. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertClean, models, openEngine, serveEngine, workersGone } from './engine-actions.ts';
import { launchBrowser, type ServedFolder, skip, type TestPage } from './harness.ts';

declare global {
  /** A call whose outcome the test asks for later. */
  var waiting: Promise<string>;
}

/** Ends the worker with an uncaught error when the page says so. */
const crashOnCommand = `
  new BroadcastChannel('test').onmessage = () => { throw new Error('crashed for the test'); };
`;

const crash = () => new BroadcastChannel('test').postMessage('crash');

describe('aborts in the engine', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder;
  let opened: TestPage;

  before(async () => {
    browser = await launchBrowser();
    site = await serveEngine();
  });

  afterEach(async () => {
    assertClean(opened);
    await opened.close();
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  test('a load is aborted before and during its download, with the caller’s reason, and can be repeated', async () => {
    opened = await openEngine(browser, site.url);
    const { page } = opened;
    await page.route('**/tiny.onnx', () => undefined); // never answered
    const arrived = page.waitForRequest('**/tiny.onnx');
    const before = await page.evaluate(async (model) => {
      const signal = AbortSignal.abort();
      return ocelli.createClassifier({ model, signal }).catch((error) => error.name);
    }, models.tiny);
    assert.equal(before, 'AbortError');
    assert.deepEqual(
      opened.requests.filter((name) => name.includes('ocelli-worker')),
      [],
    );
    await page.evaluate((model) => {
      const controller = new AbortController();
      const load = ocelli.createClassifier({ model, signal: controller.signal }).then(() => 'loaded', String);
      Object.assign(globalThis, { controller, waiting: load });
    }, models.tiny);
    await arrived;
    const during = await page.evaluate('controller.abort("a reason of one’s own"), waiting');
    assert.equal(during, 'a reason of one’s own');
    await workersGone(page);
    await page.unroute('**/tiny.onnx');
    const label = await page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      return (await classifier.classify('/samples/red-hat.jpg')).predictions[0]?.label;
    }, models.tiny);
    assert.equal(label, 'red');
  });

  test('a photo is aborted while it downloads, and while it waits: it is then never asked for', async () => {
    opened = await openEngine(browser, site.url);
    const { page } = opened;
    await page.route('**/winter-coat.jpg', () => undefined); // never answered
    const arrived = page.waitForRequest('**/winter-coat.jpg');
    await page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const [first, second] = [new AbortController(), new AbortController()];
      const ask = (photo: string, signal?: AbortSignal) =>
        classifier.classify(`/samples/${photo}.jpg`, { ...(signal ? { signal } : {}) }).then(
          ({ predictions }) => predictions[0]?.label,
          (error) => error.name,
        );
      const calls = [ask('winter-coat', first.signal), ask('pink-cap', second.signal), ask('red-hat')];
      Object.assign(globalThis, { first, second, waiting: Promise.all(calls) });
    }, models.tiny);
    await arrived;
    const said = await page.evaluate('second.abort(), first.abort(), waiting');
    assert.deepEqual(said, ['AbortError', 'AbortError', 'red']);
    assert.deepEqual(
      opened.requests.filter((name) => name.startsWith('samples/')),
      ['samples/winter-coat.jpg', 'samples/red-hat.jpg'],
    );
  });

  test('a photo that the worker is busy with is given up at once, and the next one is answered', async () => {
    opened = await openEngine(browser, site.url);
    const said = await opened.page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const controllers = [0, 1, 2, 3].map(() => new AbortController());
      const settled: string[] = [];
      const calls = controllers.map(({ signal }, index) =>
        classifier.classify('/samples/running-shoes.jpg', { signal }).then(
          ({ predictions }) => settled.push(`${index} ${predictions[0]?.label}`),
          (error) => settled.push(`${index} ${error.name}`),
        ),
      );
      await calls[0];
      const seen: string[][] = [];
      for (const index of [1, 2]) {
        controllers[index]?.abort(); // 1 is being worked on, 2 waits
        for (let tick = 0; tick < 10; tick += 1) await Promise.resolve(); // no message can arrive meanwhile
        seen.push([...settled]);
      }
      await Promise.all(calls);
      controllers[3]?.abort(); // too late to matter
      return { seen, settled };
    }, models.imagenet);
    assert.deepEqual(said, {
      seen: [
        ['0 sneaker', '1 AbortError'],
        ['0 sneaker', '1 AbortError', '2 AbortError'],
      ],
      settled: ['0 sneaker', '1 AbortError', '2 AbortError', '3 sneaker'],
    });
  });

  test('a worker that crashes is replaced, and its photo is tried once more', async () => {
    opened = await openEngine(browser, site.url, { workerScript: crashOnCommand });
    const { page } = opened;
    let asked = 0; // the first request is never answered, so that the worker crashes over it
    await page.route('**/red-hat.jpg', (route) => {
      asked += 1;
      return asked === 1 ? undefined : route.continue();
    });
    const arrived = page.waitForRequest('**/red-hat.jpg');
    await page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const call = classifier.classify('/samples/red-hat.jpg');
      const answer = call.then(({ predictions }) => `${predictions[0]?.label}. ${classifier.report.reason}`, String);
      Object.assign(globalThis, { classifier, waiting: answer });
    }, models.tiny);
    await arrived;
    await page.evaluate(crash);
    const said = await page.evaluate(() => waiting);
    assert.match(said, /^red\. .*The worker was replaced, because the worker failed: .*crashed for the test/);
    assert.equal(asked, 2);
    assert.equal(page.workers().length, 1);
  });

  test('a photo that costs two workers is given up, and the next one is answered', async () => {
    opened = await openEngine(browser, site.url, { workerScript: crashOnCommand });
    const { page } = opened;
    await page.route('**/red-hat.jpg', () => undefined); // never answered
    let arrived = page.waitForRequest('**/red-hat.jpg');
    await page.evaluate(async (model) => {
      const classifier = await ocelli.createClassifier({ model });
      const call = classifier.classify('/samples/red-hat.jpg');
      const answer = call.then(
        () => 'answered',
        (error) => `${error.code}: ${error.message}`,
      );
      Object.assign(globalThis, { classifier, waiting: answer });
    }, models.tiny);
    await arrived;
    arrived = page.waitForRequest('**/red-hat.jpg');
    await page.evaluate(crash);
    await arrived;
    await page.evaluate(crash);
    const said = await page.evaluate(() => waiting);
    assert.match(said, /^internal: The photo was given up after two attempts: .*crashed for the test/);
    await page.unroute('**/red-hat.jpg');
    const next = await page.evaluate('classifier.classify("/samples/red-hat.jpg").then((r) => r.predictions[0].label)');
    assert.equal(next, 'red');
  });
});
