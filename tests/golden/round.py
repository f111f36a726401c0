"""Writes round_cases.h: weights, covariances of their inputs, and the int8 form that coordinate descent
in NumPy finds (models/build/round.py, by which the shipped models were made).

    python tests/golden/round.py        needs numpy and onnx
"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "models" / "build"))

from round import compensating  # noqa: E402

OUT = HERE / "round_cases.h"

# groups, outputs of one group, d; the last is wider than a block of columns.
CASES = [(1, 4, 9), (6, 1, 9), (2, 3, 16), (1, 3, 131)]


def case(random: np.random.Generator, groups: int, rows: int, size: int):
    """(weight groups × rows × d, covariance); correlated inputs, one weight row of zeros."""
    weight = random.normal(size=(groups, rows, size)).astype(np.float32)
    weight[-1, -1] = 0
    mixing = random.normal(size=(groups, size, size)) * random.uniform(0.1, 2, (groups, size, 1))
    inputs = random.normal(size=(groups, 3 * size, size)) @ mixing
    return weight, np.matmul(inputs.transpose(0, 2, 1), inputs) / inputs.shape[1]


def text(values: np.ndarray, form: str) -> str:
    return "{" + ", ".join(format(value, form) for value in values.ravel().tolist()) + "}"


def main() -> None:
    random, rows = np.random.default_rng(21), []
    for groups, outputs, size in CASES:
        weight, covariance = case(random, groups, outputs, size)
        covariance = np.vectorize(lambda value: float(f"{value:.3g}"))(covariance)  # short to write
        upper = covariance[:, *np.triu_indices(size)]
        found = compensating(weight.reshape(groups * outputs, size), covariance)
        rows.append(
            f"    {{{groups}, {outputs}, {size},\n     {text(weight, '.9g')},\n"
            f"     {text(upper, '.3g')},\n     {text(found.values, 'd')},\n"
            f"     {text(found.scale, '.9g')}}},\n"
        )
    OUT.write_text(
        "// Written by tests/golden/round.py.\n#pragma once\n\n#include <vector>\n\n"
        "struct RoundCase {\n  int groups;\n  int outputs;  // of one group\n  int size;\n"
        "  std::vector<double> weight;\n  std::vector<double> covariance;  // of each group, the upper triangle\n"
        "  std::vector<int> values;\n  std::vector<double> scale;\n};\n\n"
        "// NOLINTNEXTLINE\ninline const std::vector<RoundCase> kRoundCases = {\n"
        + "".join(rows) + "};\n")  # fmt: skip


main()
