"""Pictures to put into files: smooth, with edges, and small when compressed."""

import numpy as np


def scene(width: int, height: int, seed: int = 0) -> np.ndarray:
    """A coloured picture, height × width × 3."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    phase = seed * 1.7
    channels = [
        128 + 90 * np.sin(x / 7 + phase) * np.cos(y / 11),
        120 + 70 * np.cos((x + 2 * y) / 13 + phase) + 40 * (x > width / 2),
        100 + 110 * np.sin((x - y) / 9 + 2 * phase),
    ]
    picture = np.stack(channels, -1)
    picture[height // 4 : height // 2, width // 3 : width // 2 + 1] = (250, 20, 60)
    return np.clip(picture, 0, 255).astype(np.uint8)


def smooth(width: int, height: int) -> np.ndarray:
    """As `scene`, but slow: for large pictures in small files."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    channels = [
        128 + 100 * np.sin(6 * x / max(width, 64)) * np.cos(4 * y / max(height, 64)),
        128 + 100 * np.cos(5 * (x + y) / max(width, height)),
        255 * x / max(width - 1, 1),
    ]
    return np.clip(np.stack(channels, -1), 0, 255).astype(np.uint8)


def noise(width: int, height: int, channels: int, seed: int, top: int = 256) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, top, (height, width, channels))


def ycc(picture: np.ndarray) -> list[np.ndarray]:
    """Y, Cb and Cr planes of an RGB picture (JFIF)."""
    red, green, blue = (picture[..., i].astype(float) for i in range(3))
    planes = [
        0.299 * red + 0.587 * green + 0.114 * blue,
        128 - 0.168736 * red - 0.331264 * green + 0.5 * blue,
        128 + 0.5 * red - 0.418688 * green - 0.081312 * blue,
    ]
    return [np.clip(np.rint(plane), 0, 255).astype(np.uint8) for plane in planes]
