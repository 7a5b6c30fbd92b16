"""Makes the goldens of the metrics. Needs scikit-learn 1.9.1; run it in its own folder."""

import json
import warnings
from pathlib import Path

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

HERE = Path(__file__).parent
cases = []


def clean(value):
    return None if value is None or not np.isfinite(value) else float(value)


def regression(name, y, p):
    y, p = np.asarray(y, float), np.asarray(p, float)
    expected = {
        "r2": clean(m.r2_score(y, p)),
        "mean_absolute_error": clean(m.mean_absolute_error(y, p)),
        "root_mean_squared_error": clean(m.root_mean_squared_error(y, p)),
    }
    cases.append({"name": name, "task": "regression", "y": y.tolist(), "prediction": p.tolist(), "classes": [], "metrics": expected, "residuals": residuals(y, p)})


def residuals(y, p):
    off = y - p
    counts, edges = np.histogram(off, bins=40)
    both = np.histogram_bin_edges(np.concatenate([y, p]), bins=40)
    plane, _, _ = np.histogram2d(y, p, bins=[both, both])
    spread, x_edges, _ = np.histogram2d(p, off, bins=[np.histogram_bin_edges(p, bins=40), edges])
    return {
        "mean": float(np.mean(off)),
        "medianAbsolute": m.median_absolute_error(y, p),
        "largestAbsolute": m.max_error(y, p),
        "residuals": {"edges": edges.tolist(), "counts": counts.tolist()},
        "predicted": {"edges": both.tolist(), "cells": cells(plane)},
        "spread": {"edges": x_edges.tolist(), "cells": cells(spread)},
    }


def cells(plane):
    return [[int(i), int(j), int(plane[i, j])] for i, j in np.argwhere(plane > 0)]


THRESHOLDS = [0.01, 0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 0.99]


def class_curves(y, p, k, label):
    truth, score = y == k, p[:, k]
    at = []
    for threshold in sorted({*THRESHOLDS, *np.unique(score)[:: max(1, len(y) // 20)].tolist()}):
        called = score >= threshold
        (tn, fp), (fn, tp) = m.confusion_matrix(truth, called, labels=[False, True]).tolist()
        precision, recall, f1, _ = m.precision_recall_fscore_support(truth, called, average="binary", pos_label=True, zero_division=0, labels=None) if truth.any() or called.any() else (0.0, 0.0, 0.0, None)
        at.append({"threshold": threshold, "tn": tn, "fp": fp, "fn": fn, "tp": tp, "precision": precision, "recall": recall, "f1": f1})
    shares, means = calibration_curve(truth, score, n_bins=10) if 0 < truth.sum() < len(y) else (None, None)
    return {
        "label": label,
        "averagePrecision": m.average_precision_score(truth, score) if truth.any() else None,
        "at": at,
        "calibration": None if shares is None else {"shareTrue": shares.tolist(), "meanPredicted": means.tolist()},
    }


def classification(name, y, p, classes, positive=None):
    y, p = np.asarray(y, int), np.asarray(p, float)
    labels = list(range(len(classes)))
    guess = p.argmax(axis=1)
    binary = len(classes) == 2
    chosen = classes.index(positive) if positive else len(classes) - 1
    average = {"average": "binary", "pos_label": chosen} if binary else {"average": "macro"}
    if binary and chosen not in set(y) | set(guess):
        average = {"average": "macro", "labels": [chosen]}
    expected = {
        "accuracy": m.accuracy_score(y, guess),
        "balanced_accuracy": m.balanced_accuracy_score(y, guess),
        "precision": m.precision_score(y, guess, **average),
        "recall": m.recall_score(y, guess, **average),
        "f1": m.f1_score(y, guess, **average),
        "log_loss": m.log_loss(y, p, labels=labels),
    }
    whole = len(set(y)) == len(classes)
    if binary:
        expected["roc_auc"] = m.roc_auc_score(y == chosen, p[:, chosen]) if whole else None
    else:
        expected["roc_auc_ovr"] = m.roc_auc_score(y, p, multi_class="ovr", average="macro", labels=labels) if whole else None
    curves = []
    for k in [chosen] if binary else labels:
        if 0 < (y == k).sum() < len(y):
            fpr, tpr, thresholds = m.roc_curve(y == k, p[:, k])
            curves.append({"label": classes[k], "fpr": fpr.tolist(), "tpr": tpr.tolist(), "thresholds": [None if np.isinf(t) else t for t in thresholds.tolist()]})
    cases.append(
        {
            "name": name,
            "task": "binary" if binary else "multiclass",
            "y": y.tolist(),
            "probabilities": p.ravel().tolist(),
            "classes": classes,
            "positive": positive,
            "metrics": {key: clean(value) for key, value in expected.items()},
            "explained": clean(m.d2_log_loss_score(y, p, labels=labels)) if len(set(y)) > 1 else None,
            "confusion": m.confusion_matrix(y, guess, labels=labels).tolist(),
            "roc": curves,
            "curves": [class_curves(y, p, k, classes[k]) for k in ([chosen] if binary else labels)],
        }
    )


def pair(p):
    p = np.asarray(p, float)
    return np.column_stack([1 - p, p])


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(3)
    y = rng.normal(size=300)
    regression("plain", y, y + 0.3 * rng.normal(size=300))
    regression("far from 0", y + 1e9, y + 1e9 + 0.1 * rng.normal(size=300))
    regression("wide range", np.append(y, 1e30), np.append(y, 0.9e30))
    regression("worse than the mean", y, -3 * y)
    regression("constant, hit", [2.5] * 5, [2.5] * 5)
    regression("constant, missed", [2.5] * 5, [2.5, 2.5, 2.5, 2.5, 2.0])
    regression("one row", [1.0], [2.0])
    for name, rows in (("random", 400), ("small", 15)):
        y = rng.integers(0, 2, rows)
        p = np.clip(0.35 * y + rng.uniform(0, 0.65, rows), 0, 1)
        classification(f"{name} binary", y, pair(p), ["no", "yes"])
        classification(f"{name} binary, first is positive", y, pair(p), ["no", "yes"], "no")
        classification(f"{name} binary, many ties", y, pair(np.round(p, 1)), ["no", "yes"])
        t = rng.integers(0, 3, rows)
        q = rng.uniform(size=(rows, 3)) + 0.6 * np.eye(3)[t]
        q /= q.sum(axis=1, keepdims=True)
        classification(f"{name} three classes", t, q, ["a", "b", "c"])
    classification("perfect", [0, 1, 0, 1], pair([0, 1, 0, 1]), ["no", "yes"])
    classification("all wrong", [0, 1, 0, 1], pair([1, 0, 1, 0]), ["no", "yes"])
    classification("never positive", [0, 1, 0, 1], pair([0.1, 0.2, 0.3, 0.4]), ["no", "yes"])
    classification("half", [0, 1, 0, 1], pair([0.5, 0.5, 0.5, 0.5]), ["no", "yes"])
    classification("one class, no positives", [0, 0, 0], pair([0.1, 0.2, 0.3]), ["no", "yes"])
    classification("one class, all positive", [1, 1, 1], pair([0.1, 0.2, 0.9]), ["no", "yes"])
    classification("a class is absent", [0, 1, 1], [[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8]], ["a", "b", "c"])
    classification("a class is absent and never said", [0, 1, 1], [[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.6, 0.3, 0.1]], ["a", "b", "c"])
    (HERE / "metrics.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


main()
