"""The pixels that a fixture should decode to: Pillow's, by the rules of docs/model-card.md and
src/image/decode.h; where Pillow itself does otherwise, the rule written out in NumPy.
"""

import io

import numpy as np
from PIL import Image, ImageOps

import parity_png as png
from parity_files import gif_parts, indexed_past_palette, palette_of, pnm_samples, transparent_samples
from parity_jpeg_files import baseline_of_dc_only
from parity_scenes import scene

WHITE = (255, 255, 255, 255)


def muldiv255(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a · b / 255, rounded."""
    product = a.astype(np.uint32) * b + 128
    return ((product + (product >> 8)) >> 8).astype(np.uint8)


def spread(grey: np.ndarray) -> np.ndarray:
    return np.repeat(grey.astype(np.uint8)[..., None], 3, -1)


def over_white(image: Image.Image) -> np.ndarray:
    """Composed over white by Pillow."""
    image = image.convert("RGBA")
    return np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, WHITE), image).convert("RGB"))


def from_rgba(rgb: np.ndarray, opaque: np.ndarray) -> np.ndarray:
    """Pixels that are opaque or not there at all."""
    return np.where(opaque[..., None], rgb, 255).astype(np.uint8)


def rgb_of(image: Image.Image) -> np.ndarray:
    """An opened file's pixels, not oriented."""
    if image.mode == "CMYK":
        inks = np.asarray(image)
        pixels = muldiv255(255 - inks[..., :3], 255 - inks[..., 3:])
        assert np.array_equal(pixels, np.asarray(image.convert("RGB"))), "Pillow converts otherwise"
        return pixels
    if image.mode.startswith("I"):
        return spread(np.asarray(image).astype(np.int64) >> 8)
    if "A" in image.mode or "transparency" in image.info:
        return over_white(image)
    return np.asarray(image.convert("RGB"))


def written_out() -> dict[str, np.ndarray]:
    """The files that Pillow reads by another rule, or not at all."""
    found = {}
    # A grey of fewer than 8 bits is compared with tRNS after it was scaled, which Pillow is not told.
    for depth in (1, 2, 4):
        samples, chosen = transparent_samples(png.GREY, depth)
        grey = samples[..., 0].astype(int) * 255 // ((1 << depth) - 1)
        found[f"trns-grey-{depth}.png"] = from_rgba(spread(grey), samples[..., 0] != chosen[0])
    # At 16 bits both bytes decide, then the high one is kept.
    samples, chosen = transparent_samples(png.GREY, 16)
    found["trns-grey-16.png"] = from_rgba(spread(samples[..., 0] >> 8), samples[..., 0] != chosen[0])
    samples, chosen = transparent_samples(png.RGB, 16)
    found["trns-rgb-16.png"] = from_rgba(samples >> 8, (samples != chosen).any(-1))
    # 16-bit files keep the high byte.
    found["rgb-16.ppm"] = (pnm_samples("rgb-16.ppm") >> 8).astype(np.uint8)
    found["grey-up-to-1000.pgm"] = spread(np.rint(pnm_samples("grey-up-to-1000.pgm") / 1000 * 255))
    # What no frame covers is transparent, as in browsers.
    part, (x, y) = gif_parts()
    canvas = np.full((18, 25, 3), 255, np.uint8)
    canvas[y : y + part.shape[0], x : x + part.shape[1]] = palette_of(16)[part]
    found["smaller-than-the-canvas.gif"] = canvas
    return found


def stand_ins() -> dict[str, bytes]:
    """Files of the same picture that Pillow does read by our rule."""
    palette = np.concatenate([palette_of(150), np.zeros((106, 3), int)])
    return {
        # A wrong checksum matters only where the picture depends on the chunk.
        "wrong-ancillary-crc.png": png.encode(scene(33, 21, 40), png.RGB),
        # What lies beyond the palette is black; Pillow before 10 had a ramp of grey there.
        "index-past-palette.png": indexed_past_palette(palette),
        # libjpeg smooths over the blocks of a file whose scans stop at the DC.
        "progressive-dc-only.jpg": baseline_of_dc_only(),
    }


def drafted(data: bytes, shrink: int) -> tuple[Image.Image, tuple]:
    """A JPEG opened to be decoded at 1/shrink, and the box of it that the whole covers."""
    image = Image.open(io.BytesIO(data))
    width, height = image.size
    if shrink == 1:
        return image, (0, 0, width, height)
    _, box = image.draft(None, (width // shrink, height // shrink))
    if image.size != (-(-width // shrink), -(-height // shrink)):
        raise ValueError(f"draft gave {image.size} of {width} x {height} at 1/{shrink}")
    return image, box


def stored_pixels(name: str, data: bytes, shrink: int = 1) -> tuple[np.ndarray, tuple]:
    """Pixels as the file stores them, and the box that the whole photograph covers."""
    known = written_out().get(name)
    if known is not None:
        return known, (0, 0, known.shape[1], known.shape[0])
    image, box = drafted(stand_ins().get(name, data), shrink)
    with image:
        return rgb_of(image), box


def orientation_of(data: bytes) -> int:
    try:
        with Image.open(io.BytesIO(data)) as image:
            found = image.getexif().get(0x0112, 1)
    except OSError:
        return 1
    return found if 1 <= found <= 8 else 1


def oriented(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """By Pillow's exif_transpose."""
    image = Image.fromarray(pixels)
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.info["exif"] = exif.tobytes()
    return np.asarray(ImageOps.exif_transpose(image))
