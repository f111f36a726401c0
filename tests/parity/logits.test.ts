/** The whole path, from a photograph's file to the logits, against Python's Pillow and ONNX Runtime. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { digest } from './answers.ts';
import { root } from './native-core.ts';
import { indexOfLargest, Network } from './network.ts';

const golden = join(root, 'tests/golden/parity');

/** As tests/golden/parity_logits.py wrote it. */
const expected: { photos: string[]; tensors: Record<string, string[]> } = JSON.parse(
  readFileSync(join(golden, 'logits.json'), 'utf8'),
);

/** Largest difference of a logit: sums in another order, on logits of up to 12. */
const TOLERANCE = 2e-5;

for (const model of ['imagenet', 'imagenet-large']) {
  test(`${model}: the samples’ tensors are Python’s to the bit, their logits to ${TOLERANCE}`, async (t) => {
    const network = await Network.open(model);
    const file = readFileSync(join(golden, `logits-${model}.f32`));
    const logits = new Float32Array(file.buffer, file.byteOffset, file.byteLength / 4);
    const width = logits.length / expected.photos.length;
    let largest = 0;
    for (const [i, photo] of expected.photos.entries()) {
      const tensor = network.prepare(readFileSync(join(root, 'web/page/samples', photo)));
      assert.equal(digest(new Uint8Array(tensor.data.buffer)), expected.tensors[model]?.[i], photo);
      const found = await network.run(tensor);
      const wanted = logits.subarray(i * width, (i + 1) * width);
      assert.equal(found.length, width);
      assert.equal(indexOfLargest(found), indexOfLargest(wanted), photo);
      largest = found.reduce((most, value, j) => Math.max(most, Math.abs(value - (wanted[j] as number))), largest);
    }
    t.diagnostic(`largest difference of a logit: ${largest.toExponential(2)}`);
    assert.ok(largest <= TOLERANCE, `${largest}`);
    await network.close();
  });
}
