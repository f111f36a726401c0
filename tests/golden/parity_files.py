"""The fixtures that are not JPEG, and the list of all: name to bytes."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

import parity_jpeg_files
import parity_png as png
from parity_other import BITFIELDS, RLE4, RLE8, bmp, exif, gif, gif_frame, pnm
from parity_png import GREY, GREY_ALPHA, PALETTE, RGB, RGB_ALPHA
from parity_scenes import noise, scene, smooth

DEPTHS = {GREY: (1, 2, 4, 8, 16), RGB: (8, 16), PALETTE: (1, 2, 4, 8), GREY_ALPHA: (8, 16), RGB_ALPHA: (8, 16)}
NAMES = {GREY: "grey", RGB: "rgb", PALETTE: "palette", GREY_ALPHA: "grey-alpha", RGB_ALPHA: "rgb-alpha"}


def palette_of(count: int) -> np.ndarray:
    i = np.arange(count)
    return np.stack([i * 37 % 256, 255 - i * 53 % 256, i * 91 % 256], -1)


def png_samples(colour: int, depth: int, width=19, height=13, seed=0) -> np.ndarray:
    """A picture in the depth's range, alpha included, with low bytes that matter at 16 bits."""
    channels = png.CHANNELS[colour]
    picture = np.concatenate([scene(width, height, seed), scene(width, height, seed + 1)], -1)[..., :channels]
    if depth == 16:
        return picture.astype(int) * 256 + noise(width, height, channels, depth + seed)
    return picture >> (8 - depth)


def png_kinds() -> dict[str, bytes]:
    files = {}
    for colour, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in (False, True):
                table = png.plte(palette_of(1 << depth)) if colour == PALETTE else b""
                samples = png_samples(colour, depth, seed=colour + depth)
                name = f"{NAMES[colour]}-{depth}{'-interlaced' if interlaced else ''}"
                files[name] = png.encode(samples, colour, depth, interlaced, before_data=table)
    return files


def transparent_samples(colour: int, depth: int) -> tuple[np.ndarray, list[int]]:
    """A picture, and what of it is transparent; some samples differ from that in their last bit."""
    samples = png_samples(colour, depth, seed=depth)
    chosen = samples[6, 9].copy()
    if depth >= 8:
        samples[3:6, 2:9] = chosen
        samples[4, 2:9, -1] ^= 1
    return samples, [int(value) for value in chosen]


