"""scikit-learn's figures of predictions at a threshold. Arguments: data, target, predictions, file of rows that are left out, threshold."""

import json
import sys

import pandas as pd
from sklearn import metrics as m

data, target, predictions, left_out, threshold = sys.argv[1:]
rows = pd.read_csv(predictions).set_index("row")
rows = rows[~rows.index.isin(pd.read_csv(left_out)["row"])]
truth = (pd.read_csv(data)[target] == 1).loc[rows.index]
score = rows["probability_1"]
called = score >= float(threshold)
print(
    json.dumps(
        {
            "rows": len(rows),
            "counts": m.confusion_matrix(truth, called, labels=[False, True]).tolist(),
            "Precision": m.precision_score(truth, called, zero_division=0),
            "Recall": m.recall_score(truth, called, zero_division=0),
            "F1": m.f1_score(truth, called, zero_division=0),
            "Accuracy": m.accuracy_score(truth, called),
            "averagePrecision": m.average_precision_score(truth, score),
            "rocAuc": m.roc_auc_score(truth, score),
        }
    )
)
