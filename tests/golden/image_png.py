"""PNG fixtures, written chunk by chunk, since Pillow writes few of the kinds it reads. Expected pixels
are Pillow's; of 16-bit samples the high byte is kept, which Pillow does not do."""

import struct
import zlib

import numpy as np

from image_scene import FOLDER, as_seen, over_white, scene, write_expected, write_file

WIDTH, HEIGHT = 23, 17
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def packed(samples, bits):
    """Rows of samples as PNG's filter 0 stores them: height × width × channels in, bytes out."""
    rows = []
    for row in samples.reshape(samples.shape[0], -1):
        if bits == 16:
            data = row.astype(">u2").tobytes()
        elif bits == 8:
            data = row.astype(np.uint8).tobytes()
        else:
            digits = ((row[:, None] >> np.arange(bits - 1, -1, -1)) & 1).astype(np.uint8)
            data = np.packbits(digits.ravel()).tobytes()
        rows.append(b"\0" + data)
    return b"".join(rows)


def filtered(samples):
    """8-bit rows with filters 1 to 4 in turn."""
    height, width, channels = samples.shape
    above = np.zeros((width, channels), np.uint8)
    out = b""
    for y, row in enumerate(samples.astype(np.uint8)):
        left = np.vstack([np.zeros((1, channels), np.uint8), row[:-1]])
        corner = np.vstack([np.zeros((1, channels), np.uint8), above[:-1]])
        a, b, c = (v.astype(int) for v in (left, above, corner))
        p = a + b - c
        pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
        paeth = np.where((pa <= pb) & (pa <= pc), a, np.where(pb <= pc, b, c))
        kind = y % 4 + 1
        guess = {1: a, 2: b, 3: (a + b) // 2, 4: paeth}[kind]
        out += bytes([kind]) + (row.astype(int) - guess).astype(np.uint8).tobytes()
        above = row
    return out


def png(samples, bits, kind, before_data=b"", rows=None, interlaced=False):
    samples = samples.reshape(*samples.shape[:2], -1)
    height, width = samples.shape[:2]
    if interlaced:
        parts = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7]
        rows = b"".join(packed(p, bits) for p in parts if p.size)
    elif rows is None:
        rows = packed(samples, bits)
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, int(interlaced))
    data = zlib.compress(rows, 9)
    half = len(data) // 2
    body = chunk(b"IDAT", data[:half]) + chunk(b"IDAT", data[half:])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before_data + body + chunk(b"IEND", b"")


def exif(orientation):
    return b"MM\0*\0\0\0\x08\0\1" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0\0\0\0"


def eight_bit():
    rgb = scene(WIDTH, HEIGHT)
    grey = rgb[..., 1]
    alpha = np.linspace(0, 255, WIDTH * HEIGHT).astype(np.uint8).reshape(HEIGHT, WIDTH)
    colours = np.random.default_rng(1).integers(0, 256, (256, 3), dtype=np.uint8)
    index = (rgb[..., 0] // 4 * 3 % 200).astype(np.uint8)
    short = chunk(b"PLTE", colours[:120].tobytes())
    key = tuple(int(v) for v in rgb[4, 20])
    yield "rgb.png", png(rgb, 8, RGB, rows=filtered(rgb))
    yield "rgba.png", png(np.dstack([rgb, alpha]), 8, RGBA, rows=filtered(np.dstack([rgb, alpha])))
    yield "grey.png", png(grey, 8, GREY)
    yield "grey-alpha.png", png(np.dstack([grey, alpha]), 8, GREY_ALPHA)
    yield "interlaced.png", png(rgb, 8, RGB, interlaced=True)
    yield "colour-key.png", png(rgb, 8, RGB, chunk(b"tRNS", struct.pack(">HHH", *key)))
    for bits in (1, 2, 4):
        few = chunk(b"PLTE", colours[: 2**bits].tobytes())
        yield f"palette{bits}.png", png(index % 2**bits, bits, PALETTE, few)
        yield f"grey{bits}.png", png(index % 2**bits, bits, GREY)
    yield "palette-alpha.png", png(
        index, 8, PALETTE, chunk(b"PLTE", colours.tobytes()) + chunk(b"tRNS", bytes(range(99)))
    )
    # An index beyond the palette is black.
    yield "palette-short.png", png(index, 8, PALETTE, short)
    yield "orientation6.png", png(rgb, 8, RGB, chunk(b"eXIf", exif(6)))


def sixteen_bit():
    wide = np.random.default_rng(2).integers(0, 65536, (HEIGHT, WIDTH, 4))
    high = (wide >> 8).astype(np.uint8)
    yield "grey16.png", png(wide[..., 0], 16, GREY), np.repeat(high[..., :1], 3, axis=2)
    yield "rgb16.png", png(wide[..., :3], 16, RGB), high[..., :3]
    yield "rgba16.png", png(wide, 16, RGBA), over_white(high)
    pair = np.dstack([wide[..., 0], wide[..., 3]])
    seen = over_white(np.dstack([high[..., [0, 0, 0]], high[..., 3]]))
    yield "grey-alpha16.png", png(pair, 16, GREY_ALPHA), seen


def write():
    for name, data in eight_bit():
        write_file(name, data)
        seen = as_seen(FOLDER / name)
        write_expected(name, np.rot90(seen, -1) if name == "orientation6.png" else seen)
    for name, data, seen in sixteen_bit():
        write_file(name, data)
        write_expected(name, seen)
