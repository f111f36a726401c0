/** The page without a mouse, without sight, in the dark, and on a narrow screen. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, type ServedFolder, skip } from './harness.ts';
import {
  answers,
  assertClean,
  drop,
  fileOf,
  modelReady,
  openReady,
  pick,
  sample,
  serveSite,
  textFile,
} from './page-actions.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails with what axe-core found and where. */
async function assertAccessible(page: Page, state: string): Promise<void> {
  await page.evaluate(axeSource);
  const results = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    return axe.run();
  });
  const found = results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  assert.deepEqual(found, [], `axe-core, ${state}`);
  assert.ok(results.passes.length > 20, `axe-core looked at the page: ${results.passes.length} rules passed`);
}

async function fillPage(page: Page): Promise<void> {
  await drop(page, [await sample('running-shoes'), await sample('red-hat'), textFile('empty.jpg', '', 'image/jpeg')]);
  await answers(page, 3);
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

describe('the page for everyone', { skip }, () => {
  let browser: Browser;
  let site: ServedFolder;

  before(async () => {
    browser = await launchBrowser();
    site = await serveSite();
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe-core finds nothing in ${colorScheme}: loading, ready, with answers, with the dialog, narrow`, async () => {
      const opened = await openPage(browser, { url: site.url, context: { colorScheme } });
      const { page } = opened;
      await page.waitForSelector('#model-status[data-state="loading"]');
      await assertAccessible(page, `${colorScheme}, loading`);
      await modelReady(page);
      await assertAccessible(page, `${colorScheme}, ready`);
      await fillPage(page);
      await assertAccessible(page, `${colorScheme}, answers`);
      await page.setViewportSize({ width: 320, height: 640 });
      await drop(page, [textFile('broken.onnx', 'this is no model')]);
      await page.waitForSelector('#notice:not([hidden])');
      await assertAccessible(page, `${colorScheme}, narrow, with a notice`);
      await drop(page, [await fileOf('tests/golden/tiny-nocard.onnx', '')]);
      await page.waitForSelector('#labels-dialog[open]');
      await page.click('.preparing summary');
      await page.click('#labels-dialog [type=submit]');
      await assertAccessible(page, `${colorScheme}, dialog with a fault`);
      assertClean(opened);
      await opened.close();
    });
  }

  test('at 320 pixels nothing scrolls sideways, in any state', async () => {
    const opened = await openReady(browser, site.url, { context: { viewport: { width: 320, height: 640 } } });
    const { page } = opened;
    assert.equal(await overflow(page), 0);
    const long = await sample('denim-shorts');
    await pick(page, [{ ...long, name: `${'a-very-long-name-without-spaces-'.repeat(6)}.jpg` }]);
    await answers(page, 1);
    await fillPageMore(page);
    assert.equal(await overflow(page), 0);
    await drop(page, [{ ...(await fileOf('tests/golden/tiny-nocard.onnx', '')), name: `${'model'.repeat(30)}.onnx` }]);
    await page.waitForSelector('#labels-dialog[open]');
    await page.click('.preparing summary');
    assert.equal(await overflow(page), 0);
    const dialog = await page.locator('#labels-dialog').evaluate((box) => box.scrollWidth - box.clientWidth);
    assert.equal(dialog, 0);
    assertClean(opened);
    await opened.close();
  });

  async function fillPageMore(page: Page): Promise<void> {
    await drop(page, [await sample('running-shoes'), textFile('letter.pdf', '%PDF', 'application/pdf')]);
    await answers(page, 3);
  }

  test('with the keyboard alone: skip, choose, try a sample, remove, change the model', async () => {
    const opened = await openReady(browser, site.url);
    const { page } = opened;
    const focused = () =>
      page.evaluate(() => {
        const { activeElement: element } = document;
        return (
          element?.id ||
          element?.getAttribute('data-sample') ||
          element?.getAttribute('aria-label') ||
          element?.className
        );
      });
    // From here on the browser hands choosers over instead of opening them.
    page.on('filechooser', () => undefined);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'skip-link');
    assert.equal(await page.locator('.skip-link').evaluate((link) => link.getBoundingClientRect().top >= 0), true);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'drop-zone');
    const outline = await page.locator('#drop-zone').evaluate((zone) => getComputedStyle(zone).outlineWidth);
    assert.equal(outline, '3px');
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles([await sample('denim-shorts')]);
    await answers(page, 1);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'running-shoes.jpg');
    await page.keyboard.press('Space');
    await answers(page, 2);
    const stops: unknown[] = [];
    for (let press = 0; press < 13; press += 1) {
      await page.keyboard.press('Tab');
      stops.push(await focused());
    }
    assert.deepEqual(stops.slice(5), [
      'copy-text',
      'copy-json',
      'clear',
      'Remove denim-shorts.jpg',
      'Remove running-shoes.jpg',
      '',
      'own-file',
      'own-folder',
    ]);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await modelReady(page);
    assert.equal(await page.locator('input[name=model]:checked').inputValue(), 'imagenet-large');
    await answers(page, 2);
    await page.focus('.photo-card:first-child .remove-button');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), 'Remove running-shoes.jpg');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), 'drop-zone');
    assertClean(opened);
    await opened.close();
  });

  test('answers and failures are spoken, briefly, in the live region', async () => {
    const opened = await openReady(browser, site.url);
    const { page } = opened;
    await page.evaluate(() => {
      const region = document.querySelector('#live-region') as HTMLElement;
      const spoken = globalThis as unknown as { spoken: string };
      spoken.spoken = '';
      new MutationObserver(() => {
        spoken.spoken += `${region.textContent}\n`;
      }).observe(region, { childList: true, characterData: true, subtree: true });
    });
    await fillPage(page);
    await page.waitForFunction(() => {
      const { spoken } = globalThis as unknown as { spoken: string };
      return /3 photos added\./.test(spoken) && /empty\.jpg: This file is empty/.test(spoken);
    });
    const spoken = await page.evaluate(() => (globalThis as unknown as { spoken: string }).spoken);
    assert.match(spoken, /running-shoes\.jpg: Sneaker\. (over )?\d\d% likely\./);
    assert.match(spoken, /red-hat\.jpg: Not sure\. Closest is/);
    await opened.close();
  });

  test('less motion, when asked for: nothing moves by itself', async () => {
    const opened = await openReady(browser, site.url, { context: { reducedMotion: 'reduce' } });
    const moving = await opened.page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return transitionDuration !== '0s' || animationName !== 'none';
        }).length,
    );
    assert.equal(moving, 0);
    await opened.close();
  });
});
