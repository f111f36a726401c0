import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyOf, golden, ocelli, scratch } from './command.mjs';

/** A protobuf field of bytes. */
const field = (number, content) => Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);

/** An .onnx without nodes whose one output leaves its width open, so that any number of labels fits. */
function openModel() {
  const dimension = (name) => field(1, field(2, Buffer.from(name)));
  const shape = Buffer.concat([dimension('batch'), dimension('classes')]);
  const type = field(1, Buffer.concat([Buffer.from([8, 1]), field(2, shape)]));
  const output = Buffer.concat([field(1, Buffer.from('scores')), field(2, type)]);
  const graph = Buffer.concat([field(2, Buffer.from('open')), field(12, output)]);
  return Buffer.concat([Buffer.from([8, 8]), field(8, Buffer.from([16, 17])), field(7, graph)]);
}

for (const name of readdirSync(golden('hub'))) {
  test(`a Hugging Face folder maps as on the page: ${name}`, (t) => {
    const folder = golden(join('hub', name));
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
    const model = join(scratch(t), 'model.onnx');
    writeFileSync(model, openModel());
    const { code, json } = ocelli('card', model, '--from-hub', folder, '--json');
    if (expected.error === undefined) {
      assert.equal(code, 0, JSON.stringify(json));
      assert.deepEqual(json.entries, expected.card);
    } else {
      assert.equal(code, 1);
      assert.equal(json.error.code, 'invalid-card');
      assert.ok(json.error.message.includes(expected.error), json.error.message);
    }
  });
}

test('what is known already of title, licence and source outlives a Hugging Face folder', (t) => {
  const model = join(scratch(t), 'model.onnx');
  writeFileSync(model, openModel());
  const settings = ['--set', 'licence=Apache-2.0', '--set', 'data=1,000 drawings'];
  assert.equal(ocelli('card', model, '--from-hub', golden('hub/vit'), ...settings).code, 0);
  const { entries } = ocelli('card', model, '--from-hub', golden('hub/deit'), '--json').json;
  assert.equal(entries['ocelli.licence'], 'Apache-2.0');
  assert.equal(entries['ocelli.data'], '1,000 drawings');
  assert.equal(entries['ocelli.normalize.std'], '0.229 0.224 0.225');
});

test('a folder whose labels do not fit the network changes nothing', (t) => {
  const model = copyOf('tiny-binary.onnx', scratch(t));
  const before = readFileSync(model);
  const { code, json } = ocelli('card', model, '--from-hub', golden('hub/vit'), '--json');
  assert.equal(code, 1);
  assert.match(json.error.message, /labels expect an output of width/);
  assert.ok(readFileSync(model).equals(before));
});

test('a folder without its JSON files is named', (t) => {
  const folder = scratch(t);
  const missing = ocelli('card', golden('tiny.onnx'), '--from-hub', folder, '--json').json;
  assert.equal(missing.error.code, 'invalid-argument');
  assert.match(missing.error.message, /config\.json: No such file/);
  writeFileSync(join(folder, 'config.json'), '{');
  const broken = ocelli('card', golden('tiny.onnx'), '--from-hub', folder, '--json').json;
  assert.match(broken.error.message, /config\.json: expected JSON/);
});
