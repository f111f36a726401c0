import type { PreparedPhoto } from '../worker/pending-job.ts';
import { checkSameOrigin, invalid } from './arguments.ts';
import { describeError, OcelliError } from './errors.ts';
import type { Photo } from './types.ts';

/** Pixels as they are in the file: no colour management, no premultiplied alpha. */
const AS_STORED: ImageBitmapOptions = {
  imageOrientation: 'from-image',
  colorSpaceConversion: 'none',
  premultiplyAlpha: 'none',
};

const EXPECTED =
  'a Blob, File, ArrayBuffer, same-site URL, <img>, <canvas>, <video>, ImageBitmap, ImageData, VideoFrame or OffscreenCanvas';

/**
 * Makes a photo ready for the worker. The caller's photo stays usable: what is transferred is a
 * copy made off the page's thread where the browser can.
 */
export async function preparePhoto(photo: Photo): Promise<PreparedPhoto> {
  if (typeof photo === 'string' || photo instanceof URL) {
    return { photo: { kind: 'url', url: checkSameOrigin('photo', photo) }, transfer: [] };
  }
  if (photo instanceof Blob) return { photo: { kind: 'file', file: photo }, transfer: [] };
  if (photo instanceof ArrayBuffer) return { photo: { kind: 'bytes', bytes: photo }, transfer: [] };
  if (photo instanceof ImageData) return prepareImageData(photo);
  if (isA(photo, 'VideoFrame')) {
    const frame = (photo as VideoFrame).clone();
    return { photo: { kind: 'frame', frame }, transfer: [frame], discard: () => frame.close() };
  }
  if (isA(photo, 'HTMLImageElement')) await waitForImage(photo as HTMLImageElement);
  else if (isA(photo, 'HTMLVideoElement')) checkVideo(photo as HTMLVideoElement);
  else if (!['ImageBitmap', 'HTMLCanvasElement', 'OffscreenCanvas'].some((name) => isA(photo, name))) {
    throw invalid('photo', EXPECTED, photo);
  }
  return prepareBitmap(photo as ImageBitmapSource);
}

/** `instanceof` for classes that this realm may lack. */
function isA(value: unknown, className: string): boolean {
  const type = (globalThis as Record<string, unknown>)[className];
  return typeof type === 'function' && value instanceof type;
}

function prepareImageData({ data, width, height }: ImageData): PreparedPhoto {
  const rgba = data.slice().buffer as ArrayBuffer;
  if (rgba.byteLength !== width * height * 4) throw invalid('photo', 'ImageData of 8 bits a channel', 'another kind');
  return { photo: { kind: 'rgba', rgba, width, height }, transfer: [rgba] };
}

async function prepareBitmap(source: ImageBitmapSource): Promise<PreparedPhoto> {
  try {
    const bitmap = await createImageBitmap(source, AS_STORED);
    return { photo: { kind: 'bitmap', bitmap }, transfer: [bitmap], discard: () => bitmap.close() };
  } catch (error) {
    throw new OcelliError('invalid-argument', `photo holds no pixels that can be read: ${describeError(error)}`, {
      cause: error,
    });
  }
}

async function waitForImage(image: HTMLImageElement): Promise<void> {
  try {
    await image.decode();
  } catch (error) {
    throw new OcelliError(
      'unsupported-format',
      `The <img> shows no picture: ${image.currentSrc || 'it has no address'}`,
      {
        cause: error,
      },
    );
  }
}

function checkVideo(video: HTMLVideoElement): void {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
    throw invalid('photo', 'a <video> that shows a picture', 'a <video> without data');
  }
}
