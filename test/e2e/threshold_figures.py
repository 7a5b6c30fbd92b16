"""scikit-learn's figures of predictions of the rows that were not trained on, at each threshold. Arguments: data, target, predictions, thresholds."""

import hashlib
import json
import sys

import pandas as pd
from sklearn import metrics as m

data, target, predictions, *thresholds = sys.argv[1:]
SEED, TRAIN = 42, 0.8
rows = pd.read_csv(predictions).set_index("row")
labels = pd.read_csv(data)[target]
# The rows of each class in the order of md5, cut at a rounded share.
held = []
for _, stratum in labels.groupby(labels):
    order = sorted(stratum.index, key=lambda row: (hashlib.md5(f"{SEED}:split:{row}".encode()).hexdigest(), row))
    held += order[round(TRAIN * len(order)) :]
rows = rows.loc[sorted(held)]
truth = (labels == 1).loc[rows.index]
score = rows["probability_1"]


def at(threshold: float) -> dict:
    called = score >= threshold
    return {
        "rows": len(rows),
        "counts": m.confusion_matrix(truth, called, labels=[False, True]).tolist(),
        "Precision": m.precision_score(truth, called, zero_division=0),
        "Recall": m.recall_score(truth, called, zero_division=0),
        "F1": m.f1_score(truth, called, zero_division=0),
        "Accuracy": m.accuracy_score(truth, called),
        "averagePrecision": m.average_precision_score(truth, score),
        "rocAuc": m.roc_auc_score(truth, score),
    }


print(json.dumps([at(float(threshold)) for threshold in thresholds]))
