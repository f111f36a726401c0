// A small static server for development and tests, with the headers that the page is made for.
//   node tools/serve.mjs [--root dist/site] [--port 8080] [--host 127.0.0.1] [--isolate]
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { dist } from './build-paths.mjs';
import { compressQuickly, isCompressible, keptCopy } from './compressed-files.mjs';

/** The page's policy: its own files and WebAssembly, and nothing else from anywhere. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "style-src 'self'",
  "manifest-src 'self'",
  "font-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
  '.gz': 'application/octet-stream',
};

/** Larger files travel as they are unless the build has compressed them: see `--sizes` there. */
const MAX_QUICK_BYTES = 2 ** 20;

/**
 * Serves the folder `root`. Resolves with the server, its address and `close()`; rejects where the
 * port is taken. `port` 0 takes a free one. `isolate` makes pages cross-origin isolated (threads).
 */
export async function startServer({
  root = join(dist, 'site'),
  port = 8080,
  host = '127.0.0.1',
  isolate = false,
} = {}) {
  const files = new FileStore(resolve(root));
  const server = createServer((request, response) => {
    respond(files, request, response, isolate).catch((error) => {
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`${error.message}\n`);
    });
  });
  await new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, done);
  });
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    server,
    port: server.address().port,
    url: `http://${shown}:${server.address().port}/`,
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

async function respond(files, request, response, isolate) {
  for (const [name, value] of Object.entries(securityHeaders(isolate))) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Type': 'text/plain; charset=utf-8' });
    return response.end('Only GET and HEAD are answered here.\n');
  }
  const file = await files.find(request.url);
  if (file === null) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
    return response.end('There is no such file.\n');
  }
  if (file.redirect !== undefined) {
    response.writeHead(308, { Location: file.redirect });
    return response.end();
  }
  return sendFile(file, request, response);
}

async function sendFile(file, request, response) {
  const encoding = chooseEncoding(request.headers['accept-encoding'] ?? '');
  const body = await file.encoded(encoding);
  const etag = `"${file.hash}${body === file.bytes ? '' : `-${encoding}`}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304);
    return response.end();
  }
  if (body !== file.bytes) response.setHeader('Content-Encoding', encoding);
  response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': body.length });
  return response.end(request.method === 'HEAD' ? undefined : body);
}

function securityHeaders(isolate) {
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'geolocation=(), microphone=()',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
  if (!isolate) return headers;
  return { ...headers, 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
}

function chooseEncoding(accepted) {
  const names = accepted.split(',').map((part) => part.trim());
  const has = (name) => names.some((part) => part.split(';')[0] === name && !/;\s*q=0(\.0*)?$/.test(part));
  if (has('br')) return 'br';
  return has('gzip') ? 'gzip' : 'identity';
}

/** Files of one folder, kept in memory until they change on disk. */
class FileStore {
  #root;
  #files = new Map();

  constructor(root) {
    this.#root = root;
  }

  /** The file that a request's address names; null where there is none, or it lies outside. */
  async find(address) {
    const name = fileName(address);
    if (name === null) return null;
    const path = normalize(join(this.#root, name));
    if (path !== this.#root && !path.startsWith(this.#root + sep)) return null;
    const info = await stat(path).catch(() => null);
    if (info === null) return null;
    if (info.isDirectory()) return name.endsWith('/') ? this.find(`${name}index.html`) : { redirect: `${name}/` };
    const known = this.#files.get(path);
    if (known?.modified === info.mtimeMs && known.bytes.length === info.size) return known;
    const file = new ServedFile(path, await readFile(path), info.mtimeMs);
    this.#files.set(path, file);
    return file;
  }
}

class ServedFile {
  #copies = new Map();

  constructor(path, bytes, modified) {
    this.bytes = bytes;
    this.modified = modified;
    this.compressible = isCompressible(path);
    this.type = contentTypes[extname(path)] ?? 'application/octet-stream';
    this.hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  }

  /** The body in `encoding`, or the bytes themselves where that does not pay. */
  async encoded(encoding) {
    if (encoding === 'identity' || !this.compressible) return this.bytes;
    if (!this.#copies.has(encoding)) this.#copies.set(encoding, this.#compress(encoding));
    return this.#copies.get(encoding);
  }

  async #compress(encoding) {
    const kept = keptCopy(this.bytes, encoding);
    if (kept !== null) return kept;
    if (this.bytes.length > MAX_QUICK_BYTES || this.bytes.length < 512) return this.bytes;
    const quick = await compressQuickly(this.bytes, encoding);
    return quick.length < this.bytes.length ? quick : this.bytes;
  }
}

function fileName(address) {
  try {
    const name = decodeURIComponent(address.split(/[?#]/)[0]);
    return name.startsWith('/') && !name.includes('\0') && !name.startsWith('//') ? name : null;
  } catch {
    return null;
  }
}

async function main() {
  const { values } = parseArgs({
    options: {
      root: { type: 'string' },
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      isolate: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port should be 0 to 65535, but is ${values.port}`);
  const { url } = await startServer({ ...values, port });
  console.log(url);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
