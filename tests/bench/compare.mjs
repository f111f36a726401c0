// Our library beside transformers.js and a page written by hand: measured in one browser, then printed.
import { stat } from 'node:fs/promises';
import { compressFile } from '../../tools/compressed-files.mjs';
import { measureColdStart, measureFiles, measureLongestTask, measureSteps } from './measure.mjs';
import { printTable } from './table.mjs';

/** A mobile connection: what a download weighs where it matters. */
const SLOW_BYTES_PER_SECOND = 20e6 / 8;

/** @param {number} runs of each step; of cold starts a third, of what takes longer a tenth */
export async function comparePages({ server, browser, photos }, runs) {
  const { small, large } = photos;
  const [some, few] = [Math.ceil(runs / 3), Math.ceil(runs / 10)];
  const bytes = await measureBytes(browser, server, small[0]);
  const steps = {
    small: await measureSteps(browser, server.url, small, runs),
    large: await measureSteps(browser, server.url, large, runs),
  };
  const tasks = await measureLongestTask(browser, server.url, { small: small[0], large }, few);
  const cold = await measureColdStart(browser, server, small[0], some);
  server.state.bytesPerSecond = SLOW_BYTES_PER_SECOND;
  const slow = await measureColdStart(browser, server, small[0], few);
  server.state.bytesPerSecond = Number.POSITIVE_INFINITY;
  printTable({ bytes, ...steps, tasks, cold, slow, photos, runs, browser: browser.version() });
}

/** Bytes of every file up to the first answer. Our three builds of ONNX Runtime differ in that alone. */
async function measureBytes(browser, server, photo) {
  const ours = await measureFiles(browser, server, 'ocelli', photo, 'wasm');
  const other = (name, suffix = '') =>
    ours.map((path) =>
      path.replace(/ort-wasm\.(js|wasm)$/, (_, type) => `ort-${name}.${type}${type === 'wasm' ? suffix : ''}`),
    );
  const lists = {
    'ocelli, wasm': ours,
    'ocelli, WebGPU by JSPI': other('jspi'),
    'ocelli, WebGPU by asyncify': other('asyncify', '.gz'),
    transformers: await measureFiles(browser, server, 'transformers', photo),
    'by-hand': await measureFiles(browser, server, 'by-hand', photo),
  };
  const found = {};
  for (const [name, paths] of Object.entries(lists)) found[name] = await sizes(paths);
  return found;
}

/** The bench's own page is in no list: it stands for a site's, and is the same for all. */
async function sizes(paths) {
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  for (const path of paths) {
    if (/bench\/page\.js$|index\.html$/.test(path)) continue;
    const { size } = await stat(path);
    const { gzip = size, brotli = size } = await compressFile(path);
    sum.raw += size;
    sum.gzip += gzip;
    sum.brotli += brotli;
  }
  return sum;
}
