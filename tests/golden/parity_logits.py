"""Writes what the models answer to photographs through Pillow, NumPy and ONNX Runtime for Python.

    python tests/golden/parity_logits.py samples            into parity/logits-*.f32 and logits.json
    python tests/golden/parity_logits.py imagenette DIR     into parity/imagenette.json

`samples` are web/page/samples; DIR is data/imagenette-val. Needs what models/build/requirements.txt
lists, whose pixels.py and runtime.py do the work.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "models/build"))

import card  # noqa: E402
from pixels import Preprocessing, photo_tensor  # noqa: E402
from runtime import run_all  # noqa: E402

FOLDER = Path(__file__).with_name("parity")
MODELS = ("imagenet", "imagenet-large")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["samples", "imagenette"])
    parser.add_argument("folder", type=Path, nargs="?")
    options = parser.parse_args()
    if options.what == "samples":
        write_samples()
    else:
        write_imagenette(options.folder)


def answers(model: str, paths: list[Path]) -> tuple[list[str], np.ndarray]:
    """Digests of the tensors, and the logits."""
    data = (ROOT / "models" / model / "model.onnx").read_bytes()
    how = Preprocessing.from_card(card.read(data))
    tensors = np.stack([photo_tensor(path, how) for path in paths])
    digests = [hashlib.sha256(tensor.tobytes()).hexdigest()[:16] for tensor in tensors]
    # One at a time, as the page runs them.
    return digests, run_all(data, tensors, batch=1)


def write_samples():
    paths = sorted((ROOT / "web/page/samples").glob("*.jpg"))
    found = {"photos": [path.name for path in paths], "tensors": {}}
    for model in MODELS:
        found["tensors"][model], logits = answers(model, paths)
        (FOLDER / f"logits-{model}.f32").write_bytes(logits.astype("<f4").tobytes())
    (FOLDER / "logits.json").write_text(json.dumps(found, indent=1) + "\n")


def write_imagenette(folder: Path):
    """Photographs in the order of their paths; `truth` is the class of each one's folder."""
    model = MODELS[0]
    ids = card.read((ROOT / "models" / model / "model.onnx").read_bytes())["ocelli.label-ids"].split("\n")
    paths = sorted(folder.glob("*/*"), key=lambda path: path.relative_to(folder).as_posix())
    digests, logits = answers(model, paths)
    best = np.sort(logits, axis=1)[:, ::-1]
    found = {
        "truth": [ids.index(path.parent.name) for path in paths],
        "top1": [int(index) for index in logits.argmax(axis=1)],
        "leastLead": round(float((best[:, 0] - best[:, 1]).min()), 6),
        "tensors": digests,
    }
    lines = [f'"{key}": {json.dumps(value)}' for key, value in found.items()]
    (FOLDER / "imagenette.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
