"""Losses of scikit-learn's forests on the folds of peers.json, which make_goldens.py makes first: mean squared errors, of numbers or of probabilities, over five seeds."""

import json
from pathlib import Path

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor  # noqa: F401

HERE = Path(__file__).parent
CASES = [(model, params) for model in ("random-forest", "extra-trees") for params in ({}, {"criterion": "entropy"}, {"minSamplesSplit": 10}, {"bootstrap": model == "extra-trees"})]


def code_of(model, params, is_class, seed):
    name = ("RandomForest" if model == "random-forest" else "ExtraTrees") + ("Classifier" if is_class else "Regressor")
    criterion = f', criterion="{params["criterion"]}"' if "criterion" in params else ""
    split = f", min_samples_split={params['minSamplesSplit']}" if "minSamplesSplit" in params else ""
    features = '"sqrt"' if is_class else "1.0"
    bootstrap = params.get("bootstrap", model == "random-forest")
    return f"{name}(n_estimators=100{criterion}, max_depth=None{split}, min_samples_leaf=1, max_features={features}, bootstrap={bootstrap}, random_state={seed})"


def loss(estimator, x, y):
    if not hasattr(estimator, "predict_proba"):
        return float(np.mean((estimator.predict(x) - y) ** 2))
    p = estimator.predict_proba(x)
    return float(np.mean(((p - np.eye(p.shape[1])[y]) ** 2).sum(1)))


def main():
    result = []
    for one in json.loads((HERE / "peers.json").read_text()):
        x, folds = np.array(one["columns"]).T, np.array(one["folds"])
        is_class = len(one["classes"]) > 0
        y = np.array(one["y"], dtype=int if is_class else float)
        for model, params in CASES:
            if "criterion" in params and not is_class:
                continue
            losses = [
                float(np.mean([loss(eval(code_of(model, params, is_class, seed)).fit(x[folds != k], y[folds != k]), x[folds == k], y[folds == k]) for seed in range(5)]))
                for k in range(5)
            ]
            result.append({"set": one["name"], "model": model, "params": params, "code": code_of(model, params, is_class, 0), "losses": losses})
    (HERE / "forest-peers.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")


main()
