"""Writes engine_answers.json: the logits that the engine's tests expect, by model and photograph, from
Pillow, numpy and Python's onnxruntime on what the model's card says. Photographs are the page's samples,
and `ramp`: 48 × 40 pixels whose red is 5x, green 6y and blue xy, all modulo 256.

    python tests/golden/engine_answers.py        needs numpy, onnx, onnxruntime, pillow
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from PIL import Image

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SAMPLES = ROOT / "web" / "page" / "samples"
RAMP_SIZE = (48, 40)

CASES = {
    "golden/tiny.onnx": ["ramp", "red-hat.jpg"],
    "golden/tiny-binary.onnx": ["ramp"],
    "golden/tiny-multi-label.onnx": ["ramp"],
    "models/imagenet/model.onnx": ["red-hat.jpg", "running-shoes.jpg"],
}


def photo(name: str) -> Image.Image:
    if name != "ramp":
        return Image.open(SAMPLES / name).convert("RGB")
    x, y = np.meshgrid(np.arange(RAMP_SIZE[0]), np.arange(RAMP_SIZE[1]))
    return Image.fromarray(np.stack([5 * x, 6 * y, x * y], axis=-1).astype(np.uint8))


def tensor(image: Image.Image, card: dict[str, str]) -> np.ndarray:
    """Shortest edge, centre crop, RGB, NCHW: all that these cards ask for. The samples are too small
    to be shrunk on load."""
    edge, side = int(card["ocelli.resize.size"]), int(card["ocelli.crop.size"].split()[0])
    width, height = image.size
    target = (edge, edge * height // width) if width <= height else (edge * width // height, edge)
    filter_name = card.get("ocelli.resize.filter", "bilinear").upper()
    pixels = np.asarray(image.resize(target, Image.Resampling[filter_name]), np.float32)
    left, top = (round((length - side) / 2) for length in target)
    divisor, mean, std = (
        np.array(card.get(f"ocelli.normalize.{key}", default).split(), np.float32)
        for key, default in (("divisor", "255"), ("mean", "0 0 0"), ("std", "1 1 1"))
    )
    values = (pixels[top : top + side, left : left + side] / divisor - mean) / std
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None])


def logits(model: str, photos: list[str]) -> dict[str, list[float]]:
    path = ROOT / ("tests" if model.startswith("golden") else "") / model
    card = {entry.key: entry.value for entry in onnx.load(path).metadata_props}
    session = onnxruntime.InferenceSession(path)
    name = session.get_inputs()[0].name
    run = lambda one: session.run(None, {name: tensor(photo(one), card)})[0].ravel()  # noqa: E731
    return {one: [float(f"{value:.7g}") for value in run(one)] for one in photos}


def main() -> None:
    found = {model: logits(model, photos) for model, photos in CASES.items()}
    (HERE / "engine_answers.json").write_text(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
