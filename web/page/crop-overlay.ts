import type { ModelInfo } from '../engine/types.ts';

/** A part of a photograph, each value a fraction of its width or height. */
export interface SeenRegion {
  left: number;
  top: number;
  width: number;
  height: number;
}

const wholePhoto: SeenRegion = { left: 0, top: 0, width: 1, height: 1 };

/** The photograph's size after the model's resize, in pixels; null where nothing is cut off. */
function resizedSize(model: ModelInfo, width: number, height: number): [number, number] | null {
  const [first, second] = model.resize.size;
  switch (model.resize.mode) {
    case 'shortest-edge': {
      if (!first) return null;
      const short = Math.min(width, height);
      const long = Math.floor((first * Math.max(width, height)) / short);
      return width <= height ? [first, long] : [long, first];
    }
    case 'exact':
      return first ? [second ?? first, first] : null;
    case 'none':
      return [width, height];
    default:
      return null;
  }
}

/**
 * The part of a photograph that the network sees: the centre crop after the resize, drawn back
 * onto the photograph. A crop larger than the photograph is padded, so the whole is seen.
 */
export function seenRegion(model: ModelInfo, photo: { width: number; height: number }): SeenRegion {
  if (!model.crop || photo.width < 1 || photo.height < 1) return wholePhoto;
  const resized = resizedSize(model, photo.width, photo.height);
  if (!resized) return wholePhoto;
  const width = Math.min(1, model.crop.width / resized[0]);
  const height = Math.min(1, model.crop.height / resized[1]);
  return { left: (1 - width) / 2, top: (1 - height) / 2, width, height };
}

/** Places the overlay's element; its looks are in photo-card.css. Hidden where all is seen. */
export function placeOverlay(overlay: HTMLElement, region: SeenRegion): void {
  overlay.hidden = region.width > 0.999 && region.height > 0.999;
  for (const side of ['left', 'top', 'width', 'height'] as const) {
    overlay.style.setProperty(side, `${(region[side] * 100).toFixed(2)}%`);
  }
}
