import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlacedFile } from '../../../web/page/incoming-files.ts';
import { sortFiles } from '../../../web/page/own-model.ts';

function files(...paths: string[]): PlacedFile[] {
  return paths.map((path) => {
    const type = /\.jpe?g$/.test(path) ? 'image/jpeg' : '';
    return { file: new File(['x'], path.split('/').at(-1) as string, { type }), path };
  });
}

const names = (list: readonly File[]) => list.map((file) => file.name);

test('files dropped by themselves are all given a try as photographs', () => {
  const sorted = sortFiles(files('a.jpg', 'b.heic', 'notes.pdf'));
  assert.deepEqual(names(sorted.photos), ['a.jpg', 'b.heic', 'notes.pdf']);
  assert.equal(sorted.model, null);
});

test('of a folder only the pictures count', () => {
  const sorted = sortFiles(files('trip/a.jpg', 'trip/b.HEIC', 'trip/notes.pdf', 'trip/day/c.png'));
  assert.deepEqual(names(sorted.photos), ['a.jpg', 'b.HEIC', 'c.png']);
});

test('a bare .onnx comes with the label list beside it, and photographs stay photographs', () => {
  const sorted = sortFiles(files('net.onnx', 'labels.txt', 'a.jpg'));
  assert.equal(sorted.model?.title, 'net.onnx');
  assert.equal(sorted.labels?.name, 'labels.txt');
  assert.deepEqual(names(sorted.photos), ['a.jpg']);
});

test('a Hugging Face folder is one model under its own name, with the whole-precision network', () => {
  const sorted = sortFiles(
    files(
      'vit/onnx/model_quantized.onnx',
      'vit/onnx/model.onnx',
      'vit/config.json',
      'vit/preprocessor_config.json',
      'vit/README.md',
    ),
  );
  assert.equal(sorted.model?.title, 'vit');
  const source = sorted.model?.source as { onnx: File; config: File; preprocessorConfig: File };
  assert.equal(source.onnx.name, 'model.onnx');
  assert.equal(source.config.name, 'config.json');
  assert.equal(source.preprocessorConfig.name, 'preprocessor_config.json');
  assert.deepEqual(sorted.photos, []);
  assert.match(sorted.notes.join(), /Of 2 \.onnx files, model\.onnx is used/);
});

test('a folder without an .onnx file is answered with what to do', () => {
  const sorted = sortFiles(files('vit/config.json', 'vit/model.safetensors'));
  assert.equal(sorted.model, null);
  assert.match(sorted.notes.join(), /no \.onnx file/);
  assert.deepEqual(sorted.photos, []);
});

test('weights outside the file and an empty folder are said', () => {
  assert.match(sortFiles(files('m/net.onnx', 'm/net.onnx_data')).notes.join(), /save the model as one file/);
  assert.match(sortFiles(files('m/notes.txt')).notes.join(), /no photo and no model/);
});
