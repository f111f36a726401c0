"""The photographs whose layer inputs guide the rounding. None of them states any accuracy."""

from pathlib import Path

import numpy as np
from PIL import Image

from pixels import Preprocessing, pixels_tensor

# Folder of photographs to how many of them, evenly spread over the sorted names.
SETS = {
    "coco128": 128,
    "cats-dogs/train": 96,
    "clothing/train": 96,
    "street-fashion/photos": 96,
}
# Views of a photo: how much longer than the input its shorter side is made, and where the crop lies.
VIEWS = ((1.15, 0.5, 0.5), (1.15, 0.0, 0.0), (1.15, 1.0, 1.0), (2.0, 0.3, 0.5), (2.0, 0.7, 0.5))


def views(folder: Path, how: Preprocessing) -> np.ndarray:
    """n × 3 × side × side: every view of COCO's varied photos, the plain one of the others; every
    other view is mirrored."""
    tensors = []
    for name, count in SETS.items():
        for path in _spread(folder / name, count):
            for place in VIEWS if name == "coco128" else VIEWS[:1]:
                pixels = _view(path, how, *place)
                mirrored = pixels[:, ::-1] if len(tensors) % 2 else pixels
                tensors.append(pixels_tensor(mirrored, how))
    return np.stack(tensors)


def _spread(folder: Path, count: int) -> list[Path]:
    paths = sorted(path for path in folder.rglob("*.jpg"))
    if len(paths) < count:
        raise ValueError(f"{folder}: expected at least {count} photographs, found {len(paths)}")
    return [paths[i * len(paths) // count] for i in range(count)]


def _view(path: Path, how: Preprocessing, zoom: float, x: float, y: float) -> np.ndarray:
    with Image.open(path) as image:
        photo = image.convert("RGB")
    scale = zoom * how.side / min(photo.size)
    size = tuple(max(how.side, round(length * scale)) for length in photo.size)
    pixels = np.asarray(photo.resize(size, how.resample))
    left, top = (round((length - how.side) * at) for length, at in zip(size, (x, y)))
    return pixels[top : top + how.side, left : left + how.side]
