"""Writes content_hash_cases.h: XXH64 of the first bytes of a generated sequence, by the xxhash package.

    python tests/golden/content_hash.py

Needs xxhash (tried: 4.1.0).
"""

from pathlib import Path

import xxhash

OUT = Path(__file__).with_name("content_hash_cases.h")
SIZES = [0, 1, 3, 4, 7, 8, 12, 31, 32, 33, 63, 64, 100, 1000]
SEED = 2654435761


def sequence(count):
    state, result = 7, []
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        result.append(state >> 24)
    return bytes(result)


def main():
    data = sequence(max(SIZES))
    rows = [
        f"    {{{n}, 0x{xxhash.xxh64(data[:n]).intdigest():016X}U, "
        f"0x{xxhash.xxh64(data[:n], seed=SEED).intdigest():016X}U}},"
        for n in SIZES
    ]
    lines = [
        "// Written by content_hash.py beside this file (the xxhash package). Do not edit.",
        "// clang-format off",
        "#pragma once",
        "",
        "#include <cstddef>",
        "#include <cstdint>",
        "",
        "namespace content_hash_cases {",
        "",
        f"inline constexpr std::uint64_t kSeed = {SEED}U;",
        "",
        "struct Case { std::size_t bytes; std::uint64_t plain; std::uint64_t seeded; };",
        "inline constexpr Case kCases[] = {",
        *rows,
        "};",
        "",
        "}  // namespace content_hash_cases",
        "",
    ]
    OUT.write_text("\n".join(lines))


main()
