// recipes/spark/classify.py beside one process, in Spark's local mode: `npm run test:spark [-- --count N]`. Needs
// Java 17 and Python with venv; PySpark comes from PyPI. Not part of `npm test`: 400 MB and some minutes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PYSPARK = '4.0.5';
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const program = join(root, 'build/native/ocelli');
const model = join(root, 'models/imagenet/model.onnx');
const environment = join(root, 'build/spark-env');
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    photos: { type: 'string', default: join(root, 'tests/golden/images') },
  },
});
const count = Number(values.count);

function run(command, args, options = {}) {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30, ...options });
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stderr}`);
  return (performance.now() - start) / 1000;
}

/** Files below a folder, sorted. */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

if (spawnSync('java', ['-version']).status !== 0) {
  console.log('skipped: Java is missing (Debian: default-jre-headless)');
  process.exit(0);
}
if (!existsSync(join(environment, 'bin/spark-submit'))) {
  run('python3', ['-m', 'venv', environment]);
  run(join(environment, 'bin/pip'), ['install', '--quiet', `pyspark==${PYSPARK}`]);
}

const work = mkdtempSync(join(tmpdir(), 'ocelli-spark-'));
try {
  // Photographs again and again, some of them broken, and now and then a path that leads nowhere.
  const photos = files(values.photos);
  const paths = Array.from({ length: count }, (_, i) =>
    i % 997 === 996 ? join(work, `missing-${i}.jpg`) : photos[i % photos.length],
  );
  const list = join(work, 'paths.txt');
  writeFileSync(list, `${paths.join('\n')}\n`);

  const expectedFile = join(work, 'expected.jsonl');
  const seconds = run(program, ['classify', model, '--stdin', '--threads', '1'], {
    stdio: [openSync(list, 'r'), openSync(expectedFile, 'w'), 'pipe'],
  });
  const expected = readFileSync(expectedFile, 'utf8').trimEnd().split('\n');
  assert.equal(expected.length, count);

  const answers = join(work, 'answers');
  mkdirSync(join(work, 'spark'));
  const sparkSeconds = run(
    join(environment, 'bin/spark-submit'),
    [
      ...['--master', 'local[2]', '--conf', 'spark.ui.enabled=false', join(root, 'recipes/spark/classify.py')],
      ...['--ocelli', program, '--model', model, '--partitions', '8', list, answers],
    ],
    // spark-submit takes the python3 that comes first, and it must be the one with PySpark.
    { cwd: join(work, 'spark'), env: { ...process.env, PATH: `${join(environment, 'bin')}:${process.env.PATH}` } },
  );
  const parts = readdirSync(answers)
    .filter((name) => name.startsWith('part-'))
    .sort();
  const found = parts.flatMap((name) => readFileSync(join(answers, name), 'utf8').split('\n').filter(Boolean));
  assert.equal(found.length, count);
  for (const [i, line] of expected.entries()) assert.equal(found[i], line, `line ${i + 1}`);
  const errors = found.filter((line) => 'error' in JSON.parse(line)).length;
  assert.ok(errors >= Math.floor(count / 997), 'photographs that fail are lines, too');
  console.log(`${count} photographs, ${errors} of them with an error: the same lines from ${parts.length} processes`);
  console.log(
    `one process, one thread ${seconds.toFixed(1)} s; Spark, two such processes at a time, ${sparkSeconds.toFixed(1)} s`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
