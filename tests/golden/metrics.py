"""Writes metrics_cases.bin: what scikit-learn says of 1,000 random classifications.

    python tests/golden/metrics.py

Needs numpy, scipy and scikit-learn (tried: 2.4.6, 1.17.1, 1.9.1). The inputs are drawn from a linear
congruential generator that tests/unit/data/metrics_cases.h repeats, so that only outputs are stored:
one float64 after the other, in the order in which `single_label` and `multi_label` give them.
"""

import warnings
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, softmax
from sklearn import metrics
from sklearn.calibration import calibration_curve

OUT = Path(__file__).with_name("metrics_cases.bin")
CASES = 1000
BINS = 15


class Draws:
    def __init__(self, seed):
        self.state = seed

    def word(self):
        self.state = (1664525 * self.state + 1013904223) % 2**32
        return self.state >> 8

    def below(self, count):
        return self.word() % count


class Case:
    """The inputs of case `index`; metrics_cases.h makes the same."""

    def __init__(self, index):
        draws = Draws(index)
        self.multi_label = index % 2 == 1
        self.classes = 1 + draws.below(6) if self.multi_label else 2 + draws.below(7)
        self.photos = 1 + draws.below(60)
        self.temperature = [1.0, 0.5, 2.0][draws.below(3)]
        ties = draws.below(3)  # 0: none to speak of, 1: many, 2: saturated
        which = draws.below(4)  # what the labels are like
        shape = (self.photos, self.classes)
        self.logits = np.empty(shape, np.float32)
        for i in range(self.photos):
            for c in range(self.classes):
                value = (draws.word() - 2**23) / 2**20
                self.logits[i, c] = [value, np.floor(value * 2) / 2, value * 16][ties]
        if self.multi_label:
            self.targets = np.zeros(shape, np.int64)
            for i in range(self.photos):
                for c in range(self.classes):
                    true = draws.below(3) == 0 or (which == 3 and self.logits[i, c] > 2)
                    # A label that nothing has, and one that everything has.
                    self.targets[i, c] = 0 if which == 1 and c == 0 else 1 if which == 2 and c == 0 else true
        else:
            self.labels = np.zeros(self.photos, np.int64)
            for i in range(self.photos):
                label = draws.below(self.classes)
                best = int(np.argmax(self.logits[i]))
                # Often right; one class alone; a class that never occurs; any.
                self.labels[i] = [best if draws.below(2) else label, 0, max(label, 1), label][which]


def averages(truth, answers, **options):
    for average in ("macro", "weighted", "micro"):
        yield from metrics.precision_recall_fscore_support(
            truth, answers, average=average, zero_division=0, **options
        )[:3]


def ranking(scores, truth):
    for c in range(truth.shape[1]):
        yield metrics.average_precision_score(truth[:, c], scores[:, c])
        yield metrics.roc_auc_score(truth[:, c], scores[:, c])


def expected_calibration_error(came_true, probability):
    true, predicted = calibration_curve(came_true, probability, n_bins=BINS, pos_label=1)
    inner = np.linspace(0, 1, BINS + 1)[1:-1]
    counts = np.bincount(np.searchsorted(inner, probability), minlength=BINS)
    return np.sum(np.abs(true - predicted) * counts[counts > 0]) / len(probability)


def fitted_temperature(loss):
    """The minimum of a convex function of the inverse temperature, from 0.2 to 5."""
    found = minimize_scalar(loss, bounds=(1 / 5, 1 / 0.2), method="bounded", options={"xatol": 1e-11})
    candidates = [found.x, 1 / 5, 1 / 0.2]
    return 1 / min(candidates, key=loss)


def unsure_below(best, right):
    """As models/build/calibrate.py finds it; NaN where there is none."""
    for threshold in np.round(np.arange(0.3, 0.951, 0.01), 2):
        sure = best >= threshold
        if sure.any() and right[sure].mean() >= 0.9:
            return threshold
    return np.nan


def top_k(case, k):
    # Equal scores are ordered by class, the lower first; scikit-learn takes the higher: turn them round.
    labels = np.arange(case.classes)
    if k >= case.classes:
        return 1.0
    if case.classes == 2:
        return metrics.accuracy_score(case.labels, case.logits.argmax(axis=1))
    return metrics.top_k_accuracy_score(
        case.classes - 1 - case.labels, case.logits[:, ::-1], k=k, labels=labels
    )


def single_label(case):
    logits = case.logits.astype(np.float64)
    p = softmax(logits / case.temperature, axis=1)
    answers = logits.argmax(axis=1)
    labels = np.arange(case.classes)
    truth = (case.labels[:, None] == labels).astype(np.int64)
    rows = np.arange(case.photos)
    right = answers == case.labels
    yield top_k(case, 1)
    yield top_k(case, 5)
    yield from averages(case.labels, answers)
    yield expected_calibration_error(right.astype(np.int64), p[rows, answers])
    yield metrics.log_loss(case.labels, p, labels=labels)
    yield metrics.brier_score_loss(case.labels, p, labels=labels, scale_by_half=False)
    yield fitted_temperature(lambda b: -log_softmax(logits * b, axis=1)[rows, case.labels].mean())
    yield unsure_below(p[rows, answers], right)
    scores = metrics.precision_recall_fscore_support(case.labels, answers, labels=labels, zero_division=0)
    for c in labels:
        yield from (column[c] for column in scores)
    yield from metrics.confusion_matrix(case.labels, answers, labels=labels).ravel()
    if case.classes == 2:
        yield from ranking(p, truth)


def best_f1(truth, p):
    """The best that any threshold gives."""
    if not truth.any():
        return 0.0
    return max(metrics.f1_score(truth, p >= t, zero_division=0) for t in np.unique(p))


def multi_label(case):
    logits = case.logits.astype(np.float64)
    p = expit(logits / case.temperature)
    answers = (p >= 0.5).astype(np.int64)
    truth = case.targets
    as_table = case.classes > 1
    # One column alone would be taken for a binary problem, both of whose classes count.
    options = {} if as_table else {"labels": [1]}
    flat = (lambda table: table) if as_table else np.ravel
    yield from averages(flat(truth), flat(answers), **options)
    yield expected_calibration_error(truth.ravel(), p.ravel())
    yield metrics.log_loss(truth.ravel(), p.ravel(), labels=[0, 1])
    yield np.mean((truth - p) ** 2)
    signs = 2 * truth - 1
    yield fitted_temperature(lambda b: np.logaddexp(0, -signs * logits * b).mean())
    for c in range(case.classes):
        yield from (
            column[0]
            for column in metrics.precision_recall_fscore_support(
                truth[:, c], answers[:, c], labels=[1], zero_division=0
            )
        )
        yield best_f1(truth[:, c], p[:, c])
    ranks = list(ranking(logits, truth))
    yield from ranks
    with_photos = truth.any(axis=0)
    yield np.mean(np.array(ranks[::2])[with_photos]) if with_photos.any() else 0.0


def main():
    warnings.simplefilter("ignore")
    values = []
    for index in range(CASES):
        case = Case(index)
        values.extend(multi_label(case) if case.multi_label else single_label(case))
    np.array(values, "<f8").tofile(OUT)
    print(f"{CASES} cases, {len(values)} values, {OUT.stat().st_size} bytes")


main()
