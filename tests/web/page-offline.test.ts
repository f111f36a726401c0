/** The page as an app: kept after the first visit, there without a network, and replaced cleanly. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startServer } from '../../tools/serve.mjs';
import { launchBrowser, root, type ServedFolder, serveAgain, skip } from './harness.ts';
import { answers, assertClean, loadMs, modelReady, openReady, pick, sample, serveSite } from './page-actions.ts';

/** Waits until the runtime that served this visit lies in the cache as well. */
async function keptForOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const needed = [/index\.html\?/, /ort-\w+\.wasm/, /ort-\w+\.js\?/, /ocelli-core\.wasm/];
    const cache = await caches.open('ocelli-page-1');
    const isKept = async () => {
      const urls = (await cache.keys()).map((request) => request.url);
      return needed.every((name) => urls.some((url) => name.test(url)));
    };
    while (!(await isKept())) await new Promise((resolve) => setTimeout(resolve, 20));
  });
}

describe('the page as an app', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder | null = null;

  before(async () => {
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  test('after one visit the page answers with the server gone', async () => {
    site = await serveSite();
    const { port, url } = site;
    const opened = await openReady(browser, url);
    const { page } = opened;
    await keptForOffline(page);
    await site.close();
    site = null;
    await page.reload();
    await modelReady(page);
    await page.click('[data-sample="denim-shorts.jpg"]');
    await pick(page, [await sample('running-shoes')]);
    const said = await answers(page, 2);
    assert.deepEqual(Object.values(said).sort(), ['Jeans', 'Sneaker']);
    assertClean(opened);
    await opened.close();
    site = await serveAgain('dist/site', port);
  });

  test('one visit keeps one build of ONNX Runtime, and the models in the engine’s own cache only', async () => {
    site ??= await serveSite();
    const opened = await openReady(browser, site.url);
    await keptForOffline(opened.page);
    const kept = await opened.page.evaluate(async () => {
      const requests = await caches.open('ocelli-page-1').then((cache) => cache.keys());
      return requests.map((request) => new URL(request.url).pathname);
    });
    assert.deepEqual(
      kept.filter((path) => /ort-.*\.wasm/.test(path)),
      ['/ort-wasm.wasm'],
    );
    assert.deepEqual(
      kept.filter((path) => /onnx$/.test(path)),
      [],
    );
    await opened.close();
  });

  test('a new version waits for consent, then takes over whole', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ocelli-site-'));
    await cp(join(root, 'dist/site'), folder, { recursive: true });
    const server = await startServer({ root: folder, port: 0 });
    try {
      const opened = await openReady(browser, server.url);
      const { page } = opened;
      await keptForOffline(page);
      await release(folder);
      await page.reload();
      assert.equal(await page.title(), 'Ocelli: drop in a photo, see what it is');
      await page.click('#notice >> text=Reload', { timeout: loadMs });
      await page.waitForFunction(() => document.title === 'The next version');
      await modelReady(page);
      const indexes = await page.evaluate(async () => {
        const requests = await caches.open('ocelli-page-1').then((cache) => cache.keys());
        return requests.filter((request) => /index\.html/.test(request.url)).length;
      });
      assert.equal(indexes, 1);
      assertClean(opened);
      await opened.close();
    } finally {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('the manifest names icons that are there, and installs under any path', async () => {
    const manifest = JSON.parse(await readFile(join(root, 'dist/site/manifest.webmanifest'), 'utf8'));
    assert.equal(manifest.start_url, './');
    for (const { src, sizes, type } of manifest.icons) {
      const bytes = await readFile(join(root, 'dist/site', src));
      if (type !== 'image/png') continue;
      assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
    }
  });
});

/** Another index.html, and a service worker that knows its revision. */
async function release(folder: string): Promise<void> {
  const { createHash } = await import('node:crypto');
  const page = join(folder, 'index.html');
  const revisionOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
  const old = await readFile(page, 'utf8');
  const next = old.replace(/<title>.*<\/title>/, '<title>The next version</title>');
  await writeFile(page, next);
  const worker = join(folder, 'service-worker.js');
  const code = await readFile(worker, 'utf8');
  assert.ok(code.includes(revisionOf(old)));
  await writeFile(worker, code.replace(revisionOf(old), revisionOf(next)));
}
