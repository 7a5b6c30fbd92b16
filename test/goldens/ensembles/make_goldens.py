"""What scikit-learn 1.9.1 reaches with the estimators of exported projects: the mean over five folds of its bundled sets."""

import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import roc_auc_score, root_mean_squared_error
from sklearn.model_selection import KFold, StratifiedKFold

HERE = Path(__file__).parent
SETS = {"diabetes": load_diabetes, "breast-cancer": load_breast_cancer, "iris": load_iris, "wine": load_wine}
ESTIMATORS = {
    ("gradient-boosting", False): "HistGradientBoostingRegressor(max_iter=100, learning_rate=0.1, max_leaf_nodes=31, max_depth=None, min_samples_leaf=20, l2_regularization=0, early_stopping=False, random_state=0)",
    ("gradient-boosting", True): "HistGradientBoostingClassifier(max_iter=100, learning_rate=0.1, max_leaf_nodes=31, max_depth=None, min_samples_leaf=20, l2_regularization=0, early_stopping=False, random_state=0)",
    ("random-forest", False): 'RandomForestRegressor(n_estimators=100, max_depth=None, min_samples_leaf=1, max_features=1.0, bootstrap=True, random_state=0)',
    ("random-forest", True): 'RandomForestClassifier(n_estimators=100, max_depth=None, min_samples_leaf=1, max_features="sqrt", bootstrap=True, random_state=0)',
}


def judge(estimator, x, y):
    if not hasattr(estimator, "predict_proba"):
        return root_mean_squared_error(y, estimator.predict(x))
    p = estimator.predict_proba(x)
    return roc_auc_score(y, p[:, 1]) if p.shape[1] == 2 else roc_auc_score(y, p, multi_class="ovr")


def main():
    sets = []
    for name, loader in SETS.items():
        x, y = loader(return_X_y=True)
        is_class = name != "diabetes"
        folds = np.zeros(len(y), int)
        splitter = (StratifiedKFold if is_class else KFold)(5, shuffle=True, random_state=1)
        for k, (_, held) in enumerate(splitter.split(x, y)):
            folds[held] = k
        peers = {}
        for (model, classifies), code in ESTIMATORS.items():
            if classifies != is_class:
                continue
            scores = []
            for k in range(5):
                estimator = eval(code).fit(x[folds != k], y[folds != k])
                scores.append(judge(estimator, x[folds == k], y[folds == k]))
            peers[model] = {"code": code, "score": float(np.mean(scores))}
        classes = [f"c{k}" for k in range(int(y.max()) + 1)] if is_class else []
        sets.append({"name": name, "columns": x.T.tolist(), "y": y.tolist(), "folds": folds.tolist(), "classes": classes, "peers": peers})
    (HERE / "peers.json").write_text(json.dumps(sets, separators=(",", ":")) + "\n")


main()
