"""Rounds a network to int8 layer by layer, each on what the rounded layers before it give.

A layer is first refitted to make up for the errors that reach it, then rounded, and what the mean
of its output still loses goes into its bias.
"""

from dataclasses import replace

import numpy as np

from efficientnet_lite import Layer
from layer_inputs import LayerInputs
from round import compensating

SEED = 7
REFIT_DAMPING = 0.01


def round_network(network: list[Layer], side: int, tensors: np.ndarray):
    """(layers with corrected biases, layer name to Rounded); tensors are prepared photographs."""
    plain = LayerInputs(network, {layer.name: layer.weight for layer in network}, side, tensors)
    rounded = LayerInputs(network, plain.stored, side, tensors)
    for index, layer in enumerate(network):
        before, after = (
            inputs.patches(index, np.random.default_rng(SEED + index)).astype(np.float64)
            for inputs in (plain, rounded)
        )
        weight = layer.weight
        if layer is not network[-1]:  # one sample a photo: too few to fit the classifier's columns
            weight = _refitted(weight, before, after)
        kept = compensating(weight, _covariance(after, after))
        shift = _mean_output(layer.weight, before) - _mean_output(kept.dequantized(), after)
        rounded.replace(index, replace(layer, bias=(layer.bias + shift).astype(np.float32)), kept)
        plain.replace(index, layer, layer.weight)
    return rounded.network, rounded.stored


def _refitted(weight: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The weight that comes nearest to W·before when it is given `after`: ridge regression, pulled
    towards W."""
    matrix = _covariance(after, after)
    groups, size, _ = matrix.shape
    damping = REFIT_DAMPING * np.einsum("gii->g", matrix) / size + 1e-12
    damped = matrix + damping[:, None, None] * np.eye(size)
    change = np.linalg.solve(damped, _covariance(after, before - after))
    flat = weight.reshape(groups, -1, size)
    return (flat + flat @ change.transpose(0, 2, 1)).reshape(weight.shape)


def _covariance(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """groups × d × d, over the samples of two arrays of groups × samples × d."""
    first, second = (part - part.mean(axis=1, keepdims=True) for part in (first, second))
    return np.matmul(first.transpose(0, 2, 1), second) / first.shape[1]


def _mean_output(weight: np.ndarray, patches: np.ndarray) -> np.ndarray:
    """The mean over all samples of the layer's output without its bias, one value a channel."""
    groups, _, size = patches.shape
    return np.einsum("gri,gi->gr", weight.reshape(groups, -1, size), patches.mean(axis=1)).ravel()
