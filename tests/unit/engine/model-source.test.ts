import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { resolveModel } from '../../../web/engine/model-source.ts';
import type { ModelSource } from '../../../web/engine/types.ts';

const origin = 'https://site.example';

// A page's address, which Node has none of.
before(() => Object.assign(globalThis, { location: { href: `${origin}/`, origin } }));
after(() => Reflect.deleteProperty(globalThis, 'location'));

const config = JSON.stringify({ id2label: { 0: 'cat', 1: 'dog' } });
const preprocessorConfig = '{ "image_processor_type": "ViTImageProcessor" }';

async function refusal(model: unknown): Promise<string> {
  return resolveModel(model as ModelSource).then(
    () => 'accepted',
    (error) => `${error.code}: ${error.message}`,
  );
}

test('an address, a file and bytes become what the worker takes, without entries', async () => {
  assert.deepEqual(await resolveModel('/m.onnx'), { payload: { kind: 'url', url: `${origin}/m.onnx` }, card: {} });
  const file = new Blob(['abc']);
  assert.deepEqual(await resolveModel(file), { payload: { kind: 'file', file }, card: {} });
});

test('bytes are copied: what is done to them later does not reach the worker', async () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const { payload } = await resolveModel(bytes.buffer);
  bytes.fill(9);
  assert.ok(payload.kind === 'file');
  assert.deepEqual(new Uint8Array(await payload.file.arrayBuffer()), Uint8Array.of(1, 2, 3));
});

test('a Hugging Face folder brings its card along', async () => {
  const { payload, card } = await resolveModel({
    onnx: '/onnx/model.onnx',
    config: new Blob([config]),
    preprocessorConfig,
  });
  assert.deepEqual(payload, { kind: 'url', url: `${origin}/onnx/model.onnx` });
  assert.equal(card['ocelli.labels'], 'cat\ndog');
  assert.equal(card['ocelli.resize.size'], '224 224');
});

test('what is wrong in a folder is named', async () => {
  const onnx = '/m.onnx';
  assert.match(
    await refusal({ onnx: 5, config, preprocessorConfig }),
    /^invalid-argument: model\.onnx should be .* but is 5/,
  );
  assert.match(await refusal({ onnx, config: '{', preprocessorConfig }), /^invalid-card: model\.config should be JSON/);
  assert.match(
    await refusal({ onnx, config: 5, preprocessorConfig }),
    /^invalid-argument: model\.config should be a Blob, JSON text or/,
  );
  assert.match(
    await refusal({ onnx, config, preprocessorConfig: '{}' }),
    /^invalid-card: image_processor_type should be one of/,
  );
  assert.match(await refusal({ onnx }), /^invalid-argument: model should be .*type Object/);
});
