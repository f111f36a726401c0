"""The ONNX graph of a list of layers, weights stored as fp32, fp16 or int8.

Stored as fp16 a weight stands behind a Cast; as int8 behind a Cast and a Mul with one scale an
output channel. ONNX Runtime folds both at load, so that the network runs in float32.
"""

from dataclasses import dataclass

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from efficientnet_lite import Layer


@dataclass
class Rounded:
    """A weight as int8 with one scale an output channel: weight ≈ values × scale."""

    values: np.ndarray
    scale: np.ndarray

    def dequantized(self) -> np.ndarray:
        """The float32 weight that the network will use."""
        shape = (-1,) + (1,) * (self.values.ndim - 1)
        return self.values.astype(np.float32) * self.scale.reshape(shape)


class GraphBuilder:
    """Collects nodes and initializers."""

    def __init__(self):
        self.nodes, self.initializers = [], []

    def constant(self, name: str, array: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes) -> str:
        name = f"{output}/{kind}"
        self.nodes.append(helper.make_node(kind, inputs, [output], name=name, **attributes))
        return output

    def weight(self, name: str, stored: np.ndarray | Rounded) -> str:
        """The float32 weight `name`, from whatever is stored."""
        if isinstance(stored, Rounded):
            values = self.constant(f"{name}.int8", stored.values)
            shape = (-1,) + (1,) * (stored.values.ndim - 1)
            scale = self.constant(f"{name}.scale", stored.scale.reshape(shape))
            cast = self.node("Cast", [values], f"{name}.cast", to=TensorProto.FLOAT)
            return self.node("Mul", [cast, scale], name)
        if stored.dtype == np.float16:
            return self.node("Cast", [self.constant(f"{name}.fp16", stored)], name, to=TensorProto.FLOAT)
        return self.constant(name, stored)


def padding(size: int, kernel: int, stride: int) -> tuple[int, int, int]:
    """(output size, padding before, padding after) of TensorFlow's SAME."""
    out = -(-size // stride)
    total = max((out - 1) * stride + kernel - size, 0)
    return out, total // 2, total - total // 2


def output_of(layer: Layer) -> str:
    """The name of the tensor that the following layer gets."""
    if layer.adds:
        return f"{layer.name}.sum"
    return f"{layer.name}.relu6" if layer.relu6 else f"{layer.name}.conv"


def input_of(network: list[Layer], index: int) -> str:
    """The name of the tensor that a layer gets."""
    if index == 0:
        return "input"
    return "features" if index + 1 == len(network) else output_of(network[index - 1])


def build_graph(layers: list[Layer], stored: dict, side: int, name: str):
    """The GraphProto: `input` batch × 3 × side × side, `logits` batch × classes.

    stored: layer name to float32 array, float16 array or Rounded.
    """
    builder = GraphBuilder()
    limits = [builder.constant("zero", np.float32(0)), builder.constant("six", np.float32(6))]
    by_name, size = {layer.name: layer for layer in layers}, side
    for index, layer in enumerate(layers[:-1]):
        source = input_of(layers, index)
        convolved, size = _convolution(builder, layer, stored[layer.name], source, size)
        if layer.relu6:
            builder.node("Clip", [convolved, *limits], output_of(layer))
        if layer.adds:
            builder.node("Add", [convolved, output_of(by_name[layer.adds])], output_of(layer))
    classes = _classifier(builder, layers[-1], stored[layers[-1].name], output_of(layers[-2]))
    shape = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, side, side])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", classes])
    return helper.make_graph(builder.nodes, name, [shape], [logits], builder.initializers)


def _convolution(builder: GraphBuilder, layer: Layer, stored, source: str, size: int):
    kernel = layer.weight.shape[2]
    out, before, after = padding(size, kernel, layer.stride)
    weight = builder.weight(f"{layer.name}.weight", stored)
    bias = builder.constant(f"{layer.name}.bias", layer.bias)
    output = builder.node(
        "Conv", [source, weight, bias], f"{layer.name}.conv", group=layer.groups,
        kernel_shape=[kernel] * 2, strides=[layer.stride] * 2, pads=[before, before, after, after],
    )  # fmt: skip
    return output, out


def _classifier(builder: GraphBuilder, layer: Layer, stored, source: str) -> int:
    pooled = builder.node("GlobalAveragePool", [source], "pooled")
    features = builder.node("Flatten", [pooled], "features", axis=1)
    weight = builder.weight("classifier.weight", stored)
    bias = builder.constant("classifier.bias", layer.bias)
    builder.node("Gemm", [features, weight, bias], "logits", transB=1)
    return layer.bias.size
