"""A small PNG writer: every colour type and depth, interlaced or not, with any chunks.

Samples are an array height × width × channels of the depth's range; a palette's index is one channel.
"""

import struct
import zlib

import numpy as np

GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGB_ALPHA: 4}
SIGNATURE = b"\x89PNG\r\n\x1a\n"

# x start, y start, x step, y step of Adam7's passes.
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(name: bytes, data: bytes, crc: int | None = None) -> bytes:
    right = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", right if crc is None else crc)


def ihdr(width: int, height: int, depth: int, colour: int, interlaced: bool = False) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))


def packed_rows(samples: np.ndarray, depth: int) -> list[np.ndarray]:
    """Each row's bytes, unfiltered."""
    rows = samples.reshape(samples.shape[0], -1)
    if depth == 16:
        return [row.astype(">u2").view(np.uint8) for row in rows]
    if depth == 8:
        return [row.astype(np.uint8) for row in rows]
    bits = (rows[..., None] >> np.arange(depth - 1, -1, -1)) & 1
    return [np.packbits(row.reshape(-1).astype(np.uint8)) for row in bits]


def paeth(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return np.where((pa <= pb) & (pa <= pc), a, np.where(pb <= pc, b, c))


def filtered(rows: list[np.ndarray], pixel_bytes: int, kinds) -> bytes:
    """Rows behind their filter bytes; `kinds` are the filters, taken in turn."""
    data, above = b"", np.zeros(len(rows[0]), int)
    for y, row in enumerate(rows):
        row = row.astype(int)
        left = np.concatenate([np.zeros(pixel_bytes, int), row])[: len(row)]
        corner = np.concatenate([np.zeros(pixel_bytes, int), above])[: len(row)]
        predictions = [0, left, above, (left + above) // 2, paeth(left, above, corner)]
        kind = kinds[y % len(kinds)]
        data += bytes([kind]) + ((row - predictions[kind]) & 255).astype(np.uint8).tobytes()
        above = row
    return data


def encode(
    samples: np.ndarray,
    colour: int,
    depth: int = 8,
    interlaced: bool = False,
    filters=(0, 1, 2, 3, 4),
    before_data: bytes = b"",
    data_chunks: int = 1,
    level: int = 9,
) -> bytes:
    """`before_data`: chunks between IHDR and IDAT, such as PLTE and tRNS."""
    height, width = samples.shape[:2]
    pixel_bytes = max(1, CHANNELS[colour] * depth // 8)
    parts = [samples]
    if interlaced:
        parts = [samples[y0::dy, x0::dx] for x0, y0, dx, dy in PASSES]
    raw = b"".join(
        filtered(packed_rows(part, depth), pixel_bytes, filters) for part in parts if part.size
    )
    stream = zlib.compress(raw, level)
    size = -(-len(stream) // data_chunks)
    data = b"".join(chunk(b"IDAT", stream[i : i + size]) for i in range(0, len(stream), size))
    return SIGNATURE + ihdr(width, height, depth, colour, interlaced) + before_data + data + chunk(b"IEND", b"")


def plte(palette: np.ndarray) -> bytes:
    return chunk(b"PLTE", palette.astype(np.uint8).tobytes())


def trns(values, colour: int) -> bytes:
    """Alpha of each palette entry, or the samples (16 bits each) that are transparent."""
    return chunk(b"tRNS", bytes(values) if colour == PALETTE else struct.pack(f">{len(values)}H", *values))
