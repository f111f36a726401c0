import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { gunzipIfNeeded } from '../../../web/worker/gunzip.ts';

const content = Buffer.from('what a wasm file holds '.repeat(500));

/** A stream of `bytes` in pieces of `size`. */
function pieces(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
}

const opened = async (stream: ReadableStream<Uint8Array>) =>
  Buffer.from(await new Response((await gunzipIfNeeded(stream)) as unknown as BodyInit).arrayBuffer());

test('gzip is opened, in pieces of any size', async () => {
  const packed = gzipSync(content);
  for (const size of [1, 2, 100, packed.length]) assert.deepEqual(await opened(pieces(packed, size)), content);
});

test('what a host has opened already passes unchanged', async () => {
  for (const size of [1, 100, content.length]) assert.deepEqual(await opened(pieces(content, size)), content);
  assert.equal((await opened(pieces(new Uint8Array(), 1))).length, 0);
});

test('damaged gzip and a stream that breaks are errors', async () => {
  const packed = gzipSync(content);
  await assert.rejects(opened(pieces(packed.subarray(0, packed.length - 9), 50)));
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new Error('line cut'));
    },
  });
  await assert.rejects(opened(broken), /line cut/);
});
