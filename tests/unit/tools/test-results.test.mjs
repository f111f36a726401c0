import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { closingLine, readGoogleTestRecords, readNodeRecords, summarise } from '../../../tools/test-results.mjs';

const reporter = fileURLToPath(new URL('../../../tools/record-reporter.mjs', import.meta.url));
let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocelli-results-'));
});
after(() => rmSync(folder, { recursive: true }));

/** Runs one test file by node's runner and sums it up, as tools/test.mjs does. */
function outcomeOf(source) {
  const file = join(folder, 'sample.test.mjs');
  const records = join(folder, 'records.jsonl');
  writeFileSync(file, `import { test, describe, before } from 'node:test';\n${source}`);
  rmSync(records, { force: true });
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const done = spawnSync(
    process.execPath,
    ['--test', `--test-reporter=${reporter}`, `--test-reporter-destination=${records}`, file],
    { env, timeout: 60_000 },
  );
  return summarise('sample', readNodeRecords(records), { code: done.status ?? 1, timedOut: false });
}

const counts = ({ passed, failed, skips }) => [passed, failed, skips.length];

test('passing tests are counted and describe blocks are not', () => {
  const outcome = outcomeOf(
    "test('a', () => {});\ndescribe('d', () => { test('b', () => {}); test('c', () => {}); });",
  );
  assert.deepEqual(counts(outcome), [3, 0, 0]);
});

test('a failing test inside a describe block is counted once', () => {
  const outcome = outcomeOf(
    "describe('d', () => { test('b', () => { throw new Error('x'); }); test('c', () => {}); });",
  );
  assert.deepEqual(counts(outcome), [1, 1, 0]);
  assert.deepEqual(outcome.problems, []);
});

test('a failing hook is a failure', () => {
  const outcome = outcomeOf("describe('d', () => { before(() => { throw new Error('x'); }); test('c', () => {}); });");
  assert.equal(outcome.passed, 0);
  assert.ok(outcome.failed >= 1);
});

test('a skipped test carries its reason', () => {
  const outcome = outcomeOf(
    "test('a', () => {});\ntest('b', { skip: 'no such device' }, () => {});\ntest('c', (t) => t.skip('later'));",
  );
  assert.deepEqual(counts(outcome), [1, 0, 2]);
  assert.deepEqual(outcome.skips, [
    { name: 'b', reason: 'no such device' },
    { name: 'c', reason: 'later' },
  ]);
});

test('a file without tests is a failure', () => {
  const outcome = outcomeOf('');
  assert.deepEqual(counts(outcome), [0, 1, 0]);
  assert.deepEqual(outcome.problems, ['sample ran no test']);
});

test('a file that throws while loading is a failure', () => {
  assert.deepEqual(counts(outcomeOf("throw new Error('x');")), [0, 1, 0]);
});

test('a process that exits in the middle of a test is a failure', () => {
  const outcome = outcomeOf("test('a', () => {});\ntest('b', async () => { process.exit(3); });");
  assert.ok(outcome.failed >= 1);
});

test('a program that leaves no report is a failure', () => {
  const outcome = summarise('crashed', readGoogleTestRecords(join(folder, 'missing.xml')), {
    code: 139,
    timedOut: false,
  });
  assert.equal(outcome.passed, 0);
  assert.equal(outcome.failed, 2);
});

test('a program that was ended by its time-out is a failure even if its tests passed', () => {
  const outcome = summarise('slow', [{ status: 'passed', name: 'a' }], { code: 137, timedOut: true });
  assert.deepEqual(counts(outcome), [1, 1, 0]);
});

test("GoogleTest's failures, skips and disabled tests are told apart", () => {
  const report = join(folder, 'google.xml');
  writeFileSync(
    report,
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" disabled="1" errors="0" time="0.001" name="AllTests">
  <testsuite name="Suite" tests="4" failures="1" disabled="1" skipped="1" errors="0">
    <testcase name="Passes" status="run" result="completed" time="0" classname="Suite" />
    <testcase name="Fails" status="run" result="completed" time="0" classname="Suite">
      <failure message="a.cpp:3&#x0A;1 &lt; 0" type=""><![CDATA[a.cpp:3 </testcase> 1 < 0]]></failure>
    </testcase>
    <testcase name="Skips" status="run" result="skipped" time="0" classname="Suite">
      <skipped message="a.cpp:61&#x0A;no &quot;data&quot;&#x0A;"><![CDATA[a.cpp:61 no "data"]]></skipped>
    </testcase>
    <testcase name="DISABLED_Later" status="notrun" result="suppressed" time="0" classname="Suite" />
  </testsuite>
</testsuites>
`,
  );
  const outcome = summarise('google', readGoogleTestRecords(report), { code: 1, timedOut: false });
  assert.deepEqual(counts(outcome), [1, 1, 2]);
  assert.deepEqual(outcome.skips, [
    { name: 'Suite.Skips', reason: 'no "data"' },
    { name: 'Suite.DISABLED_Later', reason: 'disabled' },
  ]);
});

test('the closing line sums up and names skipped tests only where there are any', () => {
  const outcome = (passed, failed, skips) => ({ name: 'x', passed, failed, problems: [], skips });
  assert.equal(closingLine([outcome(2, 0, []), outcome(3, 1, [])]), '5 passed, 1 failed');
  assert.equal(closingLine([outcome(2, 0, [{ name: 'a', reason: 'b' }])]), '2 passed, 0 failed, 1 skipped');
});
