// Builds and runs the test suites: `npm test [-- unit|parity|web]`.
import './node-version.mjs';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, main, root, run, say } from './command.mjs';
import { compileNative, compileWasm, whyNoTrainer } from './compile.mjs';
import { findBrowser } from './requirements.mjs';
import { setUp } from './setup.mjs';
import { buildSite } from './site.mjs';
import { closingLine, readGoogleTestRecords, readNodeRecords, summarise } from './test-results.mjs';

const minuteMs = 60_000;

/** Suites in the order in which they run; `npm test -- NAME` runs one. */
const suites = {
  unit: [
    googleTest('ocelli_unit_tests', 5 * minuteMs),
    googleTest('ocelli_onnx_tests', 5 * minuteMs),
    googleTest('ocelli_data_tests', 5 * minuteMs),
    trainerTests('ocelli_train_tests', 10 * minuteMs),
    nodeTests('tests/unit', 5 * minuteMs),
  ],
  parity: [nodeTests('tests/parity', 15 * minuteMs)],
  web: [nodeTests('tests/web', 20 * minuteMs)],
};

const results = join(root, 'build/test-results');

/** A program from build/native that was linked with GoogleTest. */
function googleTest(program, timeoutMs) {
  return async () => {
    const report = freshReport(`${program}.xml`);
    const exit = await run(join(root, 'build/native', program), [`--gtest_output=xml:${report}`, '--gtest_brief=1'], {
      timeoutMs,
    });
    return summarise(program, readGoogleTestRecords(report), exit);
  };
}

/** As `googleTest`, for a program that is linked with libtorch: skipped where that is missing. */
function trainerTests(program, timeoutMs) {
  const runProgram = googleTest(program, timeoutMs);
  return () => {
    const reason = whyNoTrainer();
    if (reason === null) return runProgram();
    return { name: program, passed: 0, failed: 0, problems: [], skips: [{ name: program, reason }] };
  };
}

/** All `*.test.ts` and `*.test.mjs` in a folder, by node's own runner. */
function nodeTests(folder, timeoutMs) {
  return async () => {
    const files = testFiles(folder);
    if (files.length === 0) return summarise(folder, [], { code: 0, timedOut: false });
    const report = freshReport(`${folder.replaceAll('/', '-')}.jsonl`);
    const exit = await run(
      process.execPath,
      [
        '--import=tsx',
        '--test',
        '--test-concurrency=1',
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        '--test-reporter=./tools/record-reporter.mjs',
        `--test-reporter-destination=${report}`,
        ...files,
      ],
      { timeoutMs },
    );
    return summarise(folder, readNodeRecords(report), exit);
  };
}

function testFiles(folder) {
  const full = join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { recursive: true })
    .filter((name) => /\.test\.(ts|mjs)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function freshReport(name) {
  mkdirSync(results, { recursive: true });
  const path = join(results, name);
  rmSync(path, { force: true });
  return path;
}

function chosenSuites(args) {
  const unknown = args.filter((name) => !(name in suites));
  if (unknown.length > 0) {
    throw new CommandError(`expected any of ${Object.keys(suites).join(', ')}, got ${unknown.join(' ')}`, 2);
  }
  return Object.keys(suites).filter((name) => args.length === 0 || args.includes(name));
}

/** Programs and browser, whatever the chosen suites need. */
async function prepare(chosen) {
  const { skipped } = await setUp('test');
  await compileNative();
  await compileWasm();
  if (chosen.includes('web')) await buildSite();
  return skipped;
}

function report(outcomes) {
  for (const { name, passed, failed, skips, problems } of outcomes) {
    console.log(`${name}: ${passed} passed, ${failed} failed, ${skips.length} skipped`);
    for (const skip of skips) console.log(`  skipped: ${skip.name} (${skip.reason})`);
    for (const problem of problems) console.log(`  problem: ${problem}`);
  }
}

await main(async () => {
  const chosen = chosenSuites(process.argv.slice(2));
  const skipped = await prepare(chosen);
  const outcomes = [];
  for (const name of chosen) {
    if (name === 'web' && findBrowser() === null) {
      const reason = skipped.map((s) => s.reason).join('; ');
      outcomes.push({ name, passed: 0, failed: 0, problems: [], skips: [{ name: 'the web suite', reason }] });
      continue;
    }
    for (const runProgram of suites[name]) {
      say(`running the ${name} suite`);
      outcomes.push(await runProgram());
    }
  }
  console.log('');
  report(outcomes);
  console.log(closingLine(outcomes));
  return outcomes.every((outcome) => outcome.failed === 0) ? 0 : 1;
});
