"""From pixels to the network's input by Pillow's resize and PyTorch's arithmetic, as a card says.

Where PyTorch and torchvision are installed, each step is theirs and NumPy's must be equal to the bit;
elsewhere NumPy's stand alone.
"""

import numpy as np
from PIL import Image

from parity_pixels import orientation_of, oriented, stored_pixels

try:
    import torch
    from torchvision.transforms import functional as vision
except ImportError:
    torch = vision = None

SWAPPED = {5, 6, 7, 8}
MIRRORED_X, MIRRORED_Y = {2, 3, 6, 7}, {3, 4, 7, 8}


class Card:
    """A card's entries as numbers."""

    def __init__(self, entries: dict[str, str]):
        def value(key, default=""):
            return entries.get(f"ocelli.{key}", default) or default

        self.height, self.width = (int(v) for v in value("input.size").split())
        self.channels = value("input.channels", "rgb")
        self.layout = value("input.layout", "nchw")
        self.mode = value("resize.mode")
        self.size = [int(v) for v in value("resize.size").split()]
        self.filter = Image.Resampling[value("resize.filter", "bilinear").upper()]
        self.fill = tuple(int(v) for v in value("resize.fill", "0 0 0").split())
        self.shrink = int(value("resize.shrink", "0"))
        self.crop = bool(value("crop.size"))
        self.floor = value("crop.rounding", "half-even") == "floor"
        self.divisor = np.float32(value("normalize.divisor", "255"))
        self.mean = np.array(value("normalize.mean", "0 0 0").split(), np.float32)
        self.std = np.array(value("normalize.std", "1 1 1").split(), np.float32)


def resized_size(width: int, height: int, card: Card) -> tuple[int, int]:
    """Width and height that the whole photograph is resized to."""
    if card.mode == "shortest-edge":
        edge = card.size[0]
        if width <= height:
            return edge, int(edge * height / width)
        return int(edge * width / height), edge
    if card.mode == "exact":
        return card.size[1], card.size[0]
    if card.mode.startswith("letterbox"):
        ratio = min(card.height / height, card.width / width)
        # Half a pixel up, and never nothing.
        return tuple(max(1, int(np.floor(side * ratio + 0.5))) for side in (width, height))
    return width, height


def shrink_by_draft(width: int, height: int, target: tuple[int, int], factor: int) -> int:
    if not factor:
        return 1
    scale = min(width // (factor * target[0]), height // (factor * target[1]))
    return next(s for s in (8, 4, 2, 1) if scale >= s or s == 1)


def upright_box(box, orientation: int, width: int, height: int) -> list[float]:
    """The box in the upright picture of width × height."""
    left, top, right, bottom = box
    if orientation in SWAPPED:
        left, top, right, bottom = top, left, bottom, right
    if orientation in MIRRORED_X:
        left, right = width - right, width - left
    if orientation in MIRRORED_Y:
        top, bottom = height - bottom, height - top
    return [left, top, right, bottom]


def placed(part: np.ndarray, card: Card) -> np.ndarray:
    """Cropped, padded or boxed to the input's size."""
    if card.mode == "letterbox-center":
        top, left = ((wanted - size) // 2 for wanted, size in zip((card.height, card.width), part.shape))
    elif card.mode == "letterbox-top-left" or not card.crop:
        top = left = 0
    else:
        return cropped(part, card)
    canvas = np.empty((card.height, card.width, 3), np.uint8)
    canvas[:] = card.fill
    canvas[top : top + part.shape[0], left : left + part.shape[1]] = part
    return canvas


def cropped(part: np.ndarray, card: Card) -> np.ndarray:
    """torchvision's CenterCrop, or the same with margins rounded down."""
    margins = [size - wanted for size, wanted in zip(part.shape, (card.height, card.width))]
    if card.floor:
        starts = [margin // 2 for margin in margins]
    else:
        # round() is half to even; padding before the picture is rounded down.
        starts = [round(margin / 2) if margin >= 0 else -(-margin // 2) for margin in margins]
    canvas = np.zeros((card.height, card.width, 3), np.uint8)
    (top, left), (high, wide) = starts, part.shape[:2]
    source = part[max(top, 0) : top + card.height, max(left, 0) : left + card.width]
    y, x = max(-top, 0), max(-left, 0)
    canvas[y : y + source.shape[0], x : x + source.shape[1]] = source
    if vision and not card.floor:
        theirs = np.asarray(vision.center_crop(Image.fromarray(part), [card.height, card.width]))
        assert np.array_equal(theirs, canvas), "torchvision crops otherwise"
    return canvas


def normalized(pixels: np.ndarray, card: Card) -> np.ndarray:
    """(v / divisor − mean) / std, three float32 operations, in the card's layout."""
    if card.channels == "bgr":
        pixels = pixels[..., ::-1]
    elif card.channels == "grey":
        pixels = pixels[..., :1]
    values = (pixels.astype(np.float32) / card.divisor - card.mean) / card.std
    if torch:
        theirs = torch.from_numpy(np.ascontiguousarray(pixels)).to(torch.float32)
        theirs = theirs.div(float(card.divisor)).sub(torch.from_numpy(card.mean)).div(torch.from_numpy(card.std))
        assert theirs.numpy().tobytes() == values.tobytes(), "PyTorch computes otherwise"
    if card.layout == "nchw":
        values = values.transpose(2, 0, 1)
    return np.ascontiguousarray(values[None])


class Fixture:
    """A file whose decoded pixels are kept between cards."""

    def __init__(self, name: str, data: bytes):
        self.name, self.data = name, data
        self.orientation = orientation_of(data)
        self.decoded = {}
        stored, _ = self.stored(1)
        self.stored_size = stored.shape[1], stored.shape[0]

    def stored(self, shrink: int) -> tuple[np.ndarray, tuple]:
        if shrink not in self.decoded:
            self.decoded[shrink] = stored_pixels(self.name, self.data, shrink)
        return self.decoded[shrink]

    def upright(self, shrink: int) -> tuple[np.ndarray, list[float]]:
        pixels, box = self.stored(shrink)
        pixels = oriented(pixels, self.orientation)
        return pixels, upright_box(box, self.orientation, pixels.shape[1], pixels.shape[0])

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as seen."""
        width, height = self.stored_size
        return (height, width) if self.orientation in SWAPPED else (width, height)


def shrink_of(fixture: Fixture, card: Card) -> int:
    if not fixture.name.endswith(".jpg"):
        return 1
    return shrink_by_draft(*fixture.size, resized_size(*fixture.size, card), card.shrink)


def tensor(fixture: Fixture, card: Card) -> np.ndarray | None:
    """None where the card takes only another size."""
    target = resized_size(*fixture.size, card)
    if card.mode == "none" and not card.crop and target != (card.width, card.height):
        return None
    pixels, box = fixture.upright(shrink_of(fixture, card))
    image = Image.fromarray(pixels)
    if card.channels == "grey":
        image = image.convert("L").convert("RGB")
    part = np.asarray(image.resize(target, card.filter, box=tuple(box), reducing_gap=None))
    return normalized(placed(part, card), card)
