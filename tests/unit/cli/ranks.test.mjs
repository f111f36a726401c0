// `ocelli train` on several ranks: forked, over two network namespaces, and with a rank that dies.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readTensors, writePhotos } from './photos.mjs';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const program = join(root, 'build/native/ocelli');
const base = join(root, 'tests/golden/tiny.onnx');

const help = spawnSync(program, ['train', '--help'], { encoding: 'utf8' });
const skip = help.status === 0 ? false : 'this build has no libtorch (Debian: libtorch-dev)';

const ip = (...args) => spawnSync('ip', args, { encoding: 'utf8' }).status === 0;

/** Two namespaces that reach each other, as two machines would; none where that is not allowed. */
function connectNamespaces(first, second) {
  const made =
    ip('netns', 'add', first) &&
    ip('netns', 'add', second) &&
    ip('link', 'add', `${first}-v`, 'netns', first, 'type', 'veth', 'peer', 'name', `${second}-v`, 'netns', second);
  if (!made) return false;
  return [
    [first, '10.213.7.1'],
    [second, '10.213.7.2'],
  ].every(
    ([name, address]) =>
      ip('-n', name, 'link', 'set', 'lo', 'up') &&
      ip('-n', name, 'address', 'add', `${address}/24`, 'dev', `${name}-v`) &&
      ip('-n', name, 'link', 'set', `${name}-v`, 'up'),
  );
}

describe('training on several ranks', { skip }, () => {
  let folder;
  let photos;
  let expected;

  // 48 photographs: two batches of 20, and a last one of 8.
  const args = (out, ...more) => [
    ...['train', photos, '--from', base, '-o', join(folder, `${out}.onnx`), '--title', 'Colours', '--lr', '0.02'],
    ...['--augment', 'none', '--warmup-epochs', '0', '--dropout', '0', '--threads', '1', ...more],
  ];
  const state = (out) => join(folder, `${out}.training/last.safetensors`);

  function assertExpected(out) {
    const found = readTensors(state(out));
    assert.deepEqual(Object.keys(found), Object.keys(expected));
    for (const [name, values] of Object.entries(expected)) {
      if (!name.startsWith('parameter.')) continue;
      const off = Math.max(...values.map((value, i) => Math.abs(value - found[name][i])));
      assert.ok(off <= 1e-6, `${name} differs by ${off}`);
    }
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ocelli-ranks-'));
    photos = join(folder, 'photos');
    writePhotos(photos);
    const alone = spawnSync(program, args('alone', '--epochs', '4', '--batch-size', '20'), { encoding: 'utf8' });
    assert.equal(alone.status, 0, alone.stderr);
    expected = readTensors(state('alone'));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  test('two of half the batch give the weights, losses and files of one', () => {
    const two = spawnSync(program, args('two', '--epochs', '4', '--batch-size', '10', '--nproc-per-node', '2'), {
      encoding: 'utf8',
    });
    assert.equal(two.status, 0, two.stderr);
    assert.equal(two.stdout.match(/^epoch /gm).length, 4, 'rank 0 alone reports');
    assertExpected('two');
    const numbers = (name) =>
      readFileSync(join(folder, `${name}.training/log.csv`), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .flatMap((line) => line.split(',').slice(0, 5).map(Number));
    const [ours, theirs] = [numbers('two'), numbers('alone')];
    assert.equal(ours.length, theirs.length);
    for (const [i, value] of ours.entries()) {
      assert.ok(Math.abs(value - theirs[i]) < 1e-5, `${value} against ${theirs[i]}`);
    }
  });

  test('bad variables of a launcher are named', () => {
    const env = { ...process.env, RANK: '3', WORLD_SIZE: '2' };
    const { status, stderr } = spawnSync(program, args('bad'), { encoding: 'utf8', env });
    assert.equal(status, 1);
    assert.match(stderr, /RANK: expected a number from 0 to 1, got "3"/);
  });

  test('a rank that is killed ends the others with a message, and one rank goes on', async () => {
    const long = ['--epochs', '3000', '--batch-size', '10'];
    const parent = spawn(program, args('killed', ...long, '--nproc-per-node', '2'));
    let [stdout, stderr] = ['', ''];
    parent.stdout.on('data', (data) => {
      stdout += data;
    });
    parent.stderr.on('data', (data) => {
      stderr += data;
    });
    const ended = new Promise((resolve) => parent.on('exit', resolve));
    while (!/^epoch 2:/m.test(stdout) && parent.exitCode === null) await sleep(50);
    const children = spawnSync('pgrep', ['-P', String(parent.pid)], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n');
    assert.equal(children.length, 2, stderr);
    const killed = Date.now();
    process.kill(Number(children[1]), 'SIGKILL');
    assert.notEqual(await ended, 0);
    assert.ok(Date.now() - killed < 60_000, 'within a minute');
    assert.match(stderr, /rank [01] of 2 lost another rank/);
    assert.match(stderr, /--resume/);

    const before = Number(/epoch (\d+):[^\n]*\n$/.exec(stdout)[1]);
    const one = spawn(program, args('killed', ...long, '--resume'));
    let after = '';
    one.stdout.on('data', (data) => {
      after += data;
    });
    const left = new Promise((resolve) => one.on('exit', resolve));
    while (!/^epoch /m.test(after) && one.exitCode === null) await sleep(50);
    one.kill('SIGINT');
    assert.equal(await left, 0);
    assert.ok(Number(/^epoch (\d+):/m.exec(after)[1]) >= before, 'it goes on where the state was kept');
  });

  test('two machines, here two network namespaces, train together', async (context) => {
    const [first, second] = [`ocelli-a${process.pid}`, `ocelli-b${process.pid}`].map((name) => name.slice(0, 13));
    try {
      if (!connectNamespaces(first, second)) {
        context.skip('network namespaces need root and iproute2');
        return;
      }
      const ranks = [first, second].map((name, rank) => {
        const variables = ['RANK', 'WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT'];
        const values = [rank, 2, '10.213.7.1', 29511];
        const env = variables.map((variable, i) => `${variable}=${values[i]}`);
        const command = args(rank === 0 ? 'machines' : 'other', '--epochs', '4', '--batch-size', '10');
        return spawn('ip', ['netns', 'exec', name, 'env', ...env, program, ...command], { stdio: 'ignore' });
      });
      const statuses = await Promise.all(ranks.map((rank) => new Promise((resolve) => rank.on('exit', resolve))));
      assert.deepEqual(statuses, [0, 0]);
      assertExpected('machines');
    } finally {
      ip('netns', 'del', first);
      ip('netns', 'del', second);
    }
  });
});
