{{#if anomaly}}
"""Figures of the scores that a model gave, as NumPy defines them."""
{{else}}
"""Metrics as `sklearn.metrics` defines them; None where one is undefined."""
{{/if}}

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics

from ..data.schema import LABELS, POSITIVE

Metrics = dict[str, float | None]


{{#if targetless}}
{{#if anomaly}}
def measure(labels: NDArray[Any], scores: NDArray[np.float64], _features: NDArray[np.float64]) -> Metrics:
    """The share of the rows that stand out, and quantiles of all scores."""
    low, q01, q05, median, high = np.quantile(scores, [0, 0.01, 0.05, 0.5, 1]).tolist()
    return {
        "anomaly_share": float((labels == "anomaly").mean()),
        "score_min": low,
        "score_q01": q01,
        "score_q05": q05,
        "score_median": median,
        "score_max": high,
    }
{{else}}
def measure(labels: NDArray[Any], distances: NDArray[np.float64], features: NDArray[np.float64]) -> Metrics:
    """How far the clusters lie apart, and the sum of the squared distances from their middles."""
    return {
        "calinski_harabasz": _figure(metrics.calinski_harabasz_score, features, labels),
        "davies_bouldin": _figure(metrics.davies_bouldin_score, features, labels),
        "inertia": float((distances**2).sum()),
    }


{{/if}}
{{else}}
def measure(truth: NDArray[Any], scores: NDArray[np.float64]) -> Metrics:
    """Metrics of probabilities [rows, labels], or of predicted numbers [rows]."""
    return _of_labels(truth.astype(str), scores) if LABELS else _of_numbers(truth.astype(np.float64), scores)


def _of_numbers(truth: NDArray[Any], predicted: NDArray[np.float64]) -> Metrics:
    return {
        "r2": _figure(metrics.r2_score, truth, predicted) if len(truth) > 1 else None,
        "mean_absolute_error": _figure(metrics.mean_absolute_error, truth, predicted),
        "root_mean_squared_error": _figure(metrics.root_mean_squared_error, truth, predicted),
    }


def _of_labels(truth: NDArray[Any], probabilities: NDArray[np.float64]) -> Metrics:
    labels = np.array(LABELS)
    predicted = labels[probabilities.argmax(axis=1)]
    binary = len(LABELS) == 2
    average = {"average": "binary", "pos_label": POSITIVE} if binary else {"average": "macro"}
    figures: Metrics = {
        "accuracy": _figure(metrics.accuracy_score, truth, predicted),
        "balanced_accuracy": _figure(metrics.balanced_accuracy_score, truth, predicted),
        "precision": _figure(metrics.precision_score, truth, predicted, zero_division=0, **average),
        "recall": _figure(metrics.recall_score, truth, predicted, zero_division=0, **average),
        "f1": _figure(metrics.f1_score, truth, predicted, zero_division=0, **average),
        "log_loss": _figure(metrics.log_loss, truth, probabilities, labels=labels),
    }
    if binary:
        at = LABELS.index(POSITIVE or LABELS[-1])
        figures["roc_auc"] = _figure(metrics.roc_auc_score, truth == labels[at], probabilities[:, at])
    else:
        areas = [
            _figure(metrics.roc_auc_score, truth == label, probabilities[:, i]) for i, label in enumerate(LABELS)
        ]
        known = [area for area in areas if area is not None]
        figures["roc_auc_ovr"] = sum(known) / len(known) if len(known) == len(areas) else None
    return figures


{{/if}}
{{#if anomaly}}{{else}}
def _figure(score: Callable[..., Any], *arguments: Any, **options: Any) -> float | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = float(score(*arguments, **options))
        except ValueError:
            return None
    return value if math.isfinite(value) else None
{{/if}}
