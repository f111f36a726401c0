/** Models on the page: the switcher, one's own files and folders, and what fails. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, root, type ServedFolder, skip, type TestPage } from './harness.ts';
import {
  answers,
  assertClean,
  drop,
  fileOf,
  modelReady,
  type NamedFile,
  openReady,
  pick,
  sample,
  serveSite,
  textFile,
} from './page-actions.ts';

/** A picture of one colour, as a binary PPM. */
function plain(name: string, colour: readonly [number, number, number]): NamedFile {
  const head = Buffer.from('P6 48 48 255\n');
  const pixels = Buffer.from(Array.from({ length: 48 * 48 }, () => colour).flat());
  return { name, mimeType: 'image/x-portable-pixmap', buffer: Buffer.concat([head, pixels]) };
}

const red = plain('red.ppm', [230, 20, 20]);
const blue = plain('blue.ppm', [20, 20, 230]);
const tiny = () => fileOf('tests/golden/tiny.onnx', '');
const bare = () => fileOf('tests/golden/tiny-nocard.onnx', '');

/** Writes tiny-nocard.onnx as the Hugging Face hub lays models out. */
async function writeHubFolder(folder: string): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  await copyFile(join(root, 'tests/golden/tiny-nocard.onnx'), join(folder, 'onnx/model.onnx'));
  const config = { architectures: ['ViTForImageClassification'], id2label: { 0: 'red', 1: 'green', 2: 'blue' } };
  const preprocessor = {
    image_processor_type: 'ViTImageProcessor',
    size: { height: 32, width: 32 },
    resample: 2,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.25, 0.25, 0.25],
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'preprocessor_config.json'), JSON.stringify(preprocessor));
}

/** A drop as the browser itself delivers it, folders included: a made-up event cannot hold one. */
async function dropPath(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 200, y: 150, data });
  }
}

const chosen = (page: Page) => page.locator('input[name=model]:checked').inputValue();

