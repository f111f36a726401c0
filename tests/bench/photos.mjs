// Photographs with detail everywhere, made of the page's samples: turned, enlarged and mixed.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How many of each size; runs take them in turn. */
export const VARIANTS = 3;

/** @param {import('playwright-core').Page} page on the bench's server, where /samples/ is served */
export async function makePhotos(page, folder) {
  const made = { small: [], large: [] };
  for (let variant = 0; variant < VARIANTS; variant++) {
    const { small, large } = await page.evaluate(draw, variant);
    for (const [size, text] of Object.entries({ small, large })) {
      const name = `${size}-${variant}.jpg`;
      const bytes = Buffer.from(text, 'base64');
      await writeFile(join(folder, name), bytes);
      made[size].push({ name, bytes: bytes.length });
    }
  }
  return made;
}

/** Runs in the page: one picture as a JPEG of 4000 × 3000 and of 500 × 375 pixels, in base64. */
async function draw(variant) {
  const names = ['running-shoes', 'denim-shorts', 'green-clogs', 'red-hat', 'winter-coat', 'pink-cap'];
  const load = async (name) => createImageBitmap(await (await fetch(`/samples/${name}.jpg`)).blob());
  const tiles = await Promise.all(names.map(load));
  const canvas = new OffscreenCanvas(4000, 3000);
  const pen = canvas.getContext('2d');
  for (let index = 0; index < 700; index++) {
    const place = index + 1000 * variant;
    pen.setTransform(1, 0, 0, 1, (place * 617) % 4000, (place * 389) % 3000);
    pen.rotate(place);
    const tile = tiles[place % tiles.length];
    pen.drawImage(tile, -tile.width, -tile.height, tile.width * 1.6, tile.height * 1.6);
  }
  const reduced = new OffscreenCanvas(500, 375);
  const smallPen = reduced.getContext('2d');
  smallPen.imageSmoothingQuality = 'high';
  smallPen.drawImage(canvas, 0, 0, 500, 375);
  const encode = async (from, quality) => {
    const blob = await from.convertToBlob({ type: 'image/jpeg', quality });
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.split(',')[1]);
      reader.readAsDataURL(blob);
    });
  };
  return { large: await encode(canvas, 0.95), small: await encode(reduced, 0.9) };
}
