"""What shrink on load changes in a model's answers to large JPEGs.

    python compare_shrink.py MODEL FOLDER

Every JPEG below FOLDER that the card's rule would decode at 1/2, 1/4 or 1/8 is prepared both ways.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

import card
from evaluate import probabilities, top
from pixels import Preprocessing, photo_tensor
from runtime import run_all


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    data = options.model.read_bytes()
    entries = card.read(data)
    how = Preprocessing.from_card(entries)
    shrunk, whole = _pairs(options.folder, how)
    logits = [run_all(data, np.stack(tensors)) for tensors in (shrunk, whole)]
    temperature = float(entries["ocelli.output.temperature"])
    scores = [probabilities(row, temperature).max(axis=1) for row in logits]
    best = [top(row, 1)[:, 0] for row in logits]
    levels = [np.abs(a - b) * how.std[0] * how.divisor for a, b in zip(shrunk, whole)]
    print(json.dumps({
        "photos": len(shrunk),
        "same_top1": int((best[0] == best[1]).sum()),
        "mean_pixel_difference": round(float(np.mean(levels)), 3),
        "mean_score_difference": round(float(np.abs(scores[0] - scores[1]).mean()), 4),
        "largest_score_difference": round(float(np.abs(scores[0] - scores[1]).max()), 4),
        "scores_where_top1_differs": [
            [round(float(a), 3), round(float(b), 3)]
            for a, b, same in zip(*scores, best[0] == best[1]) if not same
        ],
    }, indent=2))  # fmt: skip


def _pairs(folder: Path, how: Preprocessing):
    """(tensors with shrink on load, tensors without) of the photos in which it changes anything."""
    shrunk, whole = [], []
    for path in sorted(folder.rglob("*.jp*g")):
        if path.is_symlink():
            continue
        tensors = photo_tensor(path, how), photo_tensor(path, replace(how, shrink=0))
        if not np.array_equal(*tensors):
            shrunk.append(tensors[0])
            whole.append(tensors[1])
    if not shrunk:
        raise SystemExit(f"{folder}: no JPEG large enough to be shrunk on load")
    return shrunk, whole


if __name__ == "__main__":
    main()
