"""Writes half_cases.h: float32 numbers and the float16 that NumPy rounds them to.

    python tests/golden/half.py        needs numpy
"""

from pathlib import Path

import numpy as np

OUT = Path(__file__).with_name("half_cases.h")


def numbers() -> np.ndarray:
    """Every midpoint between two halves, its neighbours, and random numbers of every size."""
    bits = np.arange(0, 0x7C00, 61, dtype=np.uint16)
    halves = bits.view(np.float16).astype(np.float64)
    following = (bits + 1).astype(np.uint16).view(np.float16).astype(np.float64)
    following[np.isinf(following)] = 65536
    middle = ((halves + following) / 2).astype(np.float32)
    near = [np.nextafter(middle, np.float32(side)) for side in (-np.inf, np.inf)]
    random = np.random.default_rng(3).integers(0, 2**32, 300, dtype=np.uint32).view(np.float32)
    special = np.array([0, -0.0, np.inf, -np.inf, 65504, 65519.996, 65520, 1e-45, 2**-25], np.float32)
    every = np.concatenate([middle, -middle[::7], *near, random, special]).astype(np.float32)
    return every[~np.isnan(every)]


def main() -> None:
    values = numbers()
    with np.errstate(over="ignore"):
        halves = values.astype(np.float16).view(np.uint16)
    pairs = [f"{{0x{v:08X}U, 0x{h:04X}U}}" for v, h in zip(values.view(np.uint32), halves)]
    rows = ["    " + ", ".join(pairs[i : i + 4]) + ",\n" for i in range(0, len(pairs), 4)]
    OUT.write_text(
        "// Written by tests/golden/half.py: bits of a float32, and of the float16 nearest to it.\n"
        "#pragma once\n\n#include <cstdint>\n#include <utility>\n\n"
        "inline constexpr std::pair<std::uint32_t, std::uint16_t> kHalfCases[] = {\n"
        + "".join(rows) + "};\n")  # fmt: skip


main()
