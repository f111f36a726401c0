/** What a person does on the page, for the page's tests. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type OpenOptions, openPage, root, type ServedFolder, serveBuilt, type TestPage } from './harness.ts';

/** Loading engine and model on a busy machine. */
export const loadMs = 60_000;

export interface NamedFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export const serveSite = (): Promise<ServedFolder> => serveBuilt('dist/site');

export async function fileOf(path: string, mimeType = 'image/jpeg'): Promise<NamedFile> {
  return { name: basename(path), mimeType, buffer: await readFile(join(root, path)) };
}

export const sample = (name: string): Promise<NamedFile> => fileOf(`web/page/samples/${name}.jpg`);

export function textFile(name: string, text: string, mimeType = ''): NamedFile {
  return { name, mimeType, buffer: Buffer.from(text) };
}

/** Opens the page and waits until a model serves. */
export async function openReady(browser: Browser, url: string, options: Partial<OpenOptions> = {}): Promise<TestPage> {
  const opened = await openPage(browser, { url, ...options });
  await modelReady(opened.page);
  return opened;
}

export async function modelReady(page: Page): Promise<void> {
  await page.waitForSelector('#model-status[data-state="ready"]', { timeout: loadMs });
}

/** Nothing against the policy, nothing to other hosts, no error in the console. */
export function assertClean(opened: TestPage): void {
  assert.deepEqual(opened.problems, { policy: [], errors: [], foreign: [] });
}

export async function pick(page: Page, files: readonly NamedFile[]): Promise<void> {
  await page.setInputFiles('#photo-input', [...files]);
}

/** Drops files onto the page's heading, far from the drop zone. */
export async function drop(page: Page, files: readonly NamedFile[]): Promise<void> {
  const transfer = await transferOf(page, files);
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('h1', type, { dataTransfer: transfer });
  }
}

/** Pastes files, as Ctrl+V with a picture on the clipboard does. */
export async function paste(page: Page, files: readonly NamedFile[]): Promise<void> {
  const transfer = await transferOf(page, files);
  await page.evaluate((clipboardData) => {
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, transfer);
}

function transferOf(page: Page, files: readonly NamedFile[]) {
  const portable = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, text: buffer.toString('base64') }));
  return page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, text } of list) {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    return transfer;
  }, portable);
}

/** Waits until every card has settled, and gives what each says, by file name. */
export async function answers(page: Page, count: number): Promise<Record<string, string>> {
  await page.waitForFunction(
    (expected) => {
      const cards = [...document.querySelectorAll<HTMLElement>('.photo-card')];
      return cards.length === expected && cards.every((card) => /done|failed|cancelled/.test(card.dataset.state ?? ''));
    },
    count,
    { timeout: loadMs },
  );
  return page.evaluate(() => {
    const textOf = (card: Element, selector: string) => card.querySelector(selector)?.textContent ?? '';
    const cards = [...document.querySelectorAll('.photo-card')];
    return Object.fromEntries(cards.map((card) => [textOf(card, '.photo-name'), textOf(card, '.headline, .pending')]));
  });
}
