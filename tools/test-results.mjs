// Counts what the test programs reported, and never takes a crash or an empty run for a success.
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {{ status: 'passed' | 'failed' | 'skipped', name: string, reason?: string }} TestRecord
 * @typedef {{ name: string, passed: number, failed: number, problems: string[],
 *   skips: { name: string, reason: string }[] }} Outcome
 */

/** The tests in what tools/record-reporter.mjs wrote; an unfinished last line is left out. */
export function readNodeRecords(path) {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/**
 * The tests in the XML that GoogleTest writes at its end (`--gtest_output=xml:`); its JSON leaves out
 * why a test was skipped.
 */
export function readGoogleTestRecords(path) {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8').replaceAll(/<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  return [...text.matchAll(/<testcase\s([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(([, opening, inside]) =>
    googleRecord(attributes(opening), inside ?? ''),
  );
}

function googleRecord(test, inside) {
  const name = `${test.classname}.${test.name}`;
  if (/<failure\b/.test(inside)) return { status: 'failed', name };
  if (test.status === 'notrun') return { status: 'skipped', name, reason: 'disabled' };
  if (test.result !== 'skipped') return { status: 'passed', name };
  const { message = '' } = attributes(/<skipped\s([^>]*)/.exec(inside)?.[1] ?? '');
  // The first line is the place in the source.
  return { status: 'skipped', name, reason: message.split('\n').slice(1).join(' ').trim() || 'no reason given' };
}

/** Attributes of an XML tag; GoogleTest escapes `<`, `>`, `&` and quotes in their values. */
function attributes(text) {
  const named = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  const decode = (value) =>
    value.replaceAll(/&(?:#x([0-9A-Fa-f]+)|(\w+));/g, (whole, hex, name) =>
      hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : (named[name] ?? whole),
    );
  return Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, decode(value)]));
}

/**
 * Sums up one test program. Each problem (a crash, a time-out, no test at all) counts as a failure.
 * @param {string} name
 * @param {TestRecord[]} records
 * @param {{ code: number, timedOut: boolean }} exit how the program ended
 * @returns {Outcome}
 */
export function summarise(name, records, exit) {
  const count = (status) => records.filter((record) => record.status === status).length;
  const skips = records.filter((record) => record.status === 'skipped');
  const problems = [];
  if (exit.timedOut) problems.push(`${name} was ended: it took too long`);
  else if (exit.code !== 0 && count('failed') === 0)
    problems.push(`${name} ended with code ${exit.code} though no test failed`);
  if (records.length === 0) problems.push(`${name} ran no test`);
  if (exit.code === 0 && count('failed') > 0) problems.push(`${name} ended with code 0 though tests failed`);
  return {
    name,
    passed: count('passed'),
    failed: count('failed') + problems.length,
    problems,
    skips: skips.map(({ name: test, reason }) => ({ name: test, reason: reason ?? 'no reason given' })),
  };
}

/** The closing line over all programs: `N passed, N failed`, and the skipped ones if there are any. */
export function closingLine(outcomes) {
  const sum = (of) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const skipped = sum((outcome) => outcome.skips.length);
  const line = `${sum((o) => o.passed)} passed, ${sum((o) => o.failed)} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
