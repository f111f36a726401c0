import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { download, sha256 } from '../../../web/worker/download.ts';

const content = Buffer.from('0123456789'.repeat(20_000));

let server: Server;
let base: string;

before(async () => {
  server = createServer((request, response) => {
    if (request.url === '/missing') return response.writeHead(404).end('none');
    if (request.url === '/whole') return response.end(content);
    response.writeHead(200, { 'Content-Length': content.length });
    response.write(content.subarray(0, 50_000));
    if (request.url === '/broken') setImmediate(() => response.destroy());
    // Any other stays open, half sent.
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

test('a whole body arrives, counted as it comes', async () => {
  const counts: number[] = [];
  const bytes = await download(`${base}/whole`, { bytes: content.length, onBytes: (loaded) => counts.push(loaded) });
  assert.deepEqual(Buffer.from(bytes), content);
  assert.equal(counts.at(-1), content.length);
  assert.deepEqual(
    counts,
    [...counts].sort((a, b) => a - b),
  );
});

test('a body of another size is an integrity error that tells both sizes', async () => {
  await assert.rejects(download(`${base}/whole`, { bytes: 7 }), {
    code: 'integrity-failed',
    message: `${base}/whole should have 7 bytes, but has 200000`,
  });
});

test('a missing file, a broken connection and an absent server are download errors that name the address', async () => {
  await assert.rejects(download(`${base}/missing`), {
    code: 'download-failed',
    message: /\/missing could not be .* 404/,
  });
  await assert.rejects(download(`${base}/broken`), { code: 'download-failed', message: /\/broken broke off: / });
  await assert.rejects(download('http://127.0.0.1:1/'), { code: 'download-failed', message: /could not be fetched/ });
});

test('an abort before and during the body stays an AbortError', async () => {
  await assert.rejects(download(`${base}/whole`, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  const controller = new AbortController();
  const half = download(`${base}/half`, { signal: controller.signal, onBytes: () => controller.abort() });
  await assert.rejects(half, { name: 'AbortError' });
});

test('SHA-256 is lower-case hexadecimal', async () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  assert.equal(await sha256(new Uint8Array()), empty);
});
