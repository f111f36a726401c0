"""Trains every network of `ocelli arch` on a few photographs, and runs what is saved in ONNX Runtime, native and Web.

    python tests/golden/architectures_training.py --ocelli build/native/ocelli PHOTOS [NAME ...]

PHOTOS has train/ and val/ with the same class folders; 200 photographs to train are enough. For every
network, at a small image size and with as many classes as there are folders: the training loss of the
second epoch against that of the first, which it has to be below; and the saved file's logits for the
card's golden input, by the executor, and by ONNX Runtime in Python and in the Web, which may differ from it by 1e-4 of
the largest. Needs numpy, onnx and onnxruntime, and node with the project's packages.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

TOLERANCE = 1e-4
# Without batch norm, or with so many layers for so few photographs, the others' rate is too high.
GENTLE = ["alexnet", "vgg11", "vgg13", "vgg16", "vgg19", "resnet101"]
# Inception v3's auxiliary head, and AlexNet's pools, leave nothing of a smaller image.
SIDES = {"alexnet": 96, "inception_v3": 299, "cifarnet": 32, "cifarnet_deep": 32}


def call(ocelli, *arguments):
    done = subprocess.run([ocelli, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"ocelli {' '.join(map(str, arguments))}: {done.returncode}\n{done.stderr}")
    return done.stdout


def losses(out):
    """The training loss of each epoch, from the log beside the model."""
    with (out.with_suffix(".training") / "log.csv").open() as log:
        return [float(row["train_loss"]) for row in csv.DictReader(log)]


def golden_input(seed, card):
    """docs/model-card.md, "Golden output"."""
    height, width = map(int, card["ocelli.input.size"].split())
    values, state = np.empty(height * width * 3, np.uint8), seed
    for i in range(values.size):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = state >> 24
    image = values.reshape(height, width, 3).astype(np.float32)
    mean, std = (np.array(card[f"ocelli.normalize.{k}"].split(), np.float32) for k in ("mean", "std"))
    divisor = np.float32(card["ocelli.normalize.divisor"])
    return ((image / divisor - mean) / std).transpose(2, 0, 1)[None]


def logits_of(model, values):
    """By both runtimes."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    yield "native", session.run(["logits"], {"input": values})[0]
    pixels = model.with_suffix(".f32")
    values.tofile(pixels)
    shape = ",".join(map(str, values.shape))
    script = Path(__file__).with_name("web_logits.mjs")
    done = subprocess.run(["node", script, model, pixels, shape], capture_output=True, text=True, check=True)
    yield "web", np.array(json.loads(done.stdout))


def differences(ocelli, model):
    """Between each ONNX Runtime's logits and those that the executor writes into the card."""
    call(ocelli, "card", model, "--golden")
    card = {p.key: p.value for p in onnx.load(model).metadata_props}
    expected = np.array(card["ocelli.golden.values"].split("\n")[0].split(), np.float64)
    first = expected[:-2]
    values = golden_input(int(card["ocelli.golden.seed"]), card)
    return {
        runtime: float(np.abs(logits.flatten()[: first.size] - first).max() / expected[-1])
        for runtime, logits in logits_of(model, values)
    }


def train(ocelli, name, photos, folder):
    base, out = Path(folder) / "base.onnx", Path(folder) / "out.onnx"
    labels = sorted(path.name for path in (photos / "train").iterdir())
    side = SIDES.get(name, 64)
    call(ocelli, "arch", name, "--num-classes", len(labels), "--img-size", side, "-o", base)
    call(ocelli, "train", photos, "--from", base, "-o", out, "--epochs", 2, "--batch-size", 8,
         "--batch-norm", "batch", "--backbone-lr", 1, "--augment", "none", "--dropout", 0,
         "--label-smoothing", 0, "--warmup-epochs", 0, "--schedule", "constant",
         "--lr", 1e-4 if name in GENTLE else 3e-4)
    first, second = losses(out)
    return {"name": name, "side": side, "first_epoch": first, "second_epoch": second,
            "difference": differences(ocelli, out)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--ocelli", required=True)
    arguments = parser.parse_args()
    names = arguments.names or call(arguments.ocelli, "arch", "--list").split()
    failed = []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            result = train(arguments.ocelli, name, arguments.photos, folder)
        print(json.dumps(result), flush=True)
        if not (result["second_epoch"] < result["first_epoch"] and max(result["difference"].values()) <= TOLERANCE):
            failed.append(name)
    sys.exit(f"failed: {failed}" if failed else 0)


if __name__ == "__main__":
    main()
