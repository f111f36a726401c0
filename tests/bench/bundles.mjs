// Builds what the bench's pages load, and lays the model out as transformers.js wants it.
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../tools/command.mjs';

const pages = join(root, 'tests/bench/pages');

/** Contestants that run in the bench's own worker, or on the page. */
const others = ['transformers', 'by-hand'];

const shared = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  logLevel: 'error',
  external: ['/lib/ocelli.js', 'node:*'],
};

/** Files of each first part of an address, for `startBenchServer`. */
export async function buildPages(folder, card) {
  const out = join(folder, 'bench');
  await rm(folder, { recursive: true, force: true });
  const alias = {
    'onnxruntime-by-hand': join(root, 'node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs'),
    'onnxruntime-web/webgpu': join(transformersRuntime(), 'ort.webgpu.min.mjs'),
  };
  for (const name of ['page', 'ocelli', ...others]) {
    await build({ ...shared, alias, entryPoints: [join(pages, `${name}.mjs`)], outfile: join(out, `${name}.js`) });
  }
  for (const name of others) {
    await build({
      ...shared,
      alias: { ...alias, contestant: join(pages, `${name}.mjs`) },
      entryPoints: [join(pages, 'worker.mjs')],
      outfile: join(out, `${name}-worker.js`),
    });
  }
  await layOutHub(join(folder, 'hub/imagenet'), card);
  return {
    bench: out,
    hub: join(folder, 'hub'),
    lib: join(root, 'dist/lib'),
    models: join(root, 'models'),
    'ort-by-hand': join(root, 'node_modules/onnxruntime-web/dist'),
    'ort-transformers': transformersRuntime(),
  };
}

function transformersRuntime() {
  return join(root, 'tests/bench/node_modules/onnxruntime-web/dist');
}

/** The same `.onnx`, with the model card's content in the two JSON files. */
async function layOutHub(folder, card) {
  const labels = card['ocelli.labels'].split('\n');
  // The card normalises v / divisor, transformers.js v / 255.
  const [mean, std] = ['mean', 'std'].map((key) =>
    card[`ocelli.normalize.${key}`].split(' ').map((value) => (value * card['ocelli.normalize.divisor']) / 255),
  );
  await mkdir(join(folder, 'onnx'), { recursive: true });
  await symlink(join(root, 'models/imagenet/model.onnx'), join(folder, 'onnx/model.onnx'));
  const files = {
    'labels.json': labels,
    'config.json': { model_type: 'efficientnet', id2label: Object.fromEntries(labels.entries()) },
    'preprocessor_config.json': {
      image_processor_type: 'ViTImageProcessor',
      do_resize: true,
      size: { shortest_edge: Number(card['ocelli.resize.size']) },
      resample: 3,
      do_center_crop: true,
      crop_size: { height: 224, width: 224 },
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: true,
      image_mean: mean,
      image_std: std,
    },
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(content));
}