describe('models on the page', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder;
  let opened: TestPage;

  before(async () => {
    browser = await launchBrowser();
    site = await serveSite();
  });

  beforeEach(async () => {
    opened = await openReady(browser, site.url);
  });

  afterEach(async () => {
    assertClean(opened);
    await opened.close();
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  test('the switcher lists each model with size and use; another model asks every photo anew', async () => {
    const { page } = opened;
    const shipped = JSON.parse(await readFile(join(root, 'models/index.json'), 'utf8')) as { file: string }[];
    const sizes = shipped.map(async ({ file }) => {
      const megabytes = (await stat(join(root, 'models', file))).size / 1e6;
      return `${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MB`;
    });
    assert.deepEqual(await page.locator('.model-size').allInnerTexts(), await Promise.all(sizes));
    assert.equal(await chosen(page), 'imagenet');
    await pick(page, [await sample('running-shoes')]);
    await answers(page, 1);
    assert.match(await page.locator('.small-print').innerText(), /Lite0/);
    await page.check('input[value="imagenet-large"]');
    await page.waitForFunction(() => /Lite2/.test(document.querySelector('.small-print')?.textContent ?? ''));
    assert.equal(await page.locator('.photo-card').count(), 1);
  });

  test('an .onnx with a card is used at once, and a site model can be chosen again', async () => {
    const { page } = opened;
    await drop(page, [await tiny(), red]);
    assert.deepEqual(await answers(page, 1), { 'red.ppm': 'Red' });
    assert.equal(await chosen(page), 'own');
    assert.match(await page.locator('.small-print').innerText(), /Red, green or blue/);
    await page.check('input[value="imagenet"]');
    await page.waitForFunction(() => /Lite0/.test(document.querySelector('.small-print')?.textContent ?? ''));
    await page.check('input[value="own"]');
    await page.waitForFunction(() => document.querySelector('.headline')?.textContent === 'Red');
  });

  test('a bare .onnx asks for labels and preprocessing; faults are named beside their fields', async () => {
    const { page } = opened;
    await pick(page, [red]);
    await answers(page, 1);
    await drop(page, [await bare()]);
    await page.waitForSelector('#labels-dialog[open]');
    await page.click('#labels-dialog [type=submit]');
    assert.match(await page.locator('#problem-labels').innerText(), /one a line/);
    await page.fill('[name=labels]', 'red\ngreen\nblue');
    await page.click('.preparing summary');
    await page.fill('[name=inputSize]', '32');
    await page.fill('[name=cropSize]', '32 32');
    await page.fill('[name=resizeSize]', '36');
    await page.click('#labels-dialog [type=submit]');
    assert.match(await page.locator('#problem-inputSize').innerText(), /height and width/);
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).name), 'inputSize');
    await page.fill('[name=inputSize]', '32 32');
    await page.click('#labels-dialog [type=submit]');
    await page.waitForFunction(() => document.querySelector('.headline')?.textContent === 'Red');
    assert.equal(await chosen(page), 'own');
  });

  test('labels that do not fit the output bring the dialog back with the reason and the values', async () => {
    const { page } = opened;
    await drop(page, [await bare(), textFile('labels.txt', 'red\ngreen\n', 'text/plain')]);
    await page.waitForSelector('#labels-dialog[open]');
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('[name=labels]')?.value !== '');
    assert.equal(await page.inputValue('[name=labels]'), 'red\ngreen\n');
    await page.click('.preparing summary');
    await page.fill('[name=inputSize]', '32 32');
    await page.fill('[name=cropSize]', '32 32');
    await page.click('#labels-dialog [type=submit]');
    await page.waitForSelector('[data-fault]:not([hidden])');
    assert.match(await page.locator('[data-fault]').innerText(), /labels/);
    assert.equal(await page.inputValue('[name=inputSize]'), '32 32');
    await page.fill('[name=labels]', 'red\ngreen\nblue');
    await page.click('#labels-dialog [type=submit]');
    await modelReady(page);
    await page.waitForFunction(() => !document.querySelector('#labels-dialog')?.hasAttribute('open'));
    await pick(page, [blue]);
    assert.deepEqual(await answers(page, 1), { 'blue.ppm': 'Blue' });
  });

  test('Escape leaves the dialog, and the model before goes on serving', async () => {
    const { page } = opened;
    await drop(page, [await bare()]);
    await page.waitForSelector('#labels-dialog[open]');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[value=imagenet]')?.checked);
    assert.equal(await page.locator('input[value=own]').count(), 0);
    await pick(page, [await sample('running-shoes')]);
    assert.deepEqual(await answers(page, 1), { 'running-shoes.jpg': 'Sneaker' });
  });

  test('several labels at once are shown as such', async () => {
    const { page } = opened;
    await drop(page, [await bare()]);
    await page.waitForSelector('#labels-dialog[open]');
    await page.fill('[name=labels]', 'red\ngreen\nblue');
    await page.selectOption('[name=task]', 'multi-label');
    await page.selectOption('[name=activation]', 'sigmoid');
    await page.click('.preparing summary');
    await page.fill('[name=inputSize]', '32 32');
    await page.fill('[name=cropSize]', '32 32');
    await page.click('#labels-dialog [type=submit]');
    await page.waitForFunction(() => !document.querySelector('#labels-dialog')?.hasAttribute('open'));
    await modelReady(page);
    await pick(page, [plain('magenta.ppm', [250, 10, 190]), plain('black.ppm', [0, 0, 0])]);
    const said = await answers(page, 2);
    assert.equal(said['magenta.ppm'], 'Red and blue');
    assert.equal(said['black.ppm'], 'Nothing it knows');
  });

  test('a Hugging Face folder is opened and dropped', async () => {
    const { page } = opened;
    const folder = await mkdtemp(join(tmpdir(), 'ocelli-hub-'));
    try {
      const hub = join(folder, 'colours');
      await writeHubFolder(hub);
      await page.setInputFiles('#own-folder-input', hub);
      await page.waitForSelector('text=colours');
      await modelReady(page);
      await pick(page, [blue]);
      assert.deepEqual(await answers(page, 1), { 'blue.ppm': 'Blue' });
      await page.check('input[value="imagenet"]');
      await page.waitForFunction(() => /Lite0/.test(document.querySelector('.small-print')?.textContent ?? ''));
      await dropPath(page, hub);
      await page.waitForFunction(() => document.querySelector('.headline')?.textContent === 'Blue');
      assert.equal(await chosen(page), 'own');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('a file that is no model is refused in a sentence, and the model before goes on serving', async () => {
    const { page } = opened;
    await drop(page, [textFile('broken.onnx', 'this is no model')]);
    await page.waitForSelector('#notice:not([hidden])');
    assert.match(await page.locator('#notice p').innerText(), /^broken\.onnx is not an ONNX model.*goes on serving\.$/);
    assert.equal(await chosen(page), 'imagenet');
    await pick(page, [await sample('running-shoes')]);
    assert.deepEqual(await answers(page, 1), { 'running-shoes.jpg': 'Sneaker' });
  });

  test('of two choices in a row the later one serves', async () => {
    const { page } = opened;
    await pick(page, [await sample('running-shoes')]);
    await answers(page, 1);
    await page.evaluate(() => {
      for (const value of ['imagenet-large', 'imagenet']) {
        document.querySelector<HTMLInputElement>(`input[value="${value}"]`)?.click();
      }
    });
    await modelReady(page);
    await answers(page, 1);
    assert.equal(await chosen(page), 'imagenet');
    assert.match(await page.locator('.small-print').innerText(), /Lite0/);
  });

  test('loading can be cancelled, and tried again', async () => {
    await opened.page.route('**/models/imagenet-large/**', () => undefined);
    const { page } = opened;
    await page.evaluate(() => caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))));
    await page.check('input[value="imagenet-large"]');
    await page.waitForSelector('#model-cancel:not([hidden])');
    assert.equal(await page.locator('[role=progressbar]').isVisible(), true);
    await page.click('#model-cancel');
    await modelReady(page);
    assert.equal(await chosen(page), 'imagenet');
    await pick(page, [await sample('running-shoes')]);
    assert.deepEqual(await answers(page, 1), { 'running-shoes.jpg': 'Sneaker' });
  });

  test('a download that fails is said, and can be tried again', async () => {
    const { page } = await openPage(browser, { url: site.url, context: { serviceWorkers: 'block' } });
    await modelReady(page);
    await page.evaluate(() => caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))));
    await page.route('**/models/imagenet/**', (route) => route.abort());
    await page.reload();
    await page.waitForSelector('#model-status[data-state="failed"]');
    assert.match(await page.locator('#status-text').innerText(), /could not be downloaded\. Try again/);
    await page.unroute('**/models/imagenet/**');
    await page.click('#model-retry');
    await modelReady(page);
    await pick(page, [await sample('running-shoes')]);
    assert.deepEqual(await answers(page, 1), { 'running-shoes.jpg': 'Sneaker' });
    await page.context().close();
  });
});
