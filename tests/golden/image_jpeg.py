"""JPEG fixtures. Pillow (libjpeg-turbo) writes them and says what they show, whole and reduced."""

import io
import struct

import numpy as np
from PIL import Image

from image_scene import FOLDER, scene, write_expected, write_file

WIDTH, HEIGHT = 45, 31


def encoded(pixels, mode="RGB", **options):
    buffer = io.BytesIO()
    Image.fromarray(pixels, mode).save(buffer, "JPEG", **{"quality": 88, **options})
    return buffer.getvalue()


def segments(data):
    """(marker, payload) up to the first scan's header, then the rest up to EOI."""
    found, at = [], 2
    while True:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        found.append((marker, data[at + 4 : at + 2 + length]))
        at += 2 + length
        if marker == 0xDA:
            return found, data[at:-2]


def segment(marker, payload):
    return bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload


def one_scan_a_component(rgb, factors, ids=(1, 2, 3), **options):
    """A baseline file of any sampling factors, joined from three grey files with equal tables."""
    ycc = np.asarray(Image.fromarray(rgb).convert("YCbCr"))
    h_max, v_max = max(h for h, _ in factors), max(v for _, v in factors)
    height, width, _ = rgb.shape
    parts = []
    for plane, (h, v) in zip(np.moveaxis(ycc, 2, 0), factors):
        size = (-(-width * h // h_max), -(-height * v // v_max))
        small = Image.fromarray(plane).resize(size, Image.Resampling.BOX)
        parts.append(segments(encoded(np.asarray(small), "L", **options)))
    tables = [s for s in parts[0][0] if s[0] in (0xDB, 0xC4, 0xDD)]
    frame = struct.pack(">BHHB", 8, height, width, 3)
    for id_, (h, v) in zip(ids, factors):
        frame += bytes([id_, h << 4 | v, 0])
    out = b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    out += b"".join(segment(*s) for s in tables) + segment(0xC0, frame)
    for id_, (_, scan) in zip(ids, parts):
        out += segment(0xDA, bytes([1, id_, 0, 0, 63, 0])) + scan
    return out + b"\xff\xd9"


def with_adobe(data, transform):
    """The file with its Adobe marker's transform changed, or without the marker (None)."""
    at = data.index(b"\xff\xeeAdobe"[:2])
    length = struct.unpack(">H", data[at + 2 : at + 4])[0] + 2
    if transform is None:
        return data[:at] + data[at + length :]
    return data[: at + length - 1] + bytes([transform]) + data[at + length :]


def multiply(a, b):
    """a · b / 255, rounded, as stb_image turns CMYK into RGB."""
    product = a.astype(np.uint32) * b + 128
    return ((product + (product >> 8)) >> 8).astype(np.uint8)


def pixels_of(path, shrink):
    with Image.open(path) as image:
        width, height = image.size
        if shrink > 1:
            image.draft(image.mode, (max(width // shrink, 1), max(height // shrink, 1)))
        pixels = np.asarray(image)
        if pixels.shape[:2] != (-(-height // shrink), -(-width // shrink)):
            raise ValueError(f"{path.name}: draft gave {pixels.shape} for 1/{shrink}")
        if image.mode == "CMYK":  # 0 is no ink
            return multiply(255 - pixels[..., :3], 255 - pixels[..., 3:])
        return np.asarray(image.convert("RGB"))


def fixtures():
    rgb = scene(WIDTH, HEIGHT)
    grey = np.asarray(Image.fromarray(rgb).convert("L"))
    cmyk = np.concatenate([255 - rgb, grey[..., None] // 2], axis=-1)
    inks = encoded(cmyk, "CMYK")
    yield "444.jpg", encoded(rgb, subsampling="4:4:4")
    yield "422.jpg", encoded(rgb, subsampling="4:2:2")
    yield "420.jpg", encoded(rgb, subsampling="4:2:0")
    yield "440.jpg", one_scan_a_component(rgb, [(1, 2), (1, 1), (1, 1)])
    yield "411-restart.jpg", one_scan_a_component(
        rgb, [(4, 1), (1, 1), (1, 1)], restart_marker_blocks=3
    )
    yield "third.jpg", one_scan_a_component(rgb, [(3, 3), (1, 1), (3, 1)])
    yield "luma-subsampled.jpg", one_scan_a_component(rgb, [(1, 1), (2, 2), (2, 1)])
    yield "grey.jpg", encoded(grey, "L")
    yield "noise.jpg", encoded(
        np.random.default_rng(5).integers(0, 256, (33, 40), dtype=np.uint8), "L", quality=100
    )
    yield "progressive.jpg", encoded(rgb, progressive=True, subsampling="4:2:0")
    yield "progressive-restart.jpg", encoded(
        rgb, progressive=True, subsampling="4:4:4", restart_marker_blocks=4
    )
    yield "restart.jpg", encoded(rgb, subsampling="4:2:0", restart_marker_rows=1)
    yield "optimized.jpg", encoded(rgb, subsampling="4:2:2", optimize=True, quality=60)
    yield "rgb.jpg", encoded(rgb, keep_rgb=True)
    yield "cmyk.jpg", inks
    yield "cmyk-progressive.jpg", encoded(cmyk, "CMYK", progressive=True)
    yield "cmyk-plain.jpg", with_adobe(inks, None)
    yield "ycck.jpg", with_adobe(inks, 2)
    # Chroma two samples wide is repeated, not interpolated.
    yield "narrow.jpg", encoded(scene(4, 9), subsampling="4:2:0")
    yield "pixel.jpg", encoded(scene(1, 1), subsampling="4:2:0")


def write():
    names = []
    for name, data in fixtures():
        write_file(name, data)
        for shrink in (1, 2, 4, 8):
            suffix = "" if shrink == 1 else f".{shrink}"
            if name == "pixel.jpg" and shrink > 1:
                continue  # draft does not go below one pixel
            if name == "narrow.jpg" and shrink > 4:
                continue
            write_expected(name + suffix, pixels_of(FOLDER / name, shrink))
        names.append(name)
    return names
