/**
 * A real browser for the web tests: Debian's Chromium, the project's own server with its strict
 * headers, and a record of everything that a strict page must not do.
 */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../tools/requirements.mjs';
import { startServer } from '../../tools/serve.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const browserPath: string | null = findBrowser();

/** For the `skip` option of a test: why the web suite cannot run here, or false where it can. */
export const skip: string | false =
  browserPath === null ? 'no Chromium that headless tests can start (none installed, or only a snap)' : false;

const QUIET_ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Whatever slips through the page's policy must not reach a network either.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** WebGPU in software. Slow, without half precision, and the same on every machine. */
const WEBGPU_ARGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--ignore-gpu-blocklist'];

export function launchBrowser({ webgpu = false } = {}): Promise<Browser> {
  if (browserPath === null) throw new Error(String(skip));
  const args = webgpu ? [...QUIET_ARGS, ...WEBGPU_ARGS] : QUIET_ARGS;
  return chromium.launch({ executablePath: browserPath, args, headless: true });
}

/** What a page did that it should not: all lists stay empty in a good test. */
export interface Problems {
  /** Violations of the Content Security Policy, in page and workers. */
  policy: string[];
  /** Errors in the console and uncaught exceptions, policy violations left out. */
  errors: string[];
  /** Requests to any host but the test's own server. */
  foreign: string[];
}

export interface TestPage {
  page: Page;
  context: BrowserContext;
  /** Of the served folder, with a final slash. */
  url: string;
  problems: Problems;
  /** Every address that was requested, in order, without the server's own part. */
  requests: string[];
  /** Closes page and context; the server is the caller's. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Address of the served folder, with a final slash. */
  url: string;
  /** Page to open, relative to it. */
  path?: string;
  context?: Parameters<Browser['newContext']>[0];
  /** Runs in the page before anything else does. */
  initScript?: string;
}

/** Opens a page in a context of its own: nothing is cached or stored from an earlier test. */
export async function openPage(browser: Browser, options: OpenOptions): Promise<TestPage> {
  const context = await browser.newContext(options.context);
  const problems: Problems = { policy: [], errors: [], foreign: [] };
  const requests: string[] = [];
  context.on('request', (request) => {
    const address = request.url();
    if (address.startsWith(options.url)) requests.push(address.slice(options.url.length));
    else if (!/^(blob|data):/.test(address)) problems.foreign.push(address);
  });
  const page = await context.newPage();
  watchPage(page, problems);
  // tsx keeps function names by a call that the page does not have.
  await page.addInitScript('globalThis.__name ??= (value) => value;');
  await page.addInitScript(reportPolicyViolations);
  if (options.initScript !== undefined) await page.addInitScript(options.initScript);
  await page.goto(new URL(options.path ?? '', options.url).href);
  return { page, context, url: options.url, problems, requests, close: () => context.close() };
}

function watchPage(page: Page, problems: Problems): void {
  page.on('console', (message) => {
    const text = message.text();
    if (/Content Security Policy|Content-Security-Policy/.test(text)) problems.policy.push(text);
    else if (message.type() === 'error') problems.errors.push(text);
  });
  page.on('pageerror', (error) => problems.errors.push(String(error)));
}

/** Runs in the page. */
function reportPolicyViolations(): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`Content Security Policy: ${event.effectiveDirective} blocked ${event.blockedURI}`);
  });
}

/** A page with nothing on it, not even an icon to ask for. */
export const blankPage = '<!doctype html><html lang="en"><title>Test</title><link rel="icon" href="data:,"></html>';

/** A folder to serve, made of links to folders of the checkout and of small files. */
export interface ServedFolder {
  url: string;
  port: number;
  close(): Promise<void>;
}

export interface FolderOptions {
  /** Name in the served folder to path in the checkout. */
  links?: Record<string, string>;
  /** Name in the served folder to content. */
  files?: Record<string, string | Uint8Array>;
  /** Cross-origin isolated, so that threads work. */
  isolate?: boolean;
}

export async function serveFolder({ links = {}, files = {}, isolate = false }: FolderOptions): Promise<ServedFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'ocelli-web-'));
  for (const [name, path] of Object.entries(links)) await symlink(join(root, path), join(folder, name));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const server = await startServer({ root: folder, port: 0, isolate });
  return {
    url: server.url,
    port: server.port,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Serves a built folder as it is, such as `dist/site`. */
export async function serveBuilt(path: string, { isolate = false } = {}): Promise<ServedFolder> {
  const server = await startServer({ root: join(root, path), port: 0, isolate });
  return { url: server.url, port: server.port, close: server.close };
}

/** The same folder on the same port again: for pages that were offline. */
export async function serveAgain(path: string, port: number): Promise<ServedFolder> {
  const server = await startServer({ root: join(root, path), port });
  return { url: server.url, port: server.port, close: server.close };
}
