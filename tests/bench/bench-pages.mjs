// Everything that the bench's pages need: files, photographs, a server and a browser.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, output, root } from '../../tools/command.mjs';
import { launchBrowser } from '../web/harness.ts';
import { buildPages } from './bundles.mjs';
import { openBench } from './measure.mjs';
import { makePhotos } from './photos.mjs';
import { startBenchServer } from './server.mjs';

/** Runs `use` with all of it, and closes browser and server after it. */
export async function withBenchPages(use) {
  const folder = join(root, 'build/bench-pages');
  const folders = await buildPages(folder, modelCard());
  const photoFolder = join(folder, 'photos');
  await mkdir(photoFolder);
  const samples = join(root, 'web/page/samples');
  const server = await startBenchServer({ ...folders, photos: photoFolder, samples });
  const browser = await launchBrowser();
  try {
    const page = await openBench(browser, server.url);
    const photos = await makePhotos(page, photoFolder);
    await page.context().close();
    const path = (size) => join(photoFolder, photos[size][0].name);
    await use({ server, browser, photos, paths: { small: path('small'), large: path('large') } });
  } finally {
    await browser.close();
    await server.close();
  }
}

function modelCard() {
  const model = join(root, 'models/imagenet/model.onnx');
  const info = output(join(root, 'build/native/ocelli'), ['info', model, '--json'], { maxBuffer: 2 ** 24 });
  if (info === null) throw new CommandError(`build/native/ocelli does not read ${model}`);
  return JSON.parse(info).entries;
}
