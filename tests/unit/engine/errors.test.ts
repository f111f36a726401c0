import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeError, fromPortable, isAbort, OcelliError, toPortable } from '../../../web/engine/errors.ts';

/** Over `postMessage` and back. */
const passed = (error: unknown) => fromPortable(structuredClone(toPortable(error)));

test('an error keeps its class, code, message and cause on its way from the worker', () => {
  const error = passed(new OcelliError('download-failed', 'it broke off', { cause: new TypeError('network') }));
  assert.ok(error instanceof OcelliError);
  assert.equal(error.code, 'download-failed');
  assert.equal(error.message, 'it broke off');
  assert.equal((error.cause as Error).message, 'network');
  assert.equal(error.name, 'OcelliError');
});

test('an abort stays an AbortError', () => {
  const error = passed(new DOMException('stop', 'AbortError'));
  assert.ok(error instanceof DOMException && isAbort(error));
});

test('whatever else is thrown becomes an internal error with what text it has', () => {
  for (const [thrown, text] of [
    [new RangeError('too long'), 'too long'],
    [new Error(), 'Error'],
    [5342480, '5342480'],
    ['words', 'words'],
    [undefined, 'undefined'],
  ] as const) {
    const error = passed(thrown);
    assert.equal((error as OcelliError).code, 'internal');
    assert.equal(error.message, text);
    assert.equal(describeError(thrown), text);
  }
});
