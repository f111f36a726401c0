/** The page's own thread stays free while a large photograph is looked at. */
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, openPage, root, type ServedFolder, skip } from './harness.ts';
import { answers, assertClean, modelReady, openReady, serveSite } from './page-actions.ts';

interface LongTask {
  startTime: number;
  duration: number;
}

/** Collects every task over 50 ms on the page's thread, from its first moment on. */
const watchLongTasks = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
`;

/** A photograph of 4000 × 3000 pixels with detail everywhere: the samples, again and again, turned and mixed. */
async function largePhoto(browser: Browser, site: ServedFolder): Promise<Buffer> {
  const { page, close } = await openPage(browser, { url: site.url, context: { serviceWorkers: 'block' } });
  const text = await page.evaluate(async () => {
    const names = ['running-shoes', 'denim-shorts', 'green-clogs', 'red-hat', 'winter-coat', 'pink-cap'];
    const load = async (name: string) => createImageBitmap(await (await fetch(`samples/${name}.jpg`)).blob());
    const tiles = await Promise.all(names.map(load));
    const canvas = new OffscreenCanvas(4000, 3000);
    const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    for (let index = 0; index < 700; index += 1) {
      pen.setTransform(1, 0, 0, 1, (index * 617) % 4000, (index * 389) % 3000);
      pen.rotate(index);
      const tile = tiles[index % tiles.length] as ImageBitmap;
      pen.drawImage(tile, -tile.width, -tile.height, tile.width * 1.6, tile.height * 1.6);
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    const reader = new FileReader();
    return new Promise<string>((resolve) => {
      reader.onload = () => resolve((reader.result as string).split(',')[1] as string);
      reader.readAsDataURL(blob);
    });
  });
  await close();
  return Buffer.from(text, 'base64');
}

describe('the page’s thread', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder;
  /** Photos are picked from here: handed over as bytes, they would be unpacked on the page's thread. */
  let folder: string;

  before(async () => {
    browser = await launchBrowser();
    site = await serveSite();
    folder = await mkdtemp(join(tmpdir(), 'ocelli-photos-'));
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await browser?.close();
    await site?.close();
  });

  test('no task reaches 50 ms while a photo of 12 megapixels is classified and shown', async (context) => {
    const large = await largePhoto(browser, site);
    assert.ok(large.length > 2_000_000, `the photo has detail: ${large.length} bytes`);
    const paths = ['large.jpg', 'again.jpg'].map((name) => join(folder, name));
    for (const path of paths) await writeFile(path, large);
    const opened = await openReady(browser, site.url, { initScript: watchLongTasks });
    const { page } = opened;
    await answers(page, 0);
    const started = await page.evaluate(() => performance.now());
    await page.setInputFiles('#photo-input', paths);
    await answers(page, 2);
    await page.evaluate(() =>
      Promise.all([...document.querySelectorAll<HTMLImageElement>('.frame img')].map((one) => one.decode())),
    );
    const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: LongTask[] }).longTasks);
    const during = tasks.filter(({ startTime }) => startTime >= started).map(({ duration }) => duration);
    const before = tasks.filter(({ startTime }) => startTime < started).map(({ duration }) => duration);
    context.diagnostic(
      `${large.length} bytes; long tasks while loading: [${before}], while classifying: [${during}] ms`,
    );
    assert.match(await page.locator('.small-print').first().innerText(), /4000 × 3000 px, decoded at 1\/4/);
    assert.deepEqual(during, []);
    assertClean(opened);
    await opened.close();
  });

  test('no task reaches 50 ms while 40 photos are added', async (context) => {
    const opened = await openReady(browser, site.url, { initScript: watchLongTasks });
    const { page } = opened;
    await modelReady(page);
    const paths = Array.from({ length: 40 }, (_, index) => join(folder, `${index}.jpg`));
    for (const path of paths) await copyFile(join(root, 'web/page/samples/denim-shorts.jpg'), path);
    await answers(page, 0);
    const started = await page.evaluate(() => performance.now());
    await page.setInputFiles('#photo-input', paths);
    await answers(page, 40);
    const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: LongTask[] }).longTasks);
    const during = tasks.filter(({ startTime }) => startTime >= started).map(({ duration }) => duration);
    context.diagnostic(`long tasks: [${during}] ms`);
    assert.deepEqual(during, []);
    await opened.close();
  });
});
