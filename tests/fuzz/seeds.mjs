// Collects what the fuzzers begin with: the committed fixtures and, where they are unpacked, the decoder
// cases; each behind the byte that chooses how it is used (see the fuzzers).
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Larger files only slow the fuzzer down. */
export const MAX_SEED_BYTES = 16384;

/** What cards say, key by key; each line is one seed's entries. */
const cards = [
  {
    task: 'multi-class',
    labels: 'ant\nbee\nwasp',
    'label-ids': 'n1\nn2\nn3',
    'input.size': '224 224',
    'resize.mode': 'shortest-edge',
    'resize.size': '256',
    'resize.filter': 'bicubic',
    'resize.shrink': '2',
    'crop.size': '224 224',
    'crop.rounding': 'floor',
    'normalize.divisor': '128',
    'normalize.mean': '0.485 0.456 0.406',
    'normalize.std': '0.229 0.224 0.225',
    'output.activation': 'softmax',
    'output.temperature': '0.78',
    'unsure.below': '0.6',
  },
  {
    task: 'multi-label',
    labels: 'red\ngreen',
    'input.size': '32 48',
    'input.channels': 'bgr',
    'input.layout': 'nhwc',
    'resize.mode': 'letterbox-center',
    'resize.fill': '114 114 114',
    'output.activation': 'sigmoid',
    thresholds: '0.5 0.25',
    'golden.seed': '4294967295',
    'golden.values': '1 -2 0.5 2',
    'golden.tolerance': '1e-3',
  },
  {
    task: 'binary',
    labels: 'cat\ndog',
    'input.size': '28 28',
    'input.channels': 'grey',
    'normalize.mean': '0.5',
    'normalize.std': '-1.5e-3',
    'resize.mode': 'exact',
    'resize.size': '28 28',
    'output.activation': 'none',
  },
  {
    task: 'detection',
    labels: 'person',
    'input.size': '640 640',
    'resize.mode': 'letterbox-top-left',
    'output.names': 'boxes\nscores',
    decoder: 'yolo',
    'decoder.iou': '0.5',
  },
  { task: 'embedding', 'input.size': '16384 1024', 'resize.mode': 'none', note: 'kept' },
];

function cardText(card) {
  const entries = Object.entries({ version: '1', title: 'A model', licence: 'CC0-1.0', ...card });
  return entries.map(([key, value]) => `ocelli.${key}\x01${value}`).join('\0');
}

/** All files below a folder, sorted; none where it is missing. */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && statSync(path).size < MAX_SEED_BYTES);
}

function photoSeeds(root) {
  const photos = [join(root, 'tests/golden/images'), join(root, 'data/decoder-cases')].flatMap(filesBelow);
  // Spread over all the ways of preparing.
  return photos.map((path, index) => Buffer.concat([Buffer.from([(index * 37) % 256]), readFileSync(path)]));
}

const modelFiles = (root) => filesBelow(join(root, 'tests/golden')).filter((path) => path.endsWith('.onnx'));

function modelSeeds(root) {
  return modelFiles(root).map((path) => readFileSync(path));
}

function cardSeeds(root) {
  const models = modelFiles(root);
  return [
    ...models.map((path) => Buffer.concat([Buffer.from([0]), readFileSync(path)])),
    ...cards.map((card) => Buffer.from(`\x01${cardText(card)}`, 'latin1')),
  ];
}

/** Writes the seeds of a fuzzer into a folder of their own, and returns how many there are. */
export function writeSeeds(root, fuzzer, folder) {
  const seedsOf = { card: cardSeeds, decode_prepare: photoSeeds, onnx: modelSeeds };
  const seeds = seedsOf[fuzzer](root);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  seeds.forEach((seed, index) => {
    writeFileSync(join(folder, String(index).padStart(4, '0')), seed);
  });
  return seeds.length;
}
