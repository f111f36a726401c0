// The one table, as Markdown: fit for a terminal and for docs/benchmarks.md.
import { cpus, loadavg } from 'node:os';

const names = { ocelli: 'Ocelli', transformers: 'transformers.js', 'by-hand': 'by hand' };

const megabytes = (bytes) => (bytes / 1e6).toFixed(2);
/** Browsers report tasks from 50 ms on. */
const task = (value) => (value === 0 ? '< 50' : value.toFixed(0));
const milliseconds = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));

export function printTable({ bytes, small, large, tasks, cold, slow, photos, runs, browser }) {
  const rows = [['', ...Object.values(names), 'Ocelli : transformers.js']];
  const row = (label, of, show = milliseconds) => {
    const values = Object.keys(names).map(of);
    const ratio = values[0] > 0 ? (values[0] / values[1]).toFixed(2) : '';
    rows.push([label, ...values.map(show), ratio]);
  };
  const sizes = { transformers: bytes.transformers, 'by-hand': bytes['by-hand'] };
  for (const build of ['wasm', 'WebGPU by JSPI', 'WebGPU by asyncify']) {
    for (const kind of ['raw', 'gzip', 'brotli']) {
      const of = (name) => (sizes[name] ?? bytes[`ocelli, ${build}`])[kind];
      row(`bytes to the first answer, ${build}, ${kind} (MB)`, of, megabytes);
    }
  }
  row('cold start to the first answer (ms)', (name) => cold[name]);
  row('the same at 20 Mbit/s (ms)', (name) => slow[name]);
  for (const [label, steps] of [
    ['500 px', small],
    ['12 MP', large],
  ]) {
    for (const step of ['decode', 'preprocess', 'inference', 'total']) {
      row(`${label}: ${step} (ms)`, (name) => steps[name][step]);
    }
    row(`${label}: total without inference (ms)`, (name) => steps[name].ours);
  }
  row('longest task on the page’s thread, loading (ms)', (name) => tasks[name].loading, task);
  row('longest task on the page’s thread, classifying 12 MP (ms)', (name) => tasks[name].classifying, task);
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, load ${loadavg()[1].toFixed(1)}`;
  console.log(`\n${today()}, ${machine}, Chromium ${browser}, medians of ${runs}`);
  for (const [size, list] of Object.entries(photos)) {
    console.log(`${size} photographs: ${list.map((one) => one.bytes).join(', ')} bytes`);
  }
  console.log('');
  rows.splice(
    1,
    0,
    rows[0].map((_, index) => (index === 0 ? '---' : '---:')),
  );
  for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);
}

const today = () => new Date().toISOString().slice(0, 10);
