"""The picture that the image fixtures show, and how expected pixels are written."""

from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).with_name("images")


def scene(width, height, seed=3):
    """Gradients, an edge and noise, in RGB: every part of a codec has something to do."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    red = 255 * x / max(width - 1, 1)
    green = 255 * y / max(height - 1, 1)
    blue = 127.5 + 127.5 * np.sin(x / 3.0 + y / 5.0)
    rgb = np.stack([red, green, blue], axis=-1)
    disc = (x - 0.7 * width) ** 2 + (y - 0.4 * height) ** 2 < (0.25 * height) ** 2
    rgb[disc] = (250, 20, 40)
    noise = np.random.default_rng(seed).normal(0, 40, rgb.shape)
    rgb += noise * (x < 0.4 * width)[..., None] * (y > 0.5 * height)[..., None]
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8)


def write_file(name, data):
    (FOLDER / name).write_bytes(data)


def write_expected(name, pixels):
    """8-bit RGB as binary PPM beside the fixture; `name` is the fixture's, with `.2` and so on for a
    reduced decode."""
    pixels = np.asarray(pixels, dtype=np.uint8)
    height, width, _ = pixels.shape
    write_file(f"{name}.ppm", b"P6\n%d %d\n255\n" % (width, height) + pixels.tobytes())


def over_white(rgba):
    """Pillow's alpha_composite on white."""
    image = Image.fromarray(np.asarray(rgba, dtype=np.uint8), "RGBA")
    white = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(white, image).convert("RGB"))


def as_seen(path):
    """What Pillow shows of a file: transparency over white, everything else as RGB."""
    with Image.open(path) as image:
        image.load()
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            return over_white(np.asarray(image.convert("RGBA")))
        return np.asarray(image.convert("RGB"))
