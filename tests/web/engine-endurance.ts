/** Many classifications in a row on one page, and the memory on the way. */
import type { Browser } from 'playwright-core';
import type { Classifier } from '../../web/engine/index.ts';
import { openEngine, serveEngine } from './engine-actions.ts';
import { type MemoryUse, measureMemory, watchMemories } from './engine-memory.ts';

const samples = ['running-shoes', 'denim-shorts', 'green-clogs', 'red-hat', 'winter-coat', 'pink-cap'];

export interface MemoryAt extends MemoryUse {
  /** Photographs classified so far. */
  after: number;
}

/**
 * Classifies the samples in turn, and at every seventh place a photograph of 1 megapixel; measures after
 * each of `stops`, which rise.
 */
export async function classifyInARow(browser: Browser, model: string, stops: readonly number[]): Promise<MemoryAt[]> {
  const site = await serveEngine();
  const opened = await openEngine(browser, site.url, { workerScript: watchMemories });
  await opened.page.evaluate(async (address) => {
    const classifier = await ocelli.createClassifier({ model: address, backend: 'wasm' });
    const canvas = new OffscreenCanvas(1200, 900);
    const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    pen.fillRect(100, 100, 800, 500);
    Object.assign(globalThis, { classifier, large: await canvas.convertToBlob({ type: 'image/jpeg' }) });
  }, model);
  const found: MemoryAt[] = [];
  let done = 0;
  for (const after of stops) {
    await opened.page.evaluate(
      async ({ from, to, names }) => {
        const { classifier, large } = globalThis as unknown as { classifier: Classifier; large: Blob };
        for (let index = from; index < to; index += 1) {
          await classifier.classify(index % 7 === 6 ? large : `/samples/${names[index % names.length]}.jpg`);
        }
      },
      { from: done, to: after, names: samples },
    );
    done = after;
    found.push({ after, ...(await measureMemory(opened.page)) });
  }
  await opened.close();
  await site.close();
  return found;
}
