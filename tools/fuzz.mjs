// Builds and runs the fuzzers, side by side: `npm run fuzz [-- --seconds N]`. A finding is kept as a file
// below build/fuzz/findings; running the fuzzer on that file alone shows it again.
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { MAX_SEED_BYTES, writeSeeds } from '../tests/fuzz/seeds.mjs';
import { CommandError, main, root, say } from './command.mjs';
import { compileFuzzers } from './compile.mjs';
import { findProgram } from './requirements.mjs';

const fuzzers = ['decode_prepare', 'card', 'onnx'];
const folder = join(root, 'build/fuzz');
const findings = join(folder, 'findings');

function secondsWanted(args) {
  let seconds;
  try {
    seconds = parseArgs({ args, options: { seconds: { type: 'string', default: '600' } } }).values.seconds;
  } catch (error) {
    throw new CommandError(error.message, 2);
  }
  if (!/^[1-9]\d{0,5}$/.test(seconds)) {
    throw new CommandError(`--seconds: expected a whole number from 1 to 999999, got "${seconds}"`, 2);
  }
  return Number(seconds);
}

/** Starts one fuzzer with its output in a log, and tells how it ended. */
function fuzz(name, seconds) {
  const corpus = join(folder, 'corpus', name);
  const seeds = join(folder, 'seeds', name);
  mkdirSync(corpus, { recursive: true });
  const count = writeSeeds(root, name, seeds);
  const log = join(folder, `${name}.log`);
  say(`${name}: ${count} seeds, ${seconds} s, told in ${relative(root, log)}`);
  const output = openSync(log, 'w');
  const child = spawn(
    join(folder, `${name}_fuzzer`),
    [
      `-max_total_time=${seconds}`,
      `-max_len=${MAX_SEED_BYTES}`,
      '-timeout=10',
      '-rss_limit_mb=2048',
      '-print_final_stats=1',
      `-dict=${join(root, `tests/fuzz/${name}.dict`)}`,
      `-artifact_prefix=${join(findings, `${name}-`)}`,
      corpus,
      seeds,
    ],
    { stdio: ['ignore', output, output] },
  );
  const forward = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, forward);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new CommandError(`cannot run ${name}_fuzzer: ${error.message}`)));
    child.once('close', (code) => {
      closeSync(output);
      resolve({ name, code, log, ...figures(readFileSync(log, 'latin1')) });
    });
  });
}

/** What libFuzzer counted: executions, edges of the control flow, inputs kept. */
function figures(log) {
  const last = (pattern) => Number([...log.matchAll(pattern)].at(-1)?.[1] ?? 0);
  return {
    executions: last(/stat::number_of_executed_units:\s+(\d+)/g) || last(/^#(\d+)/gm),
    edges: last(/ cov: (\d+)/g),
    inputs: last(/ corp: (\d+)/g),
  };
}

function report({ name, code, executions, edges, inputs, log }) {
  const figuresText = `${executions} executions, ${edges} edges covered, ${inputs} inputs kept`;
  const verdict = code === 0 ? 'no finding' : `ended with code ${code}, see ${relative(root, log)}`;
  console.log(`${name}: ${figuresText}; ${verdict}`);
}

await main(async () => {
  const seconds = secondsWanted(process.argv.slice(2));
  if (findProgram('clang++', 'clang++-19', 'clang++-14') === null) {
    throw new CommandError('clang++ is missing: libFuzzer is a part of clang (Debian: clang, libclang-rt-14-dev)');
  }
  await compileFuzzers();
  mkdirSync(findings, { recursive: true });
  const before = new Set(readdirSync(findings));
  const outcomes = await Promise.all(fuzzers.map((name) => fuzz(name, seconds)));
  console.log('');
  outcomes.forEach(report);
  const found = existsSync(findings) ? readdirSync(findings).filter((name) => !before.has(name)) : [];
  for (const name of found) console.log(`finding: ${relative(root, join(findings, name))}`);
  const failed = outcomes.filter(({ code }) => code !== 0).length;
  console.log(
    failed === 0
      ? `no finding in ${fuzzers.length} × ${seconds} s`
      : `${failed} of ${fuzzers.length} fuzzers found something`,
  );
  return failed === 0 ? 0 : 1;
});
