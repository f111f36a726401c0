"""Fits a model's temperature and its threshold for "unsure".

    python calibrate.py MODEL FOLDER --out calibration.json

FOLDER holds labelled photographs, one folder a class, named by WordNet id. Only the half that
`split.py` sets aside for fitting is looked at; `evaluate.py` states its figures on the other.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import card
from evaluate import logits_of, probabilities, top
from split import is_for_fitting, labelled_photos

TEMPERATURES = np.round(np.arange(0.3, 2.001, 0.01), 2)
THRESHOLDS = np.round(np.arange(0.3, 0.951, 0.01), 2)
WANTED_PRECISION = 0.9


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    data = options.model.read_bytes()
    ids = card.read(data)["ocelli.label-ids"].split("\n")
    photos = [pair for pair in labelled_photos(options.folder, ids) if is_for_fitting(pair[0])]
    logits = logits_of(data, [path for path, _ in photos])
    truth = np.array([label for _, label in photos])
    temperature = fit_temperature(logits, truth)
    below = fit_threshold(probabilities(logits, temperature), top(logits, 1)[:, 0] == truth)
    fitted = {"temperature": temperature, "unsure_below": below, "photos": len(photos)}
    options.out.write_text(json.dumps(fitted, indent=2) + "\n")
    print(fitted)


def fit_temperature(logits: np.ndarray, truth: np.ndarray) -> float:
    """The temperature with the smallest negative log likelihood (Guo et al. 2017)."""
    rows = np.arange(len(truth))
    losses = [-np.log(probabilities(logits, t)[rows, truth]).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def fit_threshold(scores: np.ndarray, right: np.ndarray) -> float:
    """The lowest threshold at which the answers above it are right nine times in ten."""
    best = scores.max(axis=1)
    for threshold in THRESHOLDS:
        sure = best >= threshold
        if sure.any() and right[sure].mean() >= WANTED_PRECISION:
            return float(threshold)
    raise ValueError(f"no threshold up to {THRESHOLDS[-1]} gives {WANTED_PRECISION} precision")


if __name__ == "__main__":
    main()
