"""Writes the two small models that the engine's and the page's tests load: tiny.onnx with a complete
model card, and tiny-nocard.onnx, the same network without one.

The network tells red, green and blue photographs apart: a 3 × 3 convolution (smoothing, of stride 2,
plus a little fixed noise so that every weight matters), the mean of each channel, and a linear layer.

    python tests/golden/make_tiny_model.py        needs numpy, onnx, onnxruntime
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

SIDE = 32
LABELS = ["red", "green", "blue"]
SEED = 7
TOLERANCE = 1e-3
HERE = Path(__file__).parent


def weights() -> dict[str, np.ndarray]:
    noise = np.random.default_rng(SEED)
    conv = noise.normal(0, 0.02, (6, 3, 3, 3)).astype(np.float32)
    for channel in range(3):
        conv[channel, channel] += 1 / 9
        conv[channel + 3, channel] -= 1 / 9
    linear = noise.normal(0, 0.05, (6, 3)).astype(np.float32)
    linear[:3] += 8 * np.eye(3, dtype=np.float32)
    linear[3:] -= 8 * np.eye(3, dtype=np.float32)
    return {"conv": conv, "linear": linear, "bias": np.array([0.1, 0, -0.1], np.float32)}


def graph() -> onnx.GraphProto:
    nodes = [
        helper.make_node("Conv", ["pixels", "conv"], ["edges"], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["edges"], ["active"]),
        helper.make_node("GlobalAveragePool", ["active"], ["means"]),
        helper.make_node("Flatten", ["means"], ["features"]),
        helper.make_node("Gemm", ["features", "linear", "bias"], ["logits"]),
    ]
    values = [
        helper.make_tensor_value_info("pixels", onnx.TensorProto.FLOAT, [1, 3, SIDE, SIDE]),
        helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, [1, 3]),
    ]
    tensors = [numpy_helper.from_array(value, name) for name, value in weights().items()]
    return helper.make_graph(nodes, "tiny", values[:1], values[1:], tensors)


def model_bytes(entries: dict[str, str]) -> bytes:
    """The card's entries stand before the graph: protobuf messages concatenate."""
    head = onnx.ModelProto(ir_version=8, producer_name="ocelli")
    head.opset_import.append(helper.make_opsetid("", 17))
    helper.set_model_props(head, entries)
    data = head.SerializeToString(deterministic=True)
    data += onnx.ModelProto(graph=graph()).SerializeToString(deterministic=True)
    onnx.checker.check_model(data, full_check=True)
    return data


def golden_values(session: onnxruntime.InferenceSession) -> list[float]:
    state, pixels = SEED, []
    for _ in range(SIDE * SIDE * 3):
        state = (1664525 * state + 1013904223) % 2**32
        pixels.append(state >> 24)
    image = np.array(pixels, np.float32).reshape(SIDE, SIDE, 3)
    tensor = ((image / np.float32(255) - np.float32(0.5)) / np.float32(0.25)).transpose(2, 0, 1)[None]
    logits = session.run(None, {"pixels": np.ascontiguousarray(tensor)})[0].ravel()
    return [*logits, logits.mean(), np.abs(logits).max()]


def main() -> None:
    bare = model_bytes({})
    (HERE / "tiny-nocard.onnx").write_bytes(bare)
    golden = golden_values(onnxruntime.InferenceSession(bare))
    card = {
        "ocelli.version": "1",
        "ocelli.task": "multi-class",
        "ocelli.title": "Red, green or blue",
        "ocelli.licence": "MIT",
        "ocelli.source": "tests/golden/make_tiny_model.py",
        "ocelli.labels": "\n".join(LABELS),
        "ocelli.input.size": f"{SIDE} {SIDE}",
        "ocelli.resize.mode": "shortest-edge",
        "ocelli.resize.size": "36",
        "ocelli.crop.size": f"{SIDE} {SIDE}",
        "ocelli.normalize.mean": "0.5 0.5 0.5",
        "ocelli.normalize.std": "0.25 0.25 0.25",
        "ocelli.output.activation": "softmax",
        "ocelli.unsure.below": "0.6",
        "ocelli.golden.seed": str(SEED),
        "ocelli.golden.values": " ".join(f"{value:.7g}" for value in golden),
        "ocelli.golden.tolerance": f"{TOLERANCE:g}",
    }
    (HERE / "tiny.onnx").write_bytes(model_bytes(card))


if __name__ == "__main__":
    main()
