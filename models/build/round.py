"""Rounding weights to fp16, or to int8 so that a layer's output changes least.

For int8 the sum of (W·x − s·Q·x)² over the layer's real inputs x is a quadratic form in the
rounding error with the inputs' covariance as its matrix. Coordinate descent over the columns lowers
it: each weight in turn takes the integer that best makes up for the errors of the others (QuantEase,
Behdin et al. 2023); the scale is then refitted by least squares, and so on.
"""

import numpy as np

from graph import Rounded

LIMIT = 127
SWEEPS = 4
DAMPING = 0.01
SCALE_FACTORS = (1.0, 0.97, 0.94, 0.91, 0.88)


def fp16(network) -> dict[str, np.ndarray]:
    """Every layer's weight as the nearest float16."""
    return {layer.name: layer.weight.astype(np.float16) for layer in network}


def nearest(weight: np.ndarray) -> Rounded:
    """int8 by output channel, the largest weight at ±127, each to the nearest."""
    flat = weight.reshape(len(weight), -1)
    scale = _largest_scale(flat)
    return Rounded(_to_int8(flat, scale[:, None]).reshape(weight.shape), scale)


def compensating(weight: np.ndarray, covariance: np.ndarray) -> Rounded:
    """int8 by output channel with the least output error that coordinate descent finds.

    weight: out × in/groups × kh × kw (or out × in). covariance: groups × d × d of the inputs that
    one group of outputs sees, d = in/groups · kh · kw in the weight's order.
    """
    groups, size, _ = covariance.shape
    target = weight.reshape(groups, -1, size).astype(np.float64)
    mean_power = np.einsum("gii->g", covariance) / size
    damped = covariance + (DAMPING * mean_power + 1e-12)[:, None, None] * np.eye(size)
    best = None
    for factor in SCALE_FACTORS:
        start = _largest_scale(target.reshape(len(weight), -1)).reshape(groups, -1) * factor
        found = _descend(target, damped, start)
        best = found if best is None else _better_rows(best, found)
    values, scale, _ = best
    return Rounded(values.astype(np.int8).reshape(weight.shape), scale.astype(np.float32).ravel())


def _descend(target: np.ndarray, matrix: np.ndarray, scale: np.ndarray):
    """(values, scale, error of each row) after SWEEPS rounds of columns and scale."""
    values = _to_int8(target, scale[..., None]).astype(np.float64)
    for _ in range(SWEEPS):
        error = scale[..., None] * values - target
        for column in range(target.shape[2]):
            row = matrix[:, :, column]
            slope = np.matmul(error, row[:, :, None])[..., 0]
            wanted = values[..., column] - slope / (row[:, column][:, None] * scale)
            values[..., column] = np.clip(np.rint(wanted), -LIMIT, LIMIT)
            error[..., column] = scale * values[..., column] - target[..., column]
        scale = _refit(target, matrix, values, scale)
    error = scale[..., None] * values - target
    return values, scale, np.einsum("gri,gij,grj->gr", error, matrix, error, optimize=True)


def _refit(target, matrix, values, scale):
    """The scale of least error for these integers, rounded to float32 as it will be stored."""
    weighted = np.matmul(values, matrix)
    power = np.sum(weighted * values, axis=-1)
    fitted = np.sum(weighted * target, axis=-1) / np.where(power > 0, power, 1)
    return np.where((power > 0) & (fitted > 0), fitted, scale).astype(np.float32).astype(np.float64)


def _better_rows(first, second):
    """Of each row the solution with the smaller error."""
    pick = second[2] < first[2]
    return (
        np.where(pick[..., None], second[0], first[0]),
        np.where(pick, second[1], first[1]),
        np.where(pick, second[2], first[2]),
    )


def _largest_scale(flat: np.ndarray) -> np.ndarray:
    largest = np.abs(flat).max(axis=1)
    return np.where(largest > 0, largest / LIMIT, 1).astype(np.float32)


def _to_int8(weight: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(weight / scale), -LIMIT, LIMIT).astype(np.int8)
