/** Photographs on the page: how they come in, what is answered, and what becomes of them. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, type ServedFolder, skip, type TestPage } from './harness.ts';
import {
  answers,
  assertClean,
  drop,
  modelReady,
  openReady,
  paste,
  pick,
  sample,
  serveSite,
  textFile,
} from './page-actions.ts';

/** What the clipboard holds, once it begins with `start`. */
function clipboardFrom(page: Page, start: string): Promise<string> {
  return page.evaluate(async (expected) => {
    for (;;) {
      const text = await navigator.clipboard.readText();
      if (text.startsWith(expected)) return text;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }, start);
}

describe('photographs on the page', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder;
  let opened: TestPage;

  before(async () => {
    browser = await launchBrowser();
    site = await serveSite();
    opened = await openReady(browser, site.url);
  });

  after(async () => {
    if (opened) assertClean(opened);
    await browser?.close();
    await site?.close();
  });

  // Whatever a test left behind, the next one starts with an empty page.
  afterEach(async () => {
    if (await opened.page.locator('#clear').isVisible()) await opened.page.click('#clear');
    assert.equal(await opened.page.locator('.photo-card').count(), 0);
  });

  test('a photo that is picked gets an answer in words, five bars, the crop, and the small print', async () => {
    const { page } = opened;
    await pick(page, [await sample('running-shoes')]);
    assert.deepEqual(await answers(page, 1), { 'running-shoes.jpg': 'Sneaker' });
    assert.equal(await page.locator('.bar').count(), 5);
    assert.match(await page.locator('.bar').first().innerText(), /^sneaker\s+(over )?\d\d%$/);
    assert.match(
      await page.locator('.small-print').innerText(),
      /^WebAssembly · [\d.]+ ms · 224 × 299 px\s+decode .* ms, prepare .* ms, network .* ms/,
    );
    // 224 of 256 × 341 pixels, drawn onto the preview.
    const seen = await page.evaluate(() => {
      const box = (selector: string) => (document.querySelector(selector) as Element).getBoundingClientRect();
      const [photo, part] = [box('.frame img'), box('.seen')];
      return [
        (part.left - photo.left) / photo.width,
        (part.top - photo.top) / photo.height,
        part.width / photo.width,
        part.height / photo.height,
      ];
    });
    const expected = [16 / 256, (341 - 224) / 2 / 341, 224 / 256, 224 / 341];
    for (const [index, share] of expected.entries()) assert.ok(Math.abs((seen[index] ?? 0) - share) < 0.005, `${seen}`);
  });

  test('an unsure answer is said plainly', async () => {
    await opened.page.click('[data-sample="red-hat.jpg"]');
    assert.deepEqual(await answers(opened.page, 1), { 'red-hat.jpg': 'Not sure' });
    assert.match(await opened.page.locator('.hedge').innerText(), /^Closest is .+, \d+%; then .+, \d+%\.$/);
  });

  test('photos dropped anywhere and pasted are answered, each on its card, in order', async () => {
    const { page } = opened;
    await drop(page, [await sample('denim-shorts'), await sample('winter-coat')]);
    await paste(page, [await sample('running-shoes')]);
    const said = await answers(page, 3);
    assert.deepEqual(Object.keys(said), ['denim-shorts.jpg', 'winter-coat.jpg', 'running-shoes.jpg']);
    assert.deepEqual(Object.values(said), ['Jeans', 'Fur coat', 'Sneaker']);
    assert.equal(await page.locator('#answers-count').innerText(), '3 of 3 answered.');
  });

  test('empty, damaged, cut-off and foreign files get a sentence each; a good one after them is answered', async () => {
    const { page } = opened;
    const good = await sample('running-shoes');
    await drop(page, [
      textFile('empty.jpg', '', 'image/jpeg'),
      { ...good, name: 'cut.jpg', buffer: good.buffer.subarray(0, 6000) },
      textFile('letter.pdf', '%PDF-1.4', 'application/pdf'),
      textFile('IMG_1.HEIC', '\0\0\0\x18ftypheic', 'image/heic'),
      good,
    ]);
    const said = await answers(page, 5);
    assert.equal(said['running-shoes.jpg'], 'Sneaker');
    const sentences = await page.locator('.failure > .hedge').allInnerTexts();
    assert.equal(sentences.length, 4);
    for (const [index, pattern] of [/empty/, /ends before the picture/, /PDF/, /HEIC.*JPEG/].entries()) {
      assert.match(sentences[index] as string, pattern);
    }
  });

  test('a WebP photo goes through the browser, and the card says so', async () => {
    const { page } = opened;
    const webp = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(60, 40);
      const pen = canvas.getContext('2d');
      pen?.fillRect(0, 0, 30, 40);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp' })).arrayBuffer());
      return [...bytes];
    });
    await pick(page, [{ name: 'drawn.webp', mimeType: 'image/webp', buffer: Buffer.from(webp) }]);
    await answers(page, 1);
    assert.match(await page.locator('.small-print').innerText(), /60 × 40 px, opened by the browser/);
  });

  test('cancel stops what waits; "Try again" answers it; remove takes one away', async () => {
    const { page } = opened;
    const one = await sample('running-shoes');
    const names = Array.from({ length: 12 }, (_, index) => `${index}.jpg`);
    await pick(
      page,
      names.map((name) => ({ ...one, name })),
    );
    await page.click('#cancel');
    const said = await answers(page, 12);
    assert.equal(said['11.jpg'], 'Cancelled.');
    assert.equal(await page.locator('#cancel').isVisible(), false);
    await page.click('.photo-card:last-child .answer .button');
    assert.equal((await answers(page, 12))['11.jpg'], 'Sneaker');
    await page.click('.photo-card:first-child .remove-button');
    assert.equal((await answers(page, 11))['0.jpg'], undefined);
  });

  test('object URLs are given back', async () => {
    const { page } = opened;
    await page.evaluate(() => {
      const counted = globalThis as unknown as { openUrls: number };
      counted.openUrls = 0;
      const { createObjectURL, revokeObjectURL } = URL;
      URL.createObjectURL = (object) => {
        counted.openUrls += 1;
        return createObjectURL.call(URL, object);
      };
      URL.revokeObjectURL = (url) => {
        counted.openUrls -= 1;
        revokeObjectURL.call(URL, url);
      };
    });
    await pick(page, [await sample('running-shoes'), await sample('red-hat')]);
    await answers(page, 2);
    const openUrls = () => page.evaluate(() => (globalThis as unknown as { openUrls: number }).openUrls);
    assert.equal(await openUrls(), 2);
    await page.click('.remove-button >> nth=0');
    assert.equal(await openUrls(), 1);
    await page.click('#clear');
    assert.equal(await openUrls(), 0);
  });

  test('results are copied as text and as JSON', async () => {
    const { page, context } = opened;
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(site.url).origin });
    await pick(page, [await sample('denim-shorts'), textFile('empty.jpg', '', 'image/jpeg')]);
    await answers(page, 2);
    await page.click('#copy-text');
    const text = await clipboardFrom(page, 'denim');
    assert.match(text, /^denim-shorts\.jpg: Jeans \(jeans .*\)\r?\nempty\.jpg: no answer \(empty-input\)$/);
    await page.click('#copy-json');
    const [first, second] = JSON.parse(await clipboardFrom(page, '['));
    assert.equal(first.name, 'denim-shorts.jpg');
    assert.equal(first.predictions.length, 5);
    assert.equal(first.backend, 'wasm');
    assert.equal(second.error.code, 'empty-input');
  });

  test('without the clipboard API, copying goes by selection', async () => {
    const { page } = opened;
    await page.evaluate(() => Object.defineProperty(navigator.clipboard, 'writeText', { value: undefined }));
    await pick(page, [await sample('winter-coat')]);
    await answers(page, 1);
    await page.click('#copy-text');
    await clipboardFrom(page, 'winter-coat.jpg: Fur coat');
  });

  test('a photo dropped while the model still loads is answered when it is ready', async () => {
    await opened.page.reload();
    await pick(opened.page, [await sample('running-shoes')]);
    assert.deepEqual(await answers(opened.page, 1), { 'running-shoes.jpg': 'Sneaker' });
    await modelReady(opened.page);
  });
});
