"""BMP, GIF and PNM fixtures. Pillow says what they show; where it reads none of a kind (a BMP's alpha
in 16 bits) or means something else (16-bit PPM), NumPy does."""

import io
import struct

import numpy as np
from PIL import Image

from image_scene import FOLDER, as_seen, over_white, scene, write_expected, write_file

WIDTH, HEIGHT = 21, 13


def padded(rows):
    """Each row filled up to whole 4 bytes."""
    return b"".join(row + b"\0" * (-len(row) % 4) for row in rows)


def bmp(bits, rows, palette=b"", compression=0, header=40, masks=(), gap=0, top_down=False, used=0):
    """`rows` from the top, as bytes without padding."""
    data = padded(rows if top_down else rows[::-1])
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, bits)
    else:
        height = -HEIGHT if top_down else HEIGHT
        info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, compression, 0, 0, 0, used, 0)
        info += b"".join(struct.pack("<I", m) for m in masks)
        info += b"\0" * (header - len(info))
    offset = 14 + len(info) + len(palette) + gap
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + info + palette + b"\0" * gap + data


def bmps():
    rgb = scene(WIDTH, HEIGHT)
    bgr = rgb[..., ::-1]
    index = (rgb[..., 0] // 3).astype(np.uint8)
    colours = np.random.default_rng(4).integers(0, 256, (256, 4), dtype=np.uint8)
    nibbles = np.pad(index % 16, ((0, 0), (0, 1)))
    r, g, b = (rgb[..., c].astype(int) for c in range(3))
    five = (r >> 3 << 10) | (g >> 3 << 5) | b >> 3
    six = (r >> 3 << 11) | (g >> 2 << 5) | b >> 3
    unused = np.dstack([bgr, colours[index, 3]])
    yield "1.bmp", bmp(1, [np.packbits(row % 2).tobytes() for row in index], colours[:2].tobytes())
    yield "4.bmp", bmp(
        4, [(row[0::2] << 4 | row[1::2]).tobytes() for row in nibbles], colours[:16].tobytes()
    )
    yield "8.bmp", bmp(8, [row.tobytes() for row in index], colours.tobytes())
    yield "8-gap.bmp", bmp(8, [row.tobytes() for row in index], colours[:90].tobytes(), gap=6, used=90)
    yield "8-os2.bmp", bmp(8, [row.tobytes() for row in index], colours[:, :3].tobytes(), header=12)
    yield "555.bmp", bmp(16, [row.astype("<u2").tobytes() for row in five])
    yield "565.bmp", bmp(
        16, [row.astype("<u2").tobytes() for row in six], compression=3, masks=(0xF800, 0x7E0, 0x1F)
    )
    yield "24.bmp", bmp(24, [row.tobytes() for row in bgr])
    yield "24-top-down.bmp", bmp(24, [row.tobytes() for row in bgr], top_down=True)
    yield "32-unused.bmp", bmp(32, [row.tobytes() for row in unused])
    yield "32-alpha.bmp", bmp(
        32,
        [row.tobytes() for row in unused],
        compression=3,
        header=108,
        masks=(0xFF0000, 0xFF00, 0xFF, 0xFF000000),
    )


def bmp_4444():
    """Four bits each of alpha, red, green, blue; Pillow does not read it."""
    parts = np.random.default_rng(6).integers(0, 16, (HEIGHT, WIDTH, 4))
    values = parts[..., 3] << 12 | parts[..., 0] << 8 | parts[..., 1] << 4 | parts[..., 2]
    rows = [row.astype("<u2").tobytes() for row in values]
    masks = (0xF00, 0xF0, 0xF, 0xF000)
    return bmp(16, rows, compression=3, header=56, masks=masks), over_white(parts * 255 // 15)


def gifs():
    # Pillow interlaces from 16 pixels a side on.
    first, second = (
        Image.fromarray(scene(WIDTH, 19, seed)).quantize(40, dither=Image.Dither.NONE)
        for seed in (3, 9)
    )

    def saved(image, **options):
        buffer = io.BytesIO()
        image.save(buffer, "GIF", **options)
        return buffer.getvalue()

    yield "plain.gif", saved(first, interlace=0)
    yield "interlaced.gif", saved(first, interlace=1)
    yield "transparent.gif", saved(first, transparency=3)
    yield "animated.gif", saved(first, save_all=True, append_images=[second], duration=100, loop=0)


def pnms():
    rgb = scene(WIDTH, HEIGHT)
    size = b"%d %d" % (WIDTH, HEIGHT)
    ramp = np.arange(WIDTH * HEIGHT)
    yield "grey.pgm", b"P5\n" + size + b"\n255\n" + rgb[..., 0].tobytes(), None
    yield "comment.ppm", b"P6 # a comment\n# another\n" + size + b"\t255\n" + rgb.tobytes(), None
    yield "15.pgm", b"P5 " + size + b" 15 " + (ramp % 16).astype(np.uint8).tobytes(), None
    yield "100.ppm", b"P6 " + size + b" 100 " + (rgb % 101).tobytes(), None
    wide = (ramp * 240 + 3).reshape(HEIGHT, WIDTH)
    high = np.repeat((wide >> 8)[..., None], 3, axis=2)
    yield "65535.pgm", b"P5 " + size + b" 65535\n" + wide.astype(">u2").tobytes(), high
    # Pillow's rule for 8 bits; it reads such files as 16 bits.
    scaled = np.rint(wide % 1024 / 1023 * 255)
    yield (
        "1023.pgm",
        b"P5 " + size + b" 1023\n" + (wide % 1024).astype(">u2").tobytes(),
        np.repeat(scaled[..., None], 3, axis=2),
    )


def write():
    for name, data in [*bmps(), *gifs()]:
        write_file(name, data)
        write_expected(name, as_seen(FOLDER / name))
    data, seen = bmp_4444()
    write_file("4444.bmp", data)
    write_expected("4444.bmp", seen)
    for name, data, seen in pnms():
        write_file(name, data)
        write_expected(name, as_seen(FOLDER / name) if seen is None else seen)
