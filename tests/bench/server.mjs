// Serves the contestants' files alike: compressed where the client takes it, recorded, and, where asked
// for, at a limited rate. Without our security headers, which transformers.js does not run under.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { keptCopy } from '../../tools/compressed-files.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.jpg': 'image/jpeg',
};

/** A chunk of this many bytes is sent at a time where the rate is limited. */
const CHUNK_BYTES = 16384;

/**
 * @param {Record<string, string>} folders first part of an address to the folder that it stands for
 * @returns address, what was served since `requests` was last emptied, and the rate, which may be set
 */
export async function startBenchServer(folders) {
  const state = { requests: [], bytesPerSecond: Number.POSITIVE_INFINITY };
  const pipe = new Pipe(state);
  const server = createServer(async (request, response) => {
    const file = await find(folders, request.url);
    if (file === null) {
      response.writeHead(404);
      return response.end();
    }
    state.requests.push(file.path);
    const packed = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') ? keptCopy(file.bytes, 'br') : null;
    response.writeHead(200, {
      'Content-Type': types[extname(file.path)] ?? 'application/octet-stream',
      'Cache-Control': 'no-store',
      ...(packed === null ? {} : { 'Content-Encoding': 'br' }),
    });
    await pipe.send(packed ?? file.bytes, response);
    return response.end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const close = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${server.address().port}/`, state, close };
}

async function find(folders, address) {
  const path = decodeURIComponent(new URL(address, 'http://host').pathname);
  if (path === '/')
    return {
      path: 'index.html',
      bytes: Buffer.from('<!doctype html><title>Bench</title><link rel="icon" href="data:,">'),
    };
  const [, first, ...rest] = path.split('/');
  const folder = folders[first];
  if (folder === undefined) return null;
  const full = join(folder, normalize(join('/', ...rest)));
  const bytes = await readFile(full).catch(() => null);
  return bytes === null ? null : { path: full, bytes };
}

/** One line for all answers at once: what they send shares its rate. */
class Pipe {
  #state;
  #free = 0;

  constructor(state) {
    this.#state = state;
  }

  async send(bytes, response) {
    const rate = this.#state.bytesPerSecond;
    if (rate === Number.POSITIVE_INFINITY) return response.write(bytes);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      this.#free = Math.max(this.#free, performance.now()) + (chunk.length / rate) * 1000;
      const wait = this.#free - performance.now();
      if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
      response.write(chunk);
    }
  }
}
