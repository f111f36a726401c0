"""A small JPEG encoder, for the kinds of JPEG that Pillow cannot write: any sampling factors,
component ids, markers, scans one a component, 16-bit quantization tables, YCCK.

Baseline, extended or progressive by spectral selection (no successive approximation: Pillow writes
that), with the Huffman tables of ITU-T T.81, annex K.
"""

import struct
from dataclasses import dataclass, field

import numpy as np

SOF0, SOF1, SOF2 = 0xC0, 0xC1, 0xC2

ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, (i % 8, i // 8)[(i // 8 + i % 8) % 2]))

DC_COUNTS = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
DC_SYMBOLS = bytes(range(12))
AC_COUNTS = bytes([0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D])
AC_SYMBOLS = bytes.fromhex(
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a"
    "25262728292a3435363738393a434445464748494a535455565758595a636465666768696a73747576777879"
    "7a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9"
    "cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
)


@dataclass
class Jpeg:
    """What to write. `planes` are the components at full size, uint8; `sampling` their factors; `last`
    the last coefficient, in zigzag order, that is not 0."""

    planes: list
    sampling: list
    ids: list = field(default_factory=lambda: [1, 2, 3, 4])
    sof: int = SOF0
    step: int = 6
    jfif: bool = False
    adobe: int | None = None
    interleaved: bool = True
    restart: int = 0
    wide_tables: bool = False
    before_frame: bytes = b""
    ac_bands: list = field(default_factory=lambda: [(1, 63)])
    last: int = 63
    fill_bytes: int = 0


def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def codes(counts: bytes, symbols: bytes) -> dict[int, tuple[int, int]]:
    """Symbol to (code, length)."""
    found, code, at = {}, 0, 0
    for length, count in enumerate(counts, 1):
        for symbol in symbols[at : at + count]:
            found[symbol] = (code, length)
            code += 1
        at += count
        code <<= 1
    return found


DC_CODES, AC_CODES = codes(DC_COUNTS, DC_SYMBOLS), codes(AC_COUNTS, AC_SYMBOLS)


class Bits:
    """The entropy-coded bytes, with a zero stuffed after each 0xFF."""

    def __init__(self):
        self.text = []

    def put(self, value: int, length: int):
        if length:
            self.text.append(format(value, f"0{length}b"))

    def symbol(self, table, symbol: int):
        self.put(*table[symbol])

    def number(self, value: int):
        size = abs(value).bit_length()
        self.put(value if value > 0 else value + (1 << size) - 1, size)

    def take(self) -> bytes:
        bits = "".join(self.text)
        self.text = []
        bits += "1" * (-len(bits) % 8)
        data = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
        return data.replace(b"\xff", b"\xff\x00")


def dct_matrix() -> np.ndarray:
    k, n = np.arange(8)[:, None], np.arange(8)[None, :]
    return np.cos((2 * n + 1) * k * np.pi / 16) * np.where(k == 0, np.sqrt(1 / 8), 0.5)


def blocks_of(plane, h, v, h_max, v_max, step) -> np.ndarray:
    """Quantized coefficients in zigzag order, blocks high × blocks wide × 64, whole MCUs."""
    height, width = plane.shape
    mcus_high, mcus_wide = -(-height // (8 * v_max)), -(-width // (8 * h_max))
    padded = np.pad(
        plane, ((0, mcus_high * 8 * v_max - height), (0, mcus_wide * 8 * h_max - width)), "edge"
    ).astype(np.float64)
    # Where a factor does not divide the largest, the samples are picked instead of averaged.
    rows = (np.arange(mcus_high * 8 * v) * v_max) // v
    columns = (np.arange(mcus_wide * 8 * h) * h_max) // h
    if v_max % v == 0 and h_max % h == 0:
        fy, fx = v_max // v, h_max // h
        small = padded.reshape(mcus_high * 8 * v, fy, mcus_wide * 8 * h, fx).mean((1, 3))
    else:
        small = padded[np.ix_(rows, columns)]
    tiles = (small - 128).reshape(mcus_high * v, 8, mcus_wide * h, 8).transpose(0, 2, 1, 3)
    matrix = dct_matrix()
    found = np.rint(matrix @ tiles @ matrix.T / steps(step)).astype(int)
    return found.reshape(*found.shape[:2], 64)[..., ZIGZAG]


def steps(step: int) -> np.ndarray:
    """A quantization table: coarser with the frequency."""
    return np.add.outer(np.arange(8), np.arange(8)) * step // 2 + step


def put_block(bits: Bits, block, before: int, start: int, end: int) -> int:
    """One block's coefficients `start` to `end`; returns its DC, which the next block builds on."""
    if start == 0:
        difference = int(block[0]) - before
        bits.symbol(DC_CODES, abs(difference).bit_length())
        bits.number(difference)
    run = 0
    for value in block[max(start, 1) : end + 1]:
        value = int(value)
        if value == 0:
            run += 1
            continue
        while run > 15:
            bits.symbol(AC_CODES, 0xF0)
            run -= 16
        bits.symbol(AC_CODES, run << 4 | abs(value).bit_length())
        bits.number(value)
        run = 0
    if run and end > 0:
        bits.symbol(AC_CODES, 0)
    return int(block[0])


def mcus(jpeg: Jpeg, blocks, chosen):
    """The blocks of each MCU of a scan, as (component, block)."""
    h_max, v_max = (max(s[i] for s in jpeg.sampling) for i in (0, 1))
    height, width = jpeg.planes[0].shape
    if len(chosen) == 1:
        index = chosen[0]
        h, v = jpeg.sampling[index]
        wide, high = -(-width * h // (8 * h_max)), -(-height * v // (8 * v_max))
        for y in range(high):
            for x in range(wide):
                yield [(index, blocks[index][y, x])]
        return
    for y in range(-(-height // (8 * v_max))):
        for x in range(-(-width // (8 * h_max))):
            yield [
                (index, blocks[index][y * v + dy, x * h + dx])
                for index in chosen
                for h, v in [jpeg.sampling[index]]
                for dy in range(v)
                for dx in range(h)
            ]


def scan(jpeg: Jpeg, blocks, chosen, start: int, end: int) -> bytes:
    header = bytes([len(chosen)])
    for index in chosen:
        header += bytes([jpeg.ids[index], 0])
    data = segment(0xDA, header + bytes([start, end, 0]))
    bits, before = Bits(), dict.fromkeys(chosen, 0)
    for number, mcu in enumerate(mcus(jpeg, blocks, chosen)):
        if jpeg.restart and number and number % jpeg.restart == 0:
            data += bits.take() + bytes([0xFF, 0xD0 + (number // jpeg.restart - 1) % 8])
            before = dict.fromkeys(chosen, 0)
        for index, block in mcu:
            before[index] = put_block(bits, block, before[index], start, end)
    return data + bits.take()


def frame(jpeg: Jpeg) -> bytes:
    height, width = jpeg.planes[0].shape
    payload = struct.pack(">BHHB", 8, height, width, len(jpeg.planes))
    for identity, (h, v) in zip(jpeg.ids, jpeg.sampling):
        payload += bytes([identity, h << 4 | v, 0])
    return segment(jpeg.sof, payload)


def tables(jpeg: Jpeg) -> bytes:
    values = [int(steps(jpeg.step).reshape(64)[i]) for i in ZIGZAG]
    quant = struct.pack(">B64H", 0x10, *values) if jpeg.wide_tables else bytes([0, *values])
    data = segment(0xDB, quant)
    data += segment(0xC4, b"\x00" + DC_COUNTS + DC_SYMBOLS)
    data += segment(0xC4, b"\x10" + AC_COUNTS + AC_SYMBOLS)
    return data + (segment(0xDD, struct.pack(">H", jpeg.restart)) if jpeg.restart else b"")


def scans(jpeg: Jpeg) -> bytes:
    h_max, v_max = (max(s[i] for s in jpeg.sampling) for i in (0, 1))
    blocks = [
        blocks_of(plane, h, v, h_max, v_max, jpeg.step)
        for plane, (h, v) in zip(jpeg.planes, jpeg.sampling)
    ]
    for component in blocks:
        component[..., jpeg.last + 1 :] = 0
    everyone = list(range(len(jpeg.planes)))
    if jpeg.sof == SOF2:
        data = scan(jpeg, blocks, everyone, 0, 0)
        bands = [(i, band) for band in jpeg.ac_bands for i in everyone]
        return data + b"".join(scan(jpeg, blocks, [i], *band) for i, band in bands)
    groups = [everyone] if jpeg.interleaved else [[i] for i in everyone]
    return b"".join(scan(jpeg, blocks, group, 0, 63) for group in groups)


def encode(jpeg: Jpeg) -> bytes:
    data = b"\xff\xd8"
    if jpeg.jfif:
        data += segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    if jpeg.adobe is not None:
        data += segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, jpeg.adobe))
    data += jpeg.before_frame + tables(jpeg)
    data += b"\xff" * jpeg.fill_bytes + frame(jpeg) + scans(jpeg)
    return data + b"\xff\xd9"
