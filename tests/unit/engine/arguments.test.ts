import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  checkCount,
  checkLabels,
  checkOneOf,
  checkPositive,
  checkSameOrigin,
  checkSignal,
  invalid,
} from '../../../web/engine/arguments.ts';
import { OcelliError } from '../../../web/engine/errors.ts';

const origin = 'https://site.example';

/** What a check throws, as `code: message`. */
function refusal(check: () => unknown): string {
  try {
    check();
  } catch (error) {
    assert.ok(error instanceof OcelliError);
    return `${error.code}: ${error.message}`;
  }
  return 'accepted';
}

// A page's address, which Node has none of.
before(() => Object.assign(globalThis, { location: { href: `${origin}/album/index.html`, origin } }));
after(() => Reflect.deleteProperty(globalThis, 'location'));

test('a message names the parameter, what was expected, and what came, whatever its type', () => {
  const shown = (value: unknown) => invalid('it', 'else', value).message.replace('it should be else, but is ', '');
  assert.equal(shown('text'), '"text"');
  assert.equal(shown('x'.repeat(100)), `"${'x'.repeat(80)}…"`);
  assert.equal(shown(undefined), 'undefined');
  assert.equal(shown(null), 'null');
  assert.equal(shown(Number.NaN), 'NaN');
  assert.equal(shown([1]), 'a value of type Array');
  assert.equal(shown(new Map()), 'a value of type Map');
  assert.equal(shown(Object.create(null)), 'a value of type Object');
});

test('counts are whole numbers from 1 on', () => {
  assert.equal(checkCount('topK', 1), 1);
  for (const wrong of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3', null]) {
    assert.match(
      refusal(() => checkCount('topK', wrong)),
      /^invalid-argument: topK should be a whole number of at least 1/,
    );
  }
});

test('positive numbers are finite and above 0', () => {
  assert.equal(checkPositive('limit', 0.5), 0.5);
  for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '3', undefined]) {
    assert.match(
      refusal(() => checkPositive('limit', wrong)),
      /^invalid-argument: limit should be a number above 0/,
    );
  }
});

test('labels are a list of texts, and copied', () => {
  const labels = ['a', 'b'];
  const checked = checkLabels('allow', labels);
  assert.deepEqual(checked, labels);
  assert.notEqual(checked, labels);
  for (const wrong of ['a', [1], { 0: 'a' }, null]) {
    assert.match(
      refusal(() => checkLabels('allow', wrong)),
      /^invalid-argument: allow should be a list of labels/,
    );
  }
});

test('a signal is an AbortSignal or left out', () => {
  const { signal } = new AbortController();
  assert.equal(checkSignal(signal), signal);
  assert.equal(checkSignal(undefined), undefined);
  assert.match(
    refusal(() => checkSignal({})),
    /^invalid-argument: signal should be an AbortSignal/,
  );
});

test('a choice is one of the list', () => {
  assert.equal(checkOneOf('backend', ['wasm', 'webgpu'], 'wasm'), 'wasm');
  assert.match(
    refusal(() => checkOneOf('backend', ['wasm', 'webgpu'], 'gpu')),
    /one of wasm, webgpu, but is "gpu"/,
  );
});

test('addresses become absolute and stay on their own host', () => {
  assert.equal(checkSameOrigin('model', 'model.onnx'), `${origin}/album/model.onnx`);
  assert.equal(checkSameOrigin('model', '/model.onnx?v=2'), `${origin}/model.onnx?v=2`);
  assert.equal(checkSameOrigin('model', new URL(`${origin}/a.onnx`)), `${origin}/a.onnx`);
  const foreign = ['https://other.example/a', '//other.example/a', 'http://site.example/a', 'data:,a', 'file:///a'];
  for (const wrong of foreign) {
    assert.match(
      refusal(() => checkSameOrigin('model', wrong)),
      /^invalid-argument: model should be an address on https/,
    );
  }
  assert.match(
    refusal(() => checkSameOrigin('model', 'https://[')),
    /model should be an address, but is "https:\/\/\["/,
  );
});
