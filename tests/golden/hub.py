"""Checks the Hugging Face cases beside this file, `hub/*/`, against transformers itself: the tensor that
its image processor makes of a picture is the one that the case's card describes, read with Pillow and
numpy. It writes nothing. Cases that expect an error have no tensor.

    python tests/golden/hub.py        needs numpy, pillow, transformers==4.46.3
"""

import json
from pathlib import Path

import numpy as np
import transformers
from PIL import Image

HERE = Path(__file__).parent / "hub"

# Their normalisation multiplies by a float64 1/255; the card's arithmetic is float32.
TOLERANCE = 1e-6

# What transformers takes where the file names no processor (its `image_processing_auto.py`).
PROCESSOR_OF_MODEL = {"vit": "ViTImageProcessor"}


def picture(width: int, height: int) -> Image.Image:
    noise = np.random.default_rng(1).integers(0, 256, (height // 8 + 1, width // 8 + 1, 3), np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)


def their_tensor(image: Image.Image, config: dict, settings: dict) -> np.ndarray:
    name = settings.get("image_processor_type") or settings.get("feature_extractor_type")
    name = name or PROCESSOR_OF_MODEL[config["model_type"]]
    name = name.replace("FeatureExtractor", "ImageProcessor").replace("ProcessorFast", "Processor")
    processor = getattr(transformers, name).from_dict(settings)
    return processor(image, return_tensors="np")["pixel_values"][0].astype(np.float32)


def resized(image: Image.Image, card: dict[str, str]) -> Image.Image:
    mode = card["ocelli.resize.mode"]
    if mode == "none":
        return image
    sides = [int(side) for side in card["ocelli.resize.size"].split()]
    if mode == "exact":
        size = (sides[1], sides[0])
    else:
        edge, (width, height) = sides[0], image.size
        size = (edge, edge * height // width) if width <= height else (edge * width // height, edge)
    return image.resize(size, Image.Resampling[card["ocelli.resize.filter"].upper()])


def our_tensor(image: Image.Image, card: dict[str, str]) -> np.ndarray:
    pixels = np.asarray(resized(image, card), np.float32)
    if "ocelli.crop.size" in card:
        height, width = (int(side) for side in card["ocelli.crop.size"].split())
        top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
        pixels = pixels[top : top + height, left : left + width]
    if card.get("ocelli.input.channels") == "bgr":
        pixels = pixels[:, :, ::-1]
    divisor, mean, std = (
        np.array(card[f"ocelli.normalize.{key}"].split(), np.float32) for key in ("divisor", "mean", "std")
    )
    return ((pixels / divisor - mean) / std).transpose(2, 0, 1)


def main() -> None:
    failed = []
    for folder in sorted(HERE.iterdir()):
        config, settings, expected = (
            json.loads((folder / f"{name}.json").read_text())
            for name in ("config", "preprocessor_config", "expected")
        )
        if "card" not in expected:
            continue
        for size in ((640, 480), (481, 517)):
            ours, theirs = our_tensor(picture(*size), expected["card"]), their_tensor(picture(*size), config, settings)
            same = ours.shape == theirs.shape
            difference = float(np.abs(ours - theirs).max() / np.abs(theirs).max()) if same else np.inf
            print(f"{folder.name} {size}: {difference:.2g}")
            if not difference <= TOLERANCE:
                failed.append(f"{folder.name} {size}: {ours.shape} {theirs.shape} {difference:.3g}")
    raise SystemExit("\n".join(["these differ:", *failed]) if failed else 0)


if __name__ == "__main__":
    main()
