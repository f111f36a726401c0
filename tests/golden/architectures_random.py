"""Writes architectures_random_cases.h: initial weights by a second implementation of the generator.

    python tests/golden/architectures_random.py

The Mersenne Twister of 64 bits is written out from Matsumoto and Nishimura's definition, the normal
quantiles are SciPy's (tolerance of the test: 1e-14, relative). Needs numpy and scipy.
"""

from pathlib import Path

import numpy as np
from scipy.special import ndtri

OUT = Path(__file__).with_name("architectures_random_cases.h")
MASK = 2**64 - 1
SIZE, MIDDLE = 312, 156


def twister(seed):
    state = [seed]
    for i in range(1, SIZE):
        last = state[-1]
        state.append((6364136223846793005 * (last ^ last >> 62) + i) & MASK)
    while True:
        for i in range(SIZE):
            x = state[i] & ~0x7FFFFFFF & MASK | state[(i + 1) % SIZE] & 0x7FFFFFFF
            odd = 0xB5026F5AA96619E9 if x & 1 else 0
            state[i] = state[(i + MIDDLE) % SIZE] ^ x >> 1 ^ odd
        for x in state:
            x ^= x >> 29 & 0x5555555555555555
            x ^= x << 17 & 0x71D67FFFEDA60000
            x ^= x << 37 & 0xFFF7EEE000000000
            yield (x ^ x >> 43) & MASK


def fnv1a(text):
    state = 0xCBF29CE484222325
    for byte in text.encode():
        state = (state ^ byte) * 0x100000001B3 & MASK
    return state


def probabilities(seed, name, count):
    random = twister(fnv1a(name) ^ seed)
    return np.array([((next(random) >> 12) + 0.5) * 2.0**-52 for _ in range(count)])


def listed(values):
    return "{" + ", ".join(f"{value!r}F" for value in values) + "}"


def floats(values):
    return listed([float(np.float32(value)) for value in values])


def case(seed, name, scale):
    drawn = probabilities(seed, name, 700)
    picked = [0, 1, 2, 311, 312, 699]
    return (
        f'    {{{seed}U, "{name}", {scale!r}, {{{", ".join(map(str, picked))}}},\n'
        f"     {floats((2 * drawn[picked] - 1) * scale)},\n"
        f"     {floats(ndtri(drawn[picked]) * scale)}}},\n"
    )


def quantile(probability):
    return f"    {{{probability!r}, {float(ndtri(probability))!r}}},\n"


PROBABILITIES = [2.0**-53, 1e-15, 1e-12, 1e-9, 1e-6, 0.001, 0.01, 0.0749, 0.075, 0.0751, 0.2, 0.25, 0.4,
                 0.499, 0.5, 0.501, 0.6, 0.75, 0.9, 0.9249, 0.9251, 0.99, 0.999, 1 - 1e-6, 1 - 1e-12]

HEADER = """// Written by architectures_random.py; do not edit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ocelli::random_cases {

struct Draw {
  std::uint64_t seed;
  std::string_view name;
  double scale;
  std::array<std::size_t, 6> at;
  std::array<float, 6> uniform;
  std::array<float, 6> normal;
};

inline constexpr std::array kDraws = {
"""
MIDDLE_TEXT = """};

struct Quantile {
  double probability;
  double expected;
};

inline constexpr std::array kQuantiles = {
"""


def main():
    draws = [case(0, "conv1.weight", 0.25), case(1, "conv1.weight", 0.25),
             case(2**64 - 1, "layer1.0.conv1.weight", 0.01)]
    text = HEADER + "".join(f"    Draw{one.lstrip()}" for one in draws)
    text += MIDDLE_TEXT + "".join(f"    Quantile{quantile(p).lstrip()}" for p in PROBABILITIES)
    OUT.write_text(text + "};\n\n}  // namespace ocelli::random_cases\n")


if __name__ == "__main__":
    main()
