/** Nothing is kept of a photograph once it is answered. `npm run bench -- --only soak` goes on to 1,000. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { models } from './engine-actions.ts';
import { classifyInARow } from './engine-endurance.ts';
import { launchBrowser, skip } from './harness.ts';

/**
 * What the JavaScript heap may grow by for each photograph: code that is compiled as it gets used adds
 * some 600 bytes here, and stops. A result that was kept would add 2,000, its tensor 12,000.
 */
const HEAP_BYTES_A_PHOTO = 1000;

describe('many photographs in a row', { skip }, () => {
  test('from the 50th to the 300th, wasm memory stays and the JavaScript heap is level', async (context) => {
    const browser = await launchBrowser();
    const [early, late] = await classifyInARow(browser, models.tiny, [50, 300]);
    await browser.close();
    context.diagnostic(JSON.stringify([early, late]));
    assert.ok(early !== undefined && late !== undefined);
    assert.ok(early.wasmBytes > 16 * 2 ** 20, 'both memories were seen');
    assert.equal(late.wasmBytes, early.wasmBytes);
    const grown = late.heapBytes - early.heapBytes;
    assert.ok(grown < 250 * HEAP_BYTES_A_PHOTO, `the heap grew by ${grown}`);
  });
});
