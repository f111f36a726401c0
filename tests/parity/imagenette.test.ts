/** The default model on 1,000 ImageNet validation photographs, through the page's path. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { digest } from './answers.ts';
import { type DataFolder, openData, skipWithout } from './data.ts';
import { root } from './native-core.ts';
import { indexOfLargest, Network } from './network.ts';

const DATA = { name: 'imagenette-val', archive: 'imagenette-val.tar' };

/** As tests/golden/parity_logits.py wrote it, in the order of the photographs' paths. */
interface Expected {
  truth: number[];
  /** Of Python's ONNX Runtime. */
  top1: number[];
  /** Least lead of a best logit over the second. */
  leastLead: number;
  tensors: string[];
}

const expected: Expected = JSON.parse(readFileSync(join(root, 'tests/golden/parity/imagenette.json'), 'utf8'));

/** At most, between ONNX Runtime's builds: logits.test.ts measures it. */
const LOGITS_DIFFER_BY = 2e-5;

/** Share of photographs that the default model must name rightly, of 1,000 classes. */
const LEAST_TOP1 = 0.715;

describe('1,000 photographs of imagenette', { skip: skipWithout(DATA) }, () => {
  let data: DataFolder;
  let network: Network;
  let photos: string[];

  before(async () => {
    data = openData(DATA);
    network = await Network.open('imagenet');
    photos = readdirSync(data.path, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('/'))
      .sort();
  });

  after(async () => {
    await network.close();
    data.close();
  });

  test('no best class is so close to the next that the order of sums decides', () => {
    assert.ok(expected.leastLead > 100 * LOGITS_DIFFER_BY);
  });

  test('tensors are Pillow’s to the bit, and the best class is that of Python’s ONNX Runtime for all', async (t) => {
    assert.equal(photos.length, 1000);
    const best: number[] = [];
    for (const [i, photo] of photos.entries()) {
      const tensor = network.prepare(readFileSync(join(data.path, photo)));
      assert.equal(digest(new Uint8Array(tensor.data.buffer)), expected.tensors[i], photo);
      best.push(indexOfLargest(await network.run(tensor)));
    }
    assert.deepEqual(best, expected.top1);
    const right = best.filter((index, i) => index === expected.truth[i]).length;
    t.diagnostic(`top-1: ${right} of ${photos.length}`);
    assert.ok(right >= LEAST_TOP1 * photos.length, `${right} of ${photos.length}`);
  });
});
