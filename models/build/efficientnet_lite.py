"""EfficientNet-Lite as a list of convolutions, batch norm folded into them.

Architecture: the TensorFlow TPU repository's EfficientNet-Lite (Tan, Le 2019, without
squeeze-and-excitation, with ReLU6, stem and head not scaled). Kernel sizes and channels come from
the weights; only the strides and the repeats must be known.
"""

import math
from dataclasses import dataclass

import numpy as np

EPSILON = 1e-3
STAGE_REPEATS = (1, 2, 2, 3, 3, 4, 1)
STAGE_STRIDES = (1, 2, 2, 2, 1, 2, 1)


@dataclass
class Layer:
    """A convolution or the classifier, ready to be a node.

    weight: out × in/groups × kh × kw, or out × in for the classifier. `adds` names the layer whose
    output is added to this one's (the skip connection).
    """

    name: str
    weight: np.ndarray
    bias: np.ndarray
    stride: int = 1
    groups: int = 1
    relu6: bool = False
    adds: str | None = None


def layers(state: dict[str, np.ndarray], depth: float) -> list[Layer]:
    """All layers in order, from the state dict of `efficientnet_lite_pytorch`."""
    result = [_folded(state, "_conv_stem", "_bn0", "stem", stride=2, relu6=True)]
    for index, stride in enumerate(_block_strides(depth)):
        result += _block(state, index, stride, result[-1].name)
    result.append(_folded(state, "_conv_head", "_bn1", "head", relu6=True))
    result.append(Layer("classifier", state["_fc.weight"], state["_fc.bias"]))
    used = sum(layer.bias.size for layer in result)
    norms = sum(v.size for k, v in state.items() if k.endswith("running_mean"))
    if used != norms + state["_fc.bias"].size:
        raise ValueError(f"{norms} normalised channels in the file, {used} in the network")
    return result


def _block_strides(depth: float) -> list[int]:
    """One stride a block; first and last stage are not repeated more often (the Lite rule)."""
    last = len(STAGE_REPEATS) - 1
    strides = []
    for stage, (repeats, stride) in enumerate(zip(STAGE_REPEATS, STAGE_STRIDES)):
        scaled = repeats if stage in (0, last) else math.ceil(repeats * depth)
        strides += [stride] + [1] * (scaled - 1)
    return strides


def _block(state, index: int, stride: int, previous: str) -> list[Layer]:
    source, name = f"_blocks.{index}.", f"block{index}."
    result = []
    if source + "_expand_conv.weight" in state:
        result.append(
            _folded(state, source + "_expand_conv", source + "_bn0", name + "expand", relu6=True)
        )
    depthwise = _folded(
        state, source + "_depthwise_conv", source + "_bn1", name + "depthwise",
        stride=stride, relu6=True,
    )  # fmt: skip
    depthwise.groups = depthwise.weight.shape[0]
    project = _folded(state, source + "_project_conv", source + "_bn2", name + "project")
    block_input = result[0].weight.shape[1] if result else depthwise.groups
    if stride == 1 and block_input == project.weight.shape[0]:
        project.adds = previous
    return result + [depthwise, project]


def _folded(state, conv: str, norm: str, name: str, **options) -> Layer:
    """Batch norm with running statistics is a scale and a shift a channel: both go into the
    convolution, computed in float64."""
    gamma, beta, mean, variance = (
        state[f"{norm}.{part}"].astype(np.float64)
        for part in ("weight", "bias", "running_mean", "running_var")
    )
    scale = gamma / np.sqrt(variance + EPSILON)
    weight = state[f"{conv}.weight"] * scale[:, None, None, None]
    bias = beta - mean * scale
    return Layer(name, weight.astype(np.float32), bias.astype(np.float32), **options)
