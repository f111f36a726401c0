"""Checks the models that are shipped, as files: python check.py

Every figure that another file states of a model (index.json) or that the model states of itself
(golden output) is computed again; exits non-zero at the first that is wrong.
"""

import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

import card
import golden
from model_file import varint
from pixels import Preprocessing, pixels_tensor
from runtime import run_one
from settings import MODELS

MODELS_FOLDER = Path(__file__).resolve().parent.parent
FOLDED = {"Cast", "Mul"}


def main():
    for listed in json.loads((MODELS_FOLDER / "index.json").read_text()):
        data = (MODELS_FOLDER / listed["file"]).read_bytes()
        checks = {
            "size and hash as in index.json": len(data) == listed["bytes"]
            and hashlib.sha256(data).hexdigest() == listed["sha256"],
            "card before the graph": card_comes_first(data),
        }
        if listed["name"] in {model.name for model in MODELS}:
            checks |= built_here(data)
        for name, passed in checks.items():
            print(f"{'ok' if passed else 'WRONG'}: {listed['name']}: {name}")
        if not all(checks.values()):
            raise SystemExit(1)


def built_here(data: bytes) -> dict[str, bool]:
    """What holds for the models that `build.py` makes."""
    return {
        "1,000 different labels and ids": all(
            len(set(card.read(data)[key].split("\n"))) == 1000
            for key in ("ocelli.labels", "ocelli.label-ids")
        ),
        "golden output": golden_difference(data) <= golden.TOLERANCE,
        "nothing but the network after loading": not FOLDED & nodes_after_loading(data),
    }


def card_comes_first(data: bytes) -> bool:
    """Whether the card can be read from what precedes the graph."""
    graph = onnx.load_model_from_string(data).graph.ByteSize()
    head = onnx.ModelProto.FromString(data[: len(data) - graph - len(varint(graph)) - 1])
    return {entry.key for entry in head.metadata_props} == set(card.read(data))


def golden_difference(data: bytes) -> float:
    """The largest difference from the stated values, of the largest absolute value."""
    entries = card.read(data)
    how = Preprocessing.from_card(entries)
    image = golden.golden_image(how.side, how.side, int(entries["ocelli.golden.seed"]))
    found = golden.golden_values(run_one(data, pixels_tensor(image, how)))
    stated = np.array(entries["ocelli.golden.values"].split(), np.float64)
    return float(np.abs(found - stated).max() / stated[-1])


def nodes_after_loading(data: bytes) -> set[str]:
    """The kinds of nodes that ONNX Runtime is left with after its basic optimisations."""
    with tempfile.TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(Path(folder) / "optimized.onnx")
        onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        return {node.op_type for node in onnx.load(options.optimized_model_filepath).graph.node}


if __name__ == "__main__":
    main()
