// `ocelli train`, `eval` and `classify` as a user calls them, on photographs that the test makes.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { colours, jsonLines, writePhotos } from './photos.mjs';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const program = join(root, 'build/native/ocelli');
const base = join(root, 'tests/golden/tiny.onnx');

const hasTraining = /^\s+train\b/m.test(spawnSync(program, ['--help'], { encoding: 'utf8' }).stdout);
const skip = hasTraining ? false : 'this build has no libtorch (Debian: libtorch-dev)';

function run(args, input) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', input });
  return { status, stdout, stderr };
}

describe('training, evaluating and classifying', { skip }, () => {
  let folder;
  let photos;
  let model;

  const trainArgs = (out, ...more) => [
    ...['train', photos, '--from', base, '-o', out, '--title', 'Colours', '--lr', '0.02', '--augment', 'none'],
    ...['--batch-size', '8', '--warmup-epochs', '0', '--threads', '1', ...more],
  ];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ocelli-train-'));
    photos = join(folder, 'photos');
    writePhotos(photos);
    writeFileSync(join(photos, 'train/azure/broken.ppm'), 'P6\n40 40\n255\nshort');
    model = join(folder, 'colours.onnx');
    const { status, stdout, stderr } = run(trainArgs(model, '--epochs', '12'));
    assert.equal(status, 0, stderr);
    assert.match(stdout, /3 labels; photographs: 49 to train, 12 to validate, 12 to test/);
    assert.match(stderr, /left out: train\/azure\/broken\.ppm/);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  test('the trained model tells the colours apart, and eval says so', () => {
    const { status, stdout, stderr } = run(['eval', model, photos, '--json']);
    assert.equal(status, 0, stderr);
    const found = JSON.parse(stdout);
    assert.equal(found.photos, 12);
    assert.equal(found.top1, 1);
    assert.deepEqual(found.confusion, [
      [4, 0, 0],
      [0, 4, 0],
      [0, 0, 4],
    ]);
    assert.deepEqual(
      found.classes.map(({ label, support, recall }) => [label, support, recall]),
      Object.keys(colours).map((label) => [label, 4, 1]),
    );
  });

  test('the loss fell, and the log says it epoch by epoch', () => {
    const lines = readFileSync(join(folder, 'colours.training/log.csv'), 'utf8').trim().split('\n');
    const losses = lines.slice(1).map((line) => Number(line.split(',')[2]));
    assert.equal(losses.length, 12);
    assert.ok(losses[11] < losses[0] * 0.9, losses.join(' '));
  });

  test('the card names labels, preprocessing, accuracy and a golden output', () => {
    const { entries: card } = JSON.parse(run(['info', model, '--json']).stdout);
    assert.equal(card['ocelli.labels'], 'azure\nlemon\nrose');
    assert.equal(card['ocelli.resize.size'], '36');
    assert.match(card['ocelli.accuracy'], /top-1 100\.0 % on 12 test photographs/);
    assert.ok(card['ocelli.golden.values'].split(' ').length >= 5);
  });

  test('classify answers in words, and with --stdin a line for each path, bad ones included', () => {
    const rose = join(photos, 'test/rose/0.ppm');
    const words = run(['classify', model, rose]);
    assert.equal(words.status, 0, words.stderr);
    assert.match(words.stdout, /rose/);
    const missing = join(folder, 'missing.jpg');
    const piped = run(['classify', model, '--stdin'], `${rose}\n${missing}\n${join(photos, 'test/azure/1.ppm')}\n`);
    assert.equal(piped.status, 0);
    const answers = jsonLines(piped.stdout);
    assert.deepEqual(
      answers.map((line) => line.predictions?.[0].label ?? line.error.code),
      ['rose', 'invalid-argument', 'azure'],
    );
    assert.equal(run(['classify', model, missing]).status, 1);
  });

  test('the same seed gives the same file, to the byte', () => {
    const files = ['a', 'b'].map((name) => join(folder, `${name}.onnx`));
    for (const file of files) assert.equal(run(trainArgs(file, '--epochs', '3', '--dropout', '0.3')).status, 0);
    assert.deepEqual(readFileSync(files[0]), readFileSync(files[1]));
  });

  test('a run that is interrupted and resumed ends as one that is not', async () => {
    const whole = join(folder, 'whole.onnx');
    const parts = join(folder, 'parts.onnx');
    const options = ['--epochs', '60', '--json'];
    assert.equal(run(trainArgs(whole, ...options)).status, 0);
    const child = spawn(program, trainArgs(parts, ...options));
    await new Promise((resolve) => {
      let epochs = 0;
      child.stdout.on('data', (data) => {
        epochs += String(data).split('\n').length - 1;
        if (epochs >= 2) child.kill('SIGINT');
      });
      child.on('close', resolve);
    });
    const done = readFileSync(join(folder, 'parts.training/log.csv'), 'utf8').trim().split('\n').length - 1;
    assert.ok(done >= 2 && done < 60, `stopped after ${done} epochs`);
    assert.equal(run(trainArgs(parts, ...options, '--resume')).status, 0);
    assert.deepEqual(readFileSync(parts), readFileSync(whole));
  });

  test('pixels kept on the device give the same file, to the bit', () => {
    const files = ['host', 'resident'].map((where) => {
      const out = join(folder, `${where}.onnx`);
      const args = trainArgs(out, '--epochs', '2', ...(where === 'resident' ? ['--resident'] : []));
      const { status, stderr } = run(args.map((word) => (word === 'none' ? 'none,shift=3,flip=0.5' : word)));
      assert.equal(status, 0, stderr);
      return readFileSync(out);
    });
    assert.deepEqual(files[0], files[1]);
  });

  test('wrong use is told with the parameter, what was expected and what came', () => {
    assert.equal(run(['train', photos]).status, 2);
    const device = run(trainArgs(join(folder, 'x.onnx'), '--device', 'gpu'));
    assert.equal(device.status, 1);
    assert.match(device.stderr, /--device: expected cpu, cuda or cuda:N, got gpu/);
    const missing = run(trainArgs(join(folder, 'x.onnx'), '--device', 'cuda'));
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /--device: cuda cannot be used: this `ocelli` was built without CUDA/);
    const resident = run(trainArgs(join(folder, 'x.onnx'), '--resident', '--mixup', '0.2'));
    assert.equal(resident.status, 1);
    assert.match(resident.stderr, /augment: on the device pictures are varied by shift and flip alone, got .*mixup/);
    const nowhere = run(['eval', model, join(folder, 'nowhere')]);
    assert.equal(nowhere.status, 1);
    assert.match(nowhere.stderr, /nowhere/);
    const other = run(['eval', base, photos]);
    assert.equal(other.status, 1);
    assert.match(other.stderr, /azure/);
  });

  test('a smaller size at first, balanced sampling and a teacher: the file is as from any other run', () => {
    const out = join(folder, 'taught.onnx');
    const more = ['--first-size', '0.5', '--sampling', 'balanced', '--teacher', model, '--epochs', '9'];
    const { status, stderr } = run(trainArgs(out, ...more));
    assert.equal(status, 0, stderr);
    assert.equal(JSON.parse(run(['eval', out, photos, '--json']).stdout).top1, 1);
    const sizes = [out, model].map((file) => JSON.parse(run(['info', file, '--json']).stdout).network.inputs);
    assert.deepEqual(sizes[0], sizes[1]);
  });

  test('a teacher without one of the labels is refused by the label’s name', () => {
    const { status, stderr } = run(trainArgs(join(folder, 'none.onnx'), '--teacher', base));
    assert.equal(status, 1);
    assert.match(stderr, /--teacher: expected a model with the label "azure"/);
  });
});
