/** Pixels out of the browser's own decoders. Unpremultiplied RGBA, 8 bits, rows from the top. */
export interface RgbaPixels {
  data: Uint8Array;
  width: number;
  height: number;
  /** Of the photograph before it was drawn smaller; else as above. */
  fullWidth: number;
  fullHeight: number;
}

/** EXIF orientation applied; colours as they are in the file. Rejects where the browser cannot. */
export async function decodeInBrowser(file: Blob, maxPixels: number): Promise<RgbaPixels> {
  const bitmap = await createImageBitmap(file, {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  return readBitmap(bitmap, maxPixels);
}

/** Reads and closes `bitmap`; one with more than `maxPixels` is drawn smaller, in proportion. */
export function readBitmap(bitmap: ImageBitmap | VideoFrame, maxPixels: number): RgbaPixels {
  try {
    const [fullWidth, fullHeight] = sides(bitmap);
    const scale = Math.min(1, Math.sqrt(maxPixels / (fullWidth * fullHeight)));
    const width = Math.max(1, Math.floor(fullWidth * scale));
    const height = Math.max(1, Math.floor(fullHeight * scale));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
    if (context === null) throw new Error('no 2D canvas is available in the worker');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    return { data: new Uint8Array(data.buffer), width, height, fullWidth, fullHeight };
  } finally {
    bitmap.close();
  }
}

function sides(bitmap: ImageBitmap | VideoFrame): [number, number] {
  if (bitmap instanceof ImageBitmap) return [bitmap.width, bitmap.height];
  return [bitmap.displayWidth, bitmap.displayHeight];
}
