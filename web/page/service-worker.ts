/// <reference lib="webworker" />
/**
 * Keeps the page for offline use. The shell (page, styles, scripts, icons, samples, models/index.json)
 * is stored when this version is installed; ONNX Runtime's and the core's wasm after their first use.
 * Models are stored by the engine itself, which checks their hash.
 *
 * The build puts in two lists. Addresses are relative to this file's own; a revision is the first 16
 * hexadecimal digits of the file's SHA-256.
 */
import type { KeepMessage, TakeOverMessage } from './offline-messages.ts';

interface BuiltFile {
  url: string;
  revision: string;
}

/** Files of the shell; `index.html` stands for the page's own address too. */
declare const PRECACHE: readonly BuiltFile[];
/** Large files kept after their first use; `runtimes`: with which builds of ONNX Runtime, if with any. */
declare const ON_USE: readonly (BuiltFile & { runtimes: readonly KeepMessage['runtime'][] })[];

declare const self: ServiceWorkerGlobalScope;

const cacheName = 'ocelli-page-1';
const base = new URL('./', self.location.href).href;

/** The cache's key holds the revision: an unchanged file outlives an update, a changed one does not. */
function keyOf(file: BuiltFile): string {
  return `${new URL(file.url, base).href}?revision=${file.revision}`;
}

const fileByUrl = new Map([...PRECACHE, ...ON_USE].map((file) => [new URL(file.url, base).href, file]));

async function fetchFile(file: BuiltFile): Promise<Response> {
  return fetch(new URL(file.url, base), { cache: 'no-cache' });
}

/** Stores a file, once its bytes are known to be those that this version was built with. */
async function keep(file: BuiltFile, response: Response): Promise<void> {
  if (!response.ok) throw new Error(`${file.url} could not be fetched: the server answered ${response.status}`);
  const bytes = await response.arrayBuffer();
  const found = await revisionOf(bytes);
  if (found !== file.revision) throw new Error(`${file.url} should have revision ${file.revision}, but has ${found}`);
  const cache = await caches.open(cacheName);
  const type = response.headers.get('Content-Type') ?? 'application/octet-stream';
  const headers = new Headers({ 'Content-Type': type });
  // The page's policy holds offline too.
  const policy = response.headers.get('Content-Security-Policy');
  if (policy) headers.set('Content-Security-Policy', policy);
  await cache.put(keyOf(file), new Response(bytes, { headers }));
}

async function revisionOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function storeMissing(files: readonly BuiltFile[]): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const file of files) {
    if (!(await cache.match(keyOf(file)))) await keep(file, await fetchFile(file));
  }
}

async function dropOutdated(): Promise<void> {
  const cache = await caches.open(cacheName);
  const current = new Set([...fileByUrl.values()].map(keyOf));
  for (const request of await cache.keys()) {
    if (!current.has(request.url)) await cache.delete(request);
  }
}

/** From the cache; else from the network, while a copy is stored on the side. */
async function answer(file: BuiltFile, event: FetchEvent): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(keyOf(file));
  if (kept) return kept;
  const response = await fetchFile(file);
  // A full disk or a download that was broken off: the next visit tries again.
  const storing = keep(file, response.clone()).catch((error: unknown) => console.info(`Not kept: ${String(error)}`));
  event.waitUntil(storing);
  return response;
}

function fileFor(request: Request): BuiltFile | undefined {
  const url = new URL(request.url);
  url.hash = '';
  url.search = '';
  const isPage = request.mode === 'navigate' && url.href === base;
  return fileByUrl.get(isPage ? new URL('index.html', base).href : url.href);
}

self.addEventListener('install', (event) => {
  event.waitUntil(storeMissing(PRECACHE));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOutdated().then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  const message = event.data as KeepMessage | TakeOverMessage;
  if (message.type === 'take-over') event.waitUntil(self.skipWaiting());
  if (message.type === 'keep') {
    const used = ON_USE.filter((file) => file.runtimes.includes(message.runtime));
    event.waitUntil(storeMissing(used));
  }
});

self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return;
  const file = fileFor(event.request);
  if (file) event.respondWith(answer(file, event));
});