def png_transparent() -> dict[str, bytes]:
    """tRNS of every colour type that has it."""
    files = {}
    for colour, depths in ((GREY, (1, 2, 4, 8, 16)), (RGB, (8, 16))):
        for depth in depths:
            samples, chosen = transparent_samples(colour, depth)
            data = png.encode(samples, colour, depth, before_data=png.trns(chosen, colour))
            files[f"trns-{NAMES[colour]}-{depth}"] = data
    for depth in (1, 4, 8):
        samples = png_samples(PALETTE, depth, seed=depth)
        alphas = [(i * 71 + 40) % 256 for i in range(max(2, (1 << depth) // 2))]
        chunks = png.plte(palette_of(1 << depth)) + png.trns(alphas, PALETTE)
        files[f"trns-palette-{depth}"] = png.encode(samples, PALETTE, depth, depth == 4, before_data=chunks)
    return files


def every_alpha() -> np.ndarray:
    """Each pair of value and alpha, three different values a pixel."""
    alpha, value = np.mgrid[0:256, 0:256]
    return np.stack([value, 255 - value, value ^ alpha, alpha], -1)


def indexed_past_palette(entries: np.ndarray) -> bytes:
    """A PNG with indices up to 255."""
    return png.encode(png_samples(PALETTE, 8, seed=3), PALETTE, before_data=png.plte(entries))


def png_special() -> dict[str, bytes]:
    y, x = np.mgrid[0:256, 0:256]
    palette = png.plte(palette_of(256))
    picture = scene(33, 21, 40)
    tags = png.chunk(b"gAMA", struct.pack(">I", 45455)) + png.chunk(b"sRGB", b"\0")
    tags += png.chunk(b"tEXt", b"Comment\0a fixture") + png.chunk(b"bKGD", struct.pack(">3H", 9, 99, 199))
    files = {
        "every-value-and-alpha": png.encode(every_alpha(), RGB_ALPHA, filters=(1,)),
        "every-16-bit-grey": png.encode((y * 256 + x)[..., None], GREY, 16, filters=(1,)),
        "every-grey": png.encode(np.arange(256).reshape(1, 256, 1), GREY),
        "noise": png.encode(noise(48, 48, 3, 3), RGB, filters=(0,)),
        "noise-alpha": png.encode(noise(31, 27, 4, 4), RGB_ALPHA, filters=(0,)),
        "stored": png.encode(picture, RGB, level=0),
        "many-data-chunks": png.encode(picture, RGB, data_chunks=40),
        "ancillary-chunks": png.encode(picture, RGB, before_data=tags),
        "wrong-ancillary-crc": png.encode(picture, RGB, before_data=png.chunk(b"tEXt", b"a\0b", crc=1)),
        "palette-with-spare-entries": png.encode(png_samples(PALETTE, 4, seed=2), PALETTE, 8, before_data=palette),
        "index-past-palette": indexed_past_palette(palette_of(150)),
        "rgb-with-palette": png.encode(picture, RGB, before_data=palette),
        "1x1": png.encode(np.array([[[12, 200, 99]]]), RGB),
        "1x1-interlaced": png.encode(np.array([[[12, 200, 99]]]), RGB, interlaced=True),
        "1x37": png.encode(scene(1, 37, 41), RGB),
        "37x1-interlaced": png.encode(scene(37, 1, 42), RGB, interlaced=True),
        "5x3-interlaced-1-bit": png.encode(scene(5, 3, 43)[..., :1] >> 7, GREY, 1, True),
        "wide-30000x1": png.encode(smooth(30000, 1), RGB, filters=(1,)),
        "high-1x30000": png.encode(smooth(1, 30000)[..., :1], GREY, filters=(2,)),
        "large-640x480": png.encode(np.tile(np.arange(640) // 3, (480, 1))[..., None], GREY, filters=(2,)),
    }
    for orientation in (3, 6, 8):
        block = png.chunk(b"eXIf", exif(orientation))
        files[f"orientation-{orientation}"] = png.encode(picture, RGB, before_data=block)
    return files


def bmp_files() -> dict[str, bytes]:
    picture = scene(23, 17, 50)
    grey = picture[..., 0].astype(int)
    words = picture.astype(int)
    packed = {
        "555": (words[..., 0] >> 3) << 10 | (words[..., 1] >> 3) << 5 | words[..., 2] >> 3,
        "565": (words[..., 0] >> 3) << 11 | (words[..., 1] >> 2) << 5 | words[..., 2] >> 3,
    }
    whole = words[..., 0] << 16 | words[..., 1] << 8 | words[..., 2]
    alpha = words[..., 1] << 24
    masks = [0xFF0000, 0xFF00, 0xFF]
    bgr = picture[..., ::-1]
    return {
        "1-bit": bmp(grey >> 7, 1, palette_of(2)),
        "4-bit": bmp(grey >> 4, 4, palette_of(16)),
        "8-bit": bmp(grey, 8, palette_of(256)),
        "8-bit-top-down": bmp(grey, 8, palette_of(256), top_down=True),
        "8-bit-os2": bmp(grey, 8, palette_of(256), header_bytes=12),
        "24-bit": bmp(bgr, 24),
        "24-bit-top-down": bmp(bgr, 24, top_down=True),
        "24-bit-os2": bmp(bgr, 24, header_bytes=12),
        "16-bit-555": bmp(packed["555"], 16),
        "16-bit-565": bmp(packed["565"], 16, masks=[0xF800, 0x7E0, 0x1F]),
        "32-bit": bmp(whole, 32),
        "32-bit-v4-alpha": bmp(whole | alpha, 32, masks=[*masks, 0xFF000000], header_bytes=108),
        "32-bit-fields": bmp(whole, 32, masks=masks),
        "1x1": bmp(bgr[:1, :1], 24),
        "1x9": bmp(bgr[:9, :1], 24),
    }


def gif_parts() -> tuple[np.ndarray, tuple[int, int]]:
    """A small frame, and where it stands on the canvas of 25 × 18."""
    return scene(12, 9, 61)[..., 1] >> 4, (6, 5)


def gif_by_pillow(indices: np.ndarray, colours: int, **options) -> bytes:
    image = Image.frombytes("P", indices.shape[::-1], indices.astype(np.uint8).tobytes())
    image.putpalette(palette_of(colours).astype(np.uint8).tobytes())
    out = io.BytesIO()
    image.save(out, "GIF", **options)
    return out.getvalue()


def gif_files() -> dict[str, bytes]:
    indices = scene(25, 18, 60)[..., 0] >> 4
    part, at = gif_parts()
    colours, local = palette_of(16), palette_of(32)[16:]

    def canvas(*frames, **options) -> bytes:
        return gif(25, 18, colours, frames, **options)

    return {
        "plain": canvas(gif_frame(indices)),
        "87a": canvas(gif_frame(indices), version=b"GIF87a"),
        "interlaced": canvas(gif_frame(indices, interlaced=True)),
        "transparent": canvas(gif_frame(indices, transparent=9)),
        "local-palette": canvas(gif_frame(indices, palette=local)),
        "animated": canvas(gif_frame(indices, disposal=2), gif_frame(part, at=(3, 4))),
        "transparent-part": canvas(gif_frame(part, at=at, transparent=3), background=2),
        "smaller-than-the-canvas": canvas(gif_frame(part, at=at), background=2),
        "transparent-with-background": canvas(gif_frame(indices, transparent=9), background=7),
        "1x1": gif(1, 1, colours, [gif_frame(indices[:1, :1])]),
        "compressed": gif_by_pillow(scene(90, 61, 62)[..., 2] >> 2, 64, interlace=1),
        "full-table": gif_by_pillow(noise(70, 65, 1, 6)[..., 0], 256, interlace=0),
    }


def pnm_samples(name: str) -> np.ndarray:
    picture = scene(21, 15, 70).astype(int)
    wide = picture * 256 + noise(21, 15, 3, 5)
    return {
        "grey.pgm": picture[..., 0],
        "rgb.ppm": picture,
        "comments.ppm": picture,
        "grey-up-to-15.pgm": picture[..., 0] >> 4,
        "rgb-up-to-200.ppm": picture % 201,
        "grey-up-to-1000.pgm": wide[..., 0] % 1001,
        "grey-16.pgm": wide[..., 0],
        "rgb-16.ppm": wide,
        "1x1.ppm": picture[:1, :1],
        "1x15.pgm": picture[:, :1, 0],
    }[name]


def pnm_files() -> dict[str, bytes]:
    largest = {"grey-up-to-15.pgm": 15, "rgb-up-to-200.ppm": 200, "grey-up-to-1000.pgm": 1000}
    largest |= {"grey-16.pgm": 65535, "rgb-16.ppm": 65535}
    names = ["grey.pgm", "rgb.ppm", "1x1.ppm", "1x15.pgm", *largest]
    files = {name: pnm(pnm_samples(name), largest.get(name, 255)) for name in names}
    comment = b"# one\n# two\n"
    return files | {"comments.ppm": pnm(pnm_samples("comments.ppm"), comment=comment)}


def all_files() -> dict[str, bytes]:
    files = parity_jpeg_files.all_files()
    for group in (png_kinds(), png_transparent(), png_special()):
        files |= {f"{name}.png": data for name, data in group.items()}
    files |= {f"{name}.bmp": data for name, data in bmp_files().items()}
    files |= {f"{name}.gif": data for name, data in gif_files().items()}
    return files | pnm_files()


def broken_png() -> dict[str, tuple[str, bytes]]:
    picture = scene(33, 21, 40)
    whole = png.encode(picture, RGB)
    start, end = png.SIGNATURE + png.ihdr(33, 21, 8, RGB), png.chunk(b"IEND", b"")
    raw = png.filtered(png.packed_rows(picture, 8), 3, (1,))
    stream = zlib.compress(raw)
    wrong_filter = zlib.compress(b"\x07" + raw[1:])

    def with_data(data: bytes) -> bytes:
        return start + png.chunk(b"IDAT", data) + end

    def header(*fields) -> bytes:
        return png.SIGNATURE + png.ihdr(*fields) + png.chunk(b"IDAT", stream) + end

    palette = png.plte(palette_of(4))
    return {
        "wrong-data-crc.png": ("corrupt-image", start + png.chunk(b"IDAT", stream, crc=1) + end),
        "wrong-filter.png": ("corrupt-image", with_data(wrong_filter)),
        "not-zlib.png": ("corrupt-image", with_data(b"no zlib stream")),
        "rows-missing.png": ("corrupt-image", with_data(zlib.compress(raw[:-100]))),
        "no-data.png": ("corrupt-image", start + end),
        "no-palette.png": ("corrupt-image", png.encode(png_samples(PALETTE, 8), PALETTE)),
        "palette-too-late.png": ("corrupt-image", png.encode(png_samples(PALETTE, 8), PALETTE)[:-12] + palette + end),
        "width-0.png": ("corrupt-image", header(0, 21, 8, RGB)),
        "colour-type-5.png": ("corrupt-image", header(33, 21, 8, 5)),
        "palette-of-16-bits.png": ("corrupt-image", header(33, 21, 16, PALETTE)),
        "unknown-critical-chunk.png": ("corrupt-image", start + png.chunk(b"ABCD", b"") + whole[len(start) :]),
        "header-not-first.png": ("corrupt-image", png.SIGNATURE + png.chunk(b"CgBI", b"\0\0\0\0") + whole[8:]),
        "no-end.png": ("truncated-image", whole[:-12]),
        "header-50000x50000.png": ("image-too-large", header(50000, 50000, 8, RGB)),
    }


def broken_others() -> dict[str, tuple[str, bytes]]:
    picture = scene(23, 17, 50)
    indices = scene(25, 18, 60)[..., 0] >> 4
    grey = picture[..., 0].astype(int)
    good_bmp, good_gif = bmp(picture[..., ::-1], 24), gif(25, 18, palette_of(16), [gif_frame(indices)])
    large = struct.pack("<ii", 50000, 50000)
    return {
        "empty.jpg": ("empty-input", b""),
        "text.jpg": ("unsupported-format", b"This is a text, and no picture at all.\n"),
        "image.webp": ("unsupported-format", b"RIFF\x24\0\0\0WEBPVP8 " + bytes(24)),
        "image.avif": ("unsupported-format", b"\0\0\0\x1cftypavif" + bytes(40)),
        "image.heic": ("unsupported-format", b"\0\0\0\x18ftypheic" + bytes(40)),
        "image.tiff": ("unsupported-format", b"II*\0\x08\0\0\0" + bytes(40)),
        "text.ppm": ("unsupported-format", b"P3\n1 1\n255\n1 2 3\n"),
        "bitmap.pbm": ("unsupported-format", b"P4\n8 1\n\xaa"),
        "rle-8.bmp": ("unsupported-format", bmp(grey, 8, palette_of(256), compression=RLE8)),
        "rle-4.bmp": ("unsupported-format", bmp(grey >> 4, 4, palette_of(16), compression=RLE4)),
        "no-fields.bmp": ("corrupt-image", bmp(grey, 32, masks=[0, 0, 0], compression=BITFIELDS)),
        "header-only.bmp": ("truncated-image", good_bmp[:54]),
        "header-50000x50000.bmp": ("image-too-large", good_bmp[:18] + large + good_bmp[26:]),
        "header-only.gif": ("truncated-image", good_gif[:13]),
        "no-frame.gif": ("corrupt-image", good_gif[: 13 + 48] + b"\x3b"),
        "rows-missing.gif": ("corrupt-image", gif(25, 18, palette_of(16), [gif_frame(indices, shown_rows=9)])),
        "header-50000x50000.gif": ("image-too-large", good_gif[:6] + struct.pack("<HH", 50000, 50000) + good_gif[10:]),
        "header-50000x50000.ppm": ("image-too-large", b"P6\n50000 50000\n255\n" + bytes(100)),
        "header-only.ppm": ("truncated-image", b"P6\n21 15\n255\n"),
    }


def broken_files() -> dict[str, tuple[str, bytes]]:
    return parity_jpeg_files.broken() | broken_png() | broken_others()
