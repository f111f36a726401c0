import { OcelliError } from '../engine/errors.ts';
import type { ImageInfo } from '../engine/types.ts';
import { decodeInBrowser, type RgbaPixels, readBitmap } from './browser-decoder.ts';
import { type CoreCard, type CoreModule, type CorePhoto, unwrap, withBytes } from './core.ts';
import { download } from './download.ts';
import { photoFormat, unreadableMessage } from './photo-format.ts';
import type { LoadRequest, PhotoPayload } from './protocol.ts';

export interface DecodedPhoto {
  /** The caller deletes it. */
  photo: CorePhoto;
  image: ImageInfo;
}

interface DecodeContext {
  core: CoreModule;
  card: CoreCard;
  limits: LoadRequest['limits'];
}

/** Most pixels of a photo that the core refused for its size, once the browser has drawn it smaller. */
const REDUCED_PIXELS = 16e6;

/** A photograph whose file, where it is one, has arrived. */
export type PhotoAtHand =
  | { kind: 'bytes'; bytes: Uint8Array }
  | Exclude<PhotoPayload, { kind: 'bytes' | 'file' | 'url' }>;

/** Reads or downloads the file; pixels pass through. */
export async function fetchPhoto(payload: PhotoPayload, signal: AbortSignal): Promise<PhotoAtHand> {
  switch (payload.kind) {
    case 'bytes':
      return { kind: 'bytes', bytes: new Uint8Array(payload.bytes) };
    case 'file':
      return { kind: 'bytes', bytes: new Uint8Array(await payload.file.arrayBuffer()) };
    case 'url':
      return { kind: 'bytes', bytes: new Uint8Array(await download(payload.url, { signal })) };
    default:
      return payload;
  }
}

/** The photograph as the core's pixels, whatever it came as. */
export async function decodePhoto(
  payload: PhotoAtHand,
  context: DecodeContext,
  signal: AbortSignal,
): Promise<DecodedPhoto> {
  const maxPixels = context.limits.megapixels * 1e6;
  switch (payload.kind) {
    case 'bytes':
      return decodeFile(payload.bytes, context, signal);
    case 'rgba': {
      const { rgba, width, height } = payload;
      const pixels = { data: new Uint8Array(rgba), width, height, fullWidth: width, fullHeight: height };
      return fromPixels(pixels, context, 'pixels');
    }
    case 'bitmap':
      return fromPixels(readBitmap(payload.bitmap, maxPixels), context, 'pixels');
    case 'frame':
      return fromPixels(readBitmap(payload.frame, maxPixels), context, 'pixels');
  }
}

/** Gives back what a payload holds outside the heap; for jobs that never reached the decoder. */
export function releasePayload(payload: PhotoPayload): void {
  if (payload.kind === 'bitmap') payload.bitmap.close();
  if (payload.kind === 'frame') payload.frame.close();
}

async function decodeFile(file: Uint8Array, context: DecodeContext, signal: AbortSignal): Promise<DecodedPhoto> {
  signal.throwIfAborted();
  const { core, card, limits } = context;
  const result = withBytes(core, file, (bytes) => core.decode(bytes, card, limits));
  if (result.error === null) {
    const { photo } = result;
    const { width, height, shrink } = photo;
    return { photo, image: { width, height, decoder: 'core', shrink } };
  }
  const { code, message } = result.error;
  // Damaged files stay errors: browsers answer them with half a picture.
  if (code !== 'unsupported-format' && code !== 'image-too-large') throw new OcelliError(code, message);
  return decodeOtherwise(file, context, new OcelliError(code, message), signal);
}

async function decodeOtherwise(
  file: Uint8Array,
  context: DecodeContext,
  refusal: OcelliError,
  signal: AbortSignal,
): Promise<DecodedPhoto> {
  const format = photoFormat(file);
  const tooLarge = refusal.code === 'image-too-large';
  const maxPixels = tooLarge
    ? Math.min(REDUCED_PIXELS, context.limits.megapixels * 1e6)
    : context.limits.megapixels * 1e6;
  let pixels: RgbaPixels;
  try {
    pixels = await decodeInBrowser(new Blob([file as BlobPart]), maxPixels);
  } catch (error) {
    if (tooLarge) throw refusal;
    throw new OcelliError('unsupported-format', unreadableMessage(format), { cause: error });
  }
  signal.throwIfAborted();
  const note = tooLarge
    ? `Read by the browser's decoder, because the core refused its size: ${refusal.message}`
    : `Read by the browser's decoder, because the core does not read ${format ?? 'this format'}.`;
  return fromPixels(pixels, context, 'browser', note);
}

function fromPixels(
  pixels: RgbaPixels,
  { core }: DecodeContext,
  decoder: ImageInfo['decoder'],
  note?: string,
): DecodedPhoto {
  const { data, width, height, fullWidth, fullHeight } = pixels;
  const result = withBytes(core, data, (bytes) => core.fromRgba(bytes, width, height));
  const { photo } = unwrap(result);
  const image: ImageInfo = { width: fullWidth, height: fullHeight, decoder, shrink: 1 };
  return { photo, image: note === undefined ? image : { ...image, note } };
}
