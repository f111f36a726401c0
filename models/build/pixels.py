"""From a photo file to the model's tensor with Pillow and numpy, as the model's card says it.

An implementation of its own beside the C++ core: evaluation and calibration stand on it. It knows
what these models' cards use: shortest edge, centre crop, RGB, NCHW.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

# EXIF orientation to (sides swapped, x mirrored, y mirrored) of the upright photo.
ORIENTATIONS = {
    1: (False, False, False), 2: (False, True, False), 3: (False, True, True),
    4: (False, False, True), 5: (True, False, False), 6: (True, True, False),
    7: (True, True, True), 8: (True, False, True),
}  # fmt: skip
EXIF_ORIENTATION = 0x0112


@dataclass
class Preprocessing:
    """The part of a card that turns a photo into a tensor."""

    resize: int
    side: int
    resample: Image.Resampling
    shrink: int
    divisor: np.float32
    mean: np.ndarray
    std: np.ndarray

    @classmethod
    def from_card(cls, card: dict[str, str]) -> "Preprocessing":
        side, width = (int(v) for v in card["ocelli.crop.size"].split())
        known = card["ocelli.resize.mode"] == "shortest-edge" and side == width
        if not known or card["ocelli.input.size"] != card["ocelli.crop.size"]:
            raise ValueError("expected resize to the shortest edge and a square centre crop")
        numbers = {
            key: np.array(card[f"ocelli.normalize.{key}"].split(), np.float32)
            for key in ("divisor", "mean", "std")
        }
        return cls(
            resize=int(card["ocelli.resize.size"]),
            side=side,
            resample=Image.Resampling[card["ocelli.resize.filter"].upper()],
            shrink=int(card.get("ocelli.resize.shrink", "0")),
            divisor=numbers["divisor"][0],
            mean=numbers["mean"],
            std=numbers["std"],
        )


def photo_tensor(path: Path, how: Preprocessing) -> np.ndarray:
    """The float32 tensor, 3 × side × side."""
    return pixels_tensor(crop(_load_resized(path, how), how.side), how)


def pixels_tensor(pixels: np.ndarray, how: Preprocessing) -> np.ndarray:
    """Normalised and moved to channels first; three float32 operations."""
    values = (pixels.astype(np.float32) / how.divisor - how.mean) / how.std
    return np.ascontiguousarray(values.transpose(2, 0, 1))


def crop(image: Image.Image, side: int) -> np.ndarray:
    """torchvision's CenterCrop for images that are at least `side` wide and high."""
    top, left = (round((length - side) / 2) for length in (image.height, image.width))
    return np.asarray(image)[top : top + side, left : left + side]


def _load_resized(path: Path, how: Preprocessing) -> Image.Image:
    with Image.open(path) as image:
        orientation = image.getexif().get(EXIF_ORIENTATION, 1)
        swapped, mirrored_x, mirrored_y = ORIENTATIONS.get(orientation, ORIENTATIONS[1])
        width, height = image.size
        target = _shortest_edge(width, height, how.resize)
        drafted = how.shrink and image.draft(None, (how.shrink * target[0], how.shrink * target[1]))
        box = list(drafted[1]) if drafted else [0, 0, width, height]
        pixels = image.convert("RGB")
    upright = ImageOps.exif_transpose(pixels)
    if swapped:
        box, target = [box[1], box[0], box[3], box[2]], target[::-1]
    if mirrored_x:
        box[0], box[2] = upright.width - box[2], upright.width - box[0]
    if mirrored_y:
        box[1], box[3] = upright.height - box[3], upright.height - box[1]
    return upright.resize(target, how.resample, box=tuple(box), reducing_gap=None)


def _shortest_edge(width: int, height: int, size: int) -> tuple[int, int]:
    if width <= height:
        return size, int(size * height / width)
    return int(size * width / height), size
