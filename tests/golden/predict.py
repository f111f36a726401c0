"""Writes predict_cases.h: expected probabilities, golden bytes and golden summaries, computed by
SciPy and NumPy in float64.

    python tests/golden/predict.py

Needs numpy and scipy. Deterministic: the inputs come from fixed seeds.
"""

from pathlib import Path

import numpy as np
from scipy.special import expit, softmax

OUT = Path(__file__).with_name("predict_cases.h")

LOGITS = {
    "small": [1.0, 2.0, 3.0],
    "equal": [0.25, 0.25, 0.25, 0.25],
    "huge": [3.0e38, 1.0e38, -3.0e38],
    "large": [1000.0, 999.0, 998.5, -1000.0],
    "negative": [-745.0, -746.0, -744.5],
    "random": np.random.default_rng(7).normal(0, 4, 20).astype(np.float32).tolist(),
}
TEMPERATURES = [1.0, 0.78, 2.5]
SIGMOID_INPUTS = [0.0, 1.0, -1.0, 36.7, -36.7, 100.0, -100.0, 710.0, -700.0, 1e-9]


def numbers(values, form="{:.17g}"):
    return ", ".join(form.format(float(v)) for v in values)


def float_literals(values):
    """Float32 literals that C++ reads back exactly."""
    return ", ".join(f"{np.float32(v):.9e}F" for v in values)


def golden_bytes(seed, count):
    state, result = seed, []
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        result.append(state >> 24)
    return np.array(result, dtype=np.uint8)


def softmax_cases():
    for name, logits in LOGITS.items():
        for temperature in TEMPERATURES:
            # The temperature is a float32, as a card's is; the division is in float64.
            x = np.array(logits, dtype=np.float32).astype(np.float64)
            p = softmax(x / np.float64(np.float32(temperature)))
            yield (
                f'    {{"{name}", {np.float32(temperature):.9e}F, {{{float_literals(logits)}}},\n'
                f"     {{{numbers(p)}}}}},"
            )


def golden_cases():
    for seed in (0, 1, 20240229, 4294967295):
        data = golden_bytes(seed, 224 * 224 * 3)
        first = ", ".join(str(int(b)) for b in data[:16])
        total = int(data.astype(np.uint64).sum())
        yield f"    {{{seed}U, {{{first}}}, {total}, {int(data[-1])}}},"


def summary_cases():
    for count in (1, 5, 32, 33, 1000):
        values = np.random.default_rng(count).normal(0.1, 3, count).astype(np.float32)
        tail = [values.astype(np.float64).mean(), np.abs(values).max()]
        yield (
            f"    {{{{{float_literals(values)}}},\n"
            f"     {{{float_literals(list(values[:32]) + tail)}}}}},"
        )


def main():
    lines = [
        "// Written by predict.py beside this file (NumPy and SciPy, float64). Do not edit.",
        "// clang-format off",
        "#pragma once",
        "",
        "#include <cstdint>",
        "#include <vector>",
        "",
        "namespace predict_cases {",
        "",
        "struct Softmax { const char* name; float temperature; std::vector<float> logits; std::vector<double> expected; };",
        "inline const std::vector<Softmax> kSoftmax = {",
        *softmax_cases(),
        "};",
        "",
        "struct Sigmoid { double logit; double expected; };",
        "inline const std::vector<Sigmoid> kSigmoid = {",
        *(f"    {{{x:.17g}, {float(expit(np.float64(x))):.17g}}}," for x in SIGMOID_INPUTS),
        "};",
        "",
        "/// Of a 224 x 224 x 3 golden image: its first 16 bytes, the sum of all, the last.",
        "struct GoldenInput { std::uint32_t seed; std::vector<std::uint8_t> first; std::uint64_t sum; std::uint8_t last; };",
        "inline const std::vector<GoldenInput> kGoldenInput = {",
        *golden_cases(),
        "};",
        "",
        "struct Summary { std::vector<float> output; std::vector<float> expected; };",
        "inline const std::vector<Summary> kSummary = {",
        *summary_cases(),
        "};",
        "",
        "}  // namespace predict_cases",
        "",
    ]
    OUT.write_text("\n".join(lines))


main()
