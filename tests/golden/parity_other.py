"""Small writers of BMP, GIF and PNM files, and of EXIF data."""

import struct

import numpy as np

RGB_BITS, RLE8, RLE4, BITFIELDS = 0, 1, 2, 3


def exif(orientation: int, order: str = ">") -> bytes:
    """A TIFF block with a few entries, the orientation among them."""
    entries = [(0x010F, 2, 4, b"Own\0"), (0x0112, 3, 1, struct.pack(order + "HH", orientation, 0))]
    data = (b"MM" if order == ">" else b"II") + struct.pack(order + "HI", 42, 8)
    data += struct.pack(order + "H", len(entries))
    for tag, kind, count, value in entries:
        data += struct.pack(order + "HHI", tag, kind, count) + value
    return data + struct.pack(order + "I", 0)


def bmp_rows(samples: np.ndarray, bits: int, top_down: bool) -> bytes:
    """Rows padded to four bytes. Samples: indices, 16- or 32-bit words, or BGR bytes."""
    rows = samples if top_down else samples[::-1]
    data = b""
    for row in rows:
        if bits < 8:
            packed = (row[:, None] >> np.arange(bits - 1, -1, -1)) & 1
            text = np.packbits(packed.reshape(-1).astype(np.uint8)).tobytes()
        else:
            text = row.astype({8: "u1", 16: "<u2", 24: "u1", 32: "<u4"}[bits]).tobytes()
        data += text + b"\0" * (-len(text) % 4)
    return data


def bmp(samples, bits, palette=None, masks=None, top_down=False, header_bytes=40, compression=None):
    """`palette`: n × 3 RGB. `masks`: of the bit fields. `header_bytes`: 12, 40 or 108."""
    height, width = samples.shape[:2]
    colours = b""
    if palette is not None:
        bgr = palette[:, ::-1].astype(np.uint8)
        spare = np.zeros((len(bgr), 1), np.uint8)
        colours = (bgr if header_bytes == 12 else np.hstack([bgr, spare])).tobytes()
    fields = struct.pack(f"<{len(masks)}I", *masks) if masks else b""
    if compression is None:
        compression = BITFIELDS if masks else RGB_BITS
    if header_bytes == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        info = struct.pack(
            "<IiiHHIIiiII", header_bytes, width, -height if top_down else height, 1, bits,
            compression, 0, 2835, 2835, 0 if palette is None else len(palette), 0,
        )  # fmt: skip
    if header_bytes > 40:
        info += fields
        info += b"\0" * (header_bytes - len(info))
        fields = b""
    head = info + fields + colours
    data = bmp_rows(samples, bits, top_down)
    start = 14 + len(head)
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + head + data


def lzw(indices: bytes, depth: int) -> bytes:
    """GIF's compression, without compressing: the table is cleared before it grows a code."""
    clear, end, length = 1 << depth, (1 << depth) + 1, depth + 1
    codes, room = [], (1 << depth) - 2
    for i, index in enumerate(indices):
        if i % room == 0:
            codes.append(clear)
        codes.append(index)
    codes.append(end)
    bits = "".join(format(code, f"0{length}b")[::-1] for code in codes)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8][::-1], 2) for i in range(0, len(bits), 8))


def gif_frame(
    indices,
    at=(0, 0),
    palette=None,
    transparent=None,
    depth=4,
    disposal=0,
    interlaced=False,
    shown_rows=None,
) -> bytes:
    """`shown_rows`: write only so many of the rows that the frame announces."""
    height, width = indices.shape
    data = b""
    if transparent is not None or disposal:
        flags = disposal << 2 | (transparent is not None)
        data += b"\x21\xf9\x04" + struct.pack("<BHBB", flags, 5, transparent or 0, 0)
    flags = (0x80 | (len(palette).bit_length() - 2) if palette is not None else 0) | (0x40 * interlaced)
    data += b"\x2c" + struct.pack("<HHHHB", *at, width, height, flags)
    if palette is not None:
        data += palette.astype(np.uint8).tobytes()
    if interlaced:
        indices = np.concatenate([indices[0::8], indices[4::8], indices[2::4], indices[1::2]])
    stream = lzw(indices[:shown_rows].astype(np.uint8).tobytes(), depth)
    blocks = [stream[i : i + 255] for i in range(0, len(stream), 255)]
    return data + bytes([depth]) + b"".join(bytes([len(b)]) + b for b in blocks) + b"\0"


def gif(width, height, palette, frames, background=0, version=b"GIF89a") -> bytes:
    flags = 0x80 | 0x70 | (len(palette).bit_length() - 2)
    head = version + struct.pack("<HHBBB", width, height, flags, background, 0)
    return head + palette.astype(np.uint8).tobytes() + b"".join(frames) + b"\x3b"


def pnm(samples: np.ndarray, maximum: int = 255, comment: bytes = b"") -> bytes:
    """P5 for two dimensions, P6 for three."""
    kind = b"P5" if samples.ndim == 2 else b"P6"
    height, width = samples.shape[:2]
    data = samples.astype(">u2" if maximum > 255 else "u1").tobytes()
    return kind + b"\n" + comment + b"%d %d\n%d\n" % (width, height, maximum) + data
