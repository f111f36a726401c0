// A reporter for node's test runner: one JSON line a test, for tools/test-results.mjs to count.

/** @returns lines of { status: 'passed' | 'failed' | 'skipped', name, reason? } */
export default async function* recordReporter(source) {
  for await (const event of source) {
    const line = record(event);
    if (line !== null) yield `${JSON.stringify(line)}\n`;
  }
}

function record({ type, data }) {
  if (type !== 'test:pass' && type !== 'test:fail') return null;
  const { name, skip, todo, details, file } = data;
  if (type === 'test:fail') {
    // A describe block or a file fails once more for the tests in it, which are counted already.
    if (details?.error?.failureType === 'subtestsFailed') return null;
    if (todo) return { status: 'skipped', name, reason: reasonOf(todo, 'to do') };
    return { status: 'failed', name };
  }
  // A describe block is no test, and neither is a file, which node reports as one when it holds none.
  if (details?.type === 'suite' && !skip) return null;
  if (data.nesting === 0 && file !== undefined && file.endsWith(name) && /\.test\.\w+$/.test(name)) return null;
  if (skip) return { status: 'skipped', name, reason: reasonOf(skip, 'no reason given') };
  if (todo) return { status: 'skipped', name, reason: reasonOf(todo, 'to do') };
  return { status: 'passed', name };
}

const reasonOf = (value, fallback) => (typeof value === 'string' && value !== '' ? value : fallback);
