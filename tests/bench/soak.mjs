// 1,000 classifications in a row with the default model: what both wasm memories and the heap do.
import { models } from '../web/engine-actions.ts';
import { classifyInARow } from '../web/engine-endurance.ts';
import { launchBrowser } from '../web/harness.ts';

const stops = [50, 100, 200, 400, 600, 800, 1000];

export async function runSoak() {
  const browser = await launchBrowser();
  try {
    console.log('\n| photographs | wasm memory (MB) | JavaScript heap (MB) |\n| ---: | ---: | ---: |');
    for (const { after, wasmBytes, heapBytes } of await classifyInARow(browser, models.imagenet, stops)) {
      console.log(`| ${after} | ${(wasmBytes / 1e6).toFixed(2)} | ${(heapBytes / 1e6).toFixed(2)} |`);
    }
  } finally {
    await browser.close();
  }
}
