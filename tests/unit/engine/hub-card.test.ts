/** The cases of `tests/golden/hub`; `tests/golden/hub.py` checks the same ones against transformers. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OcelliError } from '../../../web/engine/errors.ts';
import { cardFromHub } from '../../../web/engine/hub-card.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../golden/hub');
const read = (name: string, file: string) => JSON.parse(readFileSync(join(folder, name, file), 'utf8'));
const names = readdirSync(folder).sort();

test('there are cases of both kinds', () => {
  const kinds = names.map((name) => Object.keys(read(name, 'expected.json')).join());
  assert.ok(kinds.filter((kind) => kind === 'card').length >= 20);
  assert.ok(kinds.filter((kind) => kind === 'error').length >= 10);
});

for (const name of names) {
  const { card, error } = read(name, 'expected.json') as { card?: Record<string, string>; error?: string };
  const map = () => cardFromHub(read(name, 'config.json'), read(name, 'preprocessor_config.json'));
  test(`the Hugging Face folder "${name}" ${error === undefined ? 'becomes its card' : 'is refused by name'}`, () => {
    if (card !== undefined) return assert.deepEqual(map(), card);
    assert.throws(map, (thrown) => {
      assert.ok(thrown instanceof OcelliError);
      assert.equal(thrown.code, 'invalid-card');
      assert.ok(thrown.message.includes(error as string), thrown.message);
      return true;
    });
  });
}

test('what is no JSON object is refused', () => {
  for (const wrong of [null, 'text', [1]]) {
    assert.throws(() => cardFromHub(wrong, {}), /config\.json should be a JSON object/);
    assert.throws(
      () => cardFromHub({ id2label: { 0: 'a' } }, wrong),
      /preprocessor_config\.json should be a JSON object/,
    );
  }
});
