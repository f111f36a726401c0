"""How far a shipped model is from its float32 weights, beside rounding each weight to the nearest.

    python agreement.py NAME FOLDER [--cache FOLDER]

FOLDER holds photographs that the rounding has not seen; they need no labels.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import card
import model_file
from build import MODELS_FOLDER, folded_network
from graph import build_graph
from pixels import Preprocessing, photo_tensor
from round import fp16, nearest
from runtime import run_all
from settings import MODELS


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=[model.name for model in MODELS])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, default=MODELS_FOLDER.parent / ".cache" / "models")
    options = parser.parse_args()
    model = next(model for model in MODELS if model.name == options.name)
    network = folded_network(model, options.cache)
    shipped = (MODELS_FOLDER / model.name / "model.onnx").read_bytes()
    how = Preprocessing.from_card(card.read(shipped))
    paths = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    tensors = np.stack([photo_tensor(path, how) for path in paths])
    stored = {
        "float32": {layer.name: layer.weight for layer in network},
        "fp16, nearest": fp16(network),
        "int8, nearest": {layer.name: nearest(layer.weight) for layer in network},
    }
    files = {
        name: model_file.serialize(build_graph(network, weights, model.side, name), {})
        for name, weights in stored.items()
    }
    reference = run_all(files.pop("float32"), tensors)
    files["shipped"] = shipped
    found = {name: compared(run_all(data, tensors), reference) for name, data in files.items()}
    print(json.dumps({"photos": len(paths), **found}, indent=2))


def compared(logits: np.ndarray, reference: np.ndarray) -> dict[str, float]:
    """Share of photos with the same best class, and the error of all logits."""
    error = logits.astype(np.float64) - reference
    same = logits.argmax(axis=1) == reference.argmax(axis=1)
    return {
        "same_top1": round(float(same.mean()), 4),
        "rms_error": round(float(np.sqrt((error**2).mean())), 4),
        "largest_error": round(float(np.abs(error).max()), 3),
    }


if __name__ == "__main__":
    main()
