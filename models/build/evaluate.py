"""The accuracy of a model on labelled photographs, through Pillow, numpy and ONNX Runtime.

    python evaluate.py MODEL FOLDER [--json] [--photos-to FILE]

FOLDER holds one folder a class, named by WordNet id. Top-1 and top-5 are over all of the model's
classes and all photographs. Figures that depend on the fitted temperature and threshold are of
the half that they were not fitted on.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import card
from pixels import Preprocessing, photo_tensor
from runtime import run_all
from split import is_for_fitting, labelled_photos


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--photos-to", type=Path, help="write each photo's answer as JSON")
    options = parser.parse_args()
    data = options.model.read_bytes()
    entries = card.read(data)
    photos = labelled_photos(options.folder, entries["ocelli.label-ids"].split("\n"))
    logits = logits_of(data, [path for path, _ in photos])
    figures = summary(photos, logits, entries)
    if options.photos_to:
        answers = [answer(path, row, entries) for (path, _), row in zip(photos, logits)]
        options.photos_to.write_text(json.dumps(answers, indent=1) + "\n")
    lines = [f"{key}: {value}" for key, value in figures.items()]
    print(json.dumps(figures, indent=2) if options.json else "\n".join(lines))


def logits_of(data: bytes, paths: list[Path]) -> np.ndarray:
    """The logits of every photo, prepared as the model's card says."""
    how = Preprocessing.from_card(card.read(data))
    return run_all(data, np.stack([photo_tensor(path, how) for path in paths]))


def probabilities(logits: np.ndarray, temperature: float) -> np.ndarray:
    scaled = logits.astype(np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def top(logits: np.ndarray, k: int) -> np.ndarray:
    """The k best classes of each row, best first; the lower index first where two are equal."""
    return np.argsort(-logits, axis=-1, kind="stable")[..., :k]


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error over equal bins of confidence (Guo et al. 2017)."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[places == b].mean() - right[places == b].mean()) * (places == b).mean()
        for b in np.unique(places)
    ]
    return float(sum(gaps))


def summary(photos, logits: np.ndarray, entries: dict[str, str]) -> dict:
    """The figures that a README states."""
    truth = np.array([label for _, label in photos])
    right1 = top(logits, 1)[:, 0] == truth
    right5 = (top(logits, 5) == truth[:, None]).any(axis=1)
    stated = np.array([not is_for_fitting(path) for path, _ in photos])
    below = float(entries["ocelli.unsure.below"])
    confidence = probabilities(logits, float(entries["ocelli.output.temperature"])).max(axis=1)
    sure = stated & (confidence >= below)
    uncalibrated = probabilities(logits, 1.0).max(axis=1)
    return {
        "photos": len(photos),
        "top1": round(float(right1.mean()), 4),
        "top5": round(float(right5.mean()), 4),
        "calibration_photos": int(stated.sum()),
        "sure_share": round(float(sure.sum() / stated.sum()), 4),
        "sure_precision": round(float(right1[sure].mean()), 4),
        "unsure_precision": round(float(right1[stated & ~sure].mean()), 4),
        "calibration_error": round(calibration_error(confidence[stated], right1[stated]), 4),
        "calibration_error_at_temperature_1": round(
            calibration_error(uncalibrated[stated], right1[stated]), 4
        ),
    }


def answer(path: Path, logits: np.ndarray, entries: dict[str, str]) -> dict:
    """One photo's top 5, to be compared with another implementation's."""
    labels = entries["ocelli.labels"].split("\n")
    scores = probabilities(logits, float(entries["ocelli.output.temperature"]))
    best = [int(i) for i in top(logits, 5)]
    return {
        "photo": f"{path.parent.name}/{path.name}",
        "top1": best[0],
        "label": labels[best[0]],
        "score": round(float(scores[best[0]]), 6),
        "top5": best,
        "logits_top5": [round(float(logits[i]), 5) for i in best],
    }


if __name__ == "__main__":
    main()
