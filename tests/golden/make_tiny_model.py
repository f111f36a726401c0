"""Writes the small models that the engine's and the page's tests load: tiny.onnx with a complete model
card, tiny-nocard.onnx, the same network without one, and two of other tasks: tiny-multi-label.onnx, the
same network under a card of its own, and tiny-binary.onnx, which has one logit.

The network tells red, green and blue photographs apart: a 3 × 3 convolution (smoothing, of stride 2,
plus a little fixed noise so that every weight matters), the mean of each channel, and a linear layer.
The binary one keeps the column of red.

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


def weights(outputs: int) -> dict[str, np.ndarray]:
    """Of the network with the first `outputs` of the three logits."""
    noise = np.random.default_rng(SEED)
    conv = noise.normal(0, 0.02, (6, 3, 3, 3)).astype(np.float32)
    for channel in range(3):
        conv[channel, channel] += 1 / 9
        conv[channel + 3, channel] -= 1 / 9
    linear = noise.normal(0, 0.05, (6, 3)).astype(np.float32)
    linear[:3] += 8 * np.eye(3, dtype=np.float32)
    linear[3:] -= 8 * np.eye(3, dtype=np.float32)
    bias = np.array([0.1, 0, -0.1], np.float32)
    return {"conv": conv, "linear": linear[:, :outputs].copy(), "bias": bias[:outputs]}


def graph(outputs: int) -> onnx.GraphProto:
    nodes = [
        helper.make_node("Conv", ["pixels", "conv"], ["edges"], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["edges"], ["active"]),
        helper.make_node("GlobalAveragePool", ["active"], ["means"]),
        helper.make_node("Flatten", ["means"], ["features"]),
        helper.make_node("Gemm", ["features", "linear", "bias"], ["logits"]),
    ]
    values = [
        helper.make_tensor_value_info("pixels", onnx.TensorProto.FLOAT, [1, 3, SIDE, SIDE]),
        helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, [1, outputs]),
    ]
    tensors = [numpy_helper.from_array(value, name) for name, value in weights(outputs).items()]
    return helper.make_graph(nodes, "tiny", values[:1], values[1:], tensors)


def model_bytes(entries: dict[str, str], outputs: int = 3) -> bytes:
    """The card's entries stand before the graph: protobuf messages concatenate."""
    head = onnx.ModelProto(ir_version=8, producer_name="ocelli")
    head.opset_import.append(helper.make_opsetid("", 17))
    helper.set_model_props(head, entries)
    data = head.SerializeToString(deterministic=True)
    data += onnx.ModelProto(graph=graph(outputs)).SerializeToString(deterministic=True)
    onnx.checker.check_model(data, full_check=True)
    return data


def golden_entries(bare: bytes) -> dict[str, str]:
    state, pixels = SEED, []
    for _ in range(SIDE * SIDE * 3):
        state = (1664525 * state + 1013904223) % 2**32
        pixels.append(state >> 24)
    image = np.array(pixels, np.float32).reshape(SIDE, SIDE, 3)
    tensor = ((image / np.float32(255) - np.float32(0.5)) / np.float32(0.25)).transpose(2, 0, 1)[None]
    session = onnxruntime.InferenceSession(bare)
    logits = session.run(None, {"pixels": np.ascontiguousarray(tensor)})[0].ravel()
    values = [*logits, logits.mean(), np.abs(logits).max()]
    return {
        "ocelli.golden.seed": str(SEED),
        "ocelli.golden.values": " ".join(f"{value:.7g}" for value in values),
        "ocelli.golden.tolerance": f"{TOLERANCE:g}",
    }


def card(task: dict[str, str], bare: bytes) -> dict[str, str]:
    return {
        "ocelli.version": "1",
        "ocelli.licence": "MIT",
        "ocelli.source": "tests/golden/make_tiny_model.py",
        "ocelli.input.size": f"{SIDE} {SIDE}",
        "ocelli.resize.mode": "shortest-edge",
        "ocelli.resize.size": "36",
        "ocelli.crop.size": f"{SIDE} {SIDE}",
        "ocelli.normalize.mean": "0.5 0.5 0.5",
        "ocelli.normalize.std": "0.25 0.25 0.25",
        **task,
        **golden_entries(bare),
    }


MULTI_CLASS = {
    "ocelli.task": "multi-class",
    "ocelli.title": "Red, green or blue",
    "ocelli.labels": "\n".join(LABELS),
    "ocelli.output.activation": "softmax",
    "ocelli.unsure.below": "0.6",
}
MULTI_LABEL = {
    "ocelli.task": "multi-label",
    "ocelli.title": "Has red, green, blue",
    "ocelli.labels": "\n".join(LABELS),
    "ocelli.output.activation": "sigmoid",
    "ocelli.thresholds": "0.5 0.9 0.2",
}
BINARY = {
    "ocelli.task": "binary",
    "ocelli.title": "Red or not",
    "ocelli.labels": "not red\nred",
    "ocelli.output.activation": "sigmoid",
    "ocelli.thresholds": "0.7",
}


def main() -> None:
    bare, bare_binary = model_bytes({}), model_bytes({}, outputs=1)
    (HERE / "tiny-nocard.onnx").write_bytes(bare)
    (HERE / "tiny.onnx").write_bytes(model_bytes(card(MULTI_CLASS, bare)))
    (HERE / "tiny-multi-label.onnx").write_bytes(model_bytes(card(MULTI_LABEL, bare)))
    (HERE / "tiny-binary.onnx").write_bytes(model_bytes(card(BINARY, bare_binary), outputs=1))


if __name__ == "__main__":
    main()
