"""Writes tests/golden/onnx/convert.onnx, a small network with batch norms that can and cannot be folded,
and what converting it has to give, computed here by NumPy: convert-fp32.txt (folded), convert-fp16.txt
and convert-int8.txt, a line for each initializer: name, data type, dims, elements in hexadecimal.

    python tests/golden/onnx_convert.py        needs numpy, onnx, onnxruntime

The folded network is run by onnxruntime beside the original before anything is written.
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent / "onnx"
SIDE = 12
EPSILON = 1e-3
LIMIT = 127
FEW = 1024


class Network:
    """Nodes and initializers by name, drawn from one generator."""

    def __init__(self):
        self.random = np.random.default_rng(11)
        self.nodes, self.tensors = [], {}

    def tensor(self, name: str, *dims: int, low: float = -1, high: float = 1) -> str:
        self.tensors[name] = self.random.uniform(low, high, dims).astype(np.float32)
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        return output

    def norm(self, source: str, output: str, channels: int) -> str:
        parts = [self.tensor(f"{output}.{part}", channels) for part in ("scale", "shift", "mean")]
        parts.append(self.tensor(f"{output}.variance", channels, low=0.1, high=2))
        return self.node("BatchNormalization", [source, *parts], output, epsilon=EPSILON)


def build() -> Network:
    n = Network()
    x = n.node("Conv", ["x", n.tensor("stem.w", 8, 3, 3, 3)], "stem", strides=[2, 2])
    x = n.node("Relu", [n.norm(x, "stem.norm", 8)], "stem.relu")
    inputs = [x, n.tensor("deep.w", 8, 1, 3, 3), n.tensor("deep.b", 8)]
    x = n.norm(n.node("Conv", inputs, "deep", group=8, pads=[1, 1, 1, 1]), "deep.norm", 8)
    # Two layers that share a weight and a bias, each with a norm of its own.
    n.tensor("shared.w", 8, 8, 1, 1), n.tensor("shared.b", 8)
    a = n.norm(n.node("Conv", [x, "shared.w", "shared.b"], "twin1"), "twin1.norm", 8)
    b = n.norm(n.node("Conv", [x, "shared.w", "shared.b"], "twin2"), "twin2.norm", 8)
    x = n.node("Add", [a, b], "twins")
    # Not folded: something else reads the convolution's output; a norm behind an activation.
    kept = n.node("Conv", [x, n.tensor("kept.w", 8, 4, 1, 1)], "kept", group=2)
    x = n.node("Add", [n.norm(kept, "kept.norm", 8), kept], "kept.sum")
    x = n.norm(n.node("Relu", [x], "late.relu"), "late.norm", 8)
    x = n.node("Flatten", [x], "flat")
    inputs = [x, n.tensor("dense.w", 40, 200), n.tensor("dense.b", 40)]
    x = n.norm(n.node("Gemm", inputs, "dense", transB=1), "dense.norm", 40)
    x = n.node("Gemm", [x, n.tensor("plain.w", 40, 32), n.tensor("plain.b", 32)], "plain")
    # A tensor that is no layer's weight, but large.
    x = n.node("Unsqueeze", [x, "axes"], "row")
    x = n.node("Add", [x, n.tensor("table", 32, 32)], "rows")
    x = n.node("MatMul", [x, n.tensor("last.w", 32, 5)], "last")
    n.node("ReduceSum", [x, "axes"], "y", keepdims=0)
    n.tensors["axes"] = np.array([1])
    return n


def model_of(nodes: list, tensors: dict) -> bytes:
    graph = helper.make_graph(
        nodes, "convert",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 5])],
        [numpy_helper.from_array(value, name) for name, value in tensors.items()],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def fold(n: Network) -> tuple[list, dict]:
    """Nodes and initializers with the norms gone that can go, in float64 until the end."""
    folded = {  # norm: (weight, bias, the names that they get)
        "stem.norm": ("stem.w", None, "stem.w", "stem.bias"),
        "deep.norm": ("deep.w", "deep.b", "deep.w", "deep.b"),
        "twin1.norm": ("shared.w", "shared.b", "twin1.weight", "twin1.bias"),
        "twin2.norm": ("shared.w", "shared.b", "shared.w", "shared.b"),
        "dense.norm": ("dense.w", "dense.b", "dense.w", "dense.b"),
    }
    tensors = dict(n.tensors)
    for norm, (weight, bias, new_weight, new_bias) in folded.items():
        scale, shift, mean, variance = (
            n.tensors[f"{norm}.{part}"].astype(np.float64)
            for part in ("scale", "shift", "mean", "variance")
        )
        factor = scale / np.sqrt(variance + np.float64(np.float32(EPSILON)))
        w = n.tensors[weight].astype(np.float64)
        b = n.tensors[bias].astype(np.float64) if bias else np.zeros(len(w))
        tensors[new_weight] = (w * factor.reshape(-1, *[1] * (w.ndim - 1))).astype(np.float32)
        tensors[new_bias] = (b * factor + (shift - mean * factor)).astype(np.float32)
        for part in ("scale", "shift", "mean", "variance"):
            del tensors[f"{norm}.{part}"]
    nodes = []
    for node in n.nodes:
        if node.name in folded:
            _, _, new_weight, new_bias = folded[node.name]
            layer = next(one for one in nodes if one.output[0] == node.input[0])
            layer.output[0] = node.output[0]
            del layer.input[1:]
            layer.input.extend([new_weight, new_bias])
        else:
            nodes.append(node)
    return nodes, tensors


def int8(weight: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    others = tuple(i for i in range(weight.ndim) if i != axis)
    scale = (np.abs(weight).max(others, keepdims=True) / np.float32(LIMIT)).astype(np.float32)
    return np.clip(np.rint(weight / scale), -LIMIT, LIMIT).astype(np.int8), scale


def stored(nodes: list, tensors: dict, as_int8: bool) -> dict:
    """The initializers when layers' weights, and other large tensors, are stored smaller."""
    axes = {}
    for node in nodes:
        transposed = any(a.name == "transB" and a.i for a in node.attribute)
        if node.op_type == "Conv":
            axes.setdefault(node.input[1], 0)
        elif node.op_type in ("Gemm", "MatMul"):
            axes.setdefault(node.input[1], 0 if transposed else 1)
    result = {}
    for name, value in tensors.items():
        if name in axes and as_int8:
            values, scale = int8(value, axes[name])
            result |= {f"{name}.int8": values, f"{name}.scale": scale}
        elif name in axes or (value.ndim > 1 and value.dtype == np.float32 and value.size >= FEW):
            result[f"{name}.fp16"] = value.astype(np.float16)
        else:
            result[name] = value
    return result


def write(name: str, tensors: dict) -> None:
    lines = []
    for key, value in sorted(tensors.items()):
        code = helper.np_dtype_to_tensor_dtype(value.dtype)
        dims = "x".join(map(str, value.shape)) or "-"
        lines.append(f"{key} {code} {dims} {value.tobytes().hex()}")
    (HERE / f"convert-{name}.txt").write_text("\n".join(lines) + "\n")


def run(model: bytes, x: np.ndarray) -> np.ndarray:
    return onnxruntime.InferenceSession(model).run(None, {"x": x})[0]


def main() -> None:
    network = build()
    original = model_of(network.nodes, network.tensors)
    x = np.random.default_rng(12).normal(size=(2, 3, SIDE, SIDE)).astype(np.float32)
    expected = run(original, x)
    nodes, tensors = fold(network)
    difference = np.abs(run(model_of(nodes, tensors), x) - expected).max() / np.abs(expected).max()
    assert difference < 1e-5, difference
    (HERE / "convert.onnx").write_bytes(original)
    write("fp32", tensors)
    write("fp16", stored(nodes, tensors, False))
    write("int8", stored(nodes, tensors, True))


main()
