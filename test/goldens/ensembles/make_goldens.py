"""What LightGBM 4.7.0 and scikit-learn 1.9.1 reach with the estimators of exported projects: the mean over five folds of its bundled sets."""

import json
from pathlib import Path

import numpy as np
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import roc_auc_score, root_mean_squared_error
from sklearn.model_selection import KFold, StratifiedKFold

HERE = Path(__file__).parent
SETS = {"diabetes": load_diabetes, "breast-cancer": load_breast_cancer, "iris": load_iris, "wine": load_wine}
BOOSTING = "n_estimators=100, learning_rate=0.1, min_child_weight=0.001, reg_alpha=0, reg_lambda=0, subsample=1, colsample_bytree=1, random_state=0, num_leaves=31, max_depth=-1, min_child_samples=20, min_split_gain=0, min_data_in_bin=1, subsample_freq=1, n_jobs=1, verbose=-1"
ESTIMATORS = {
    ("gradient-boosting", "regression"): f'LGBMRegressor(objective="regression", {BOOSTING})',
    ("gradient-boosting", "binary"): f'LGBMClassifier(objective="binary", {BOOSTING})',
    ("gradient-boosting", "multiclass"): f'LGBMClassifier(objective="multiclass", {BOOSTING})',
    ("random-forest", "regression"): 'RandomForestRegressor(n_estimators=100, max_depth=None, min_samples_leaf=1, max_features=1.0, bootstrap=True, random_state=0)',
    ("random-forest", "binary"): 'RandomForestClassifier(n_estimators=100, max_depth=None, min_samples_leaf=1, max_features="sqrt", bootstrap=True, random_state=0)',
    ("random-forest", "multiclass"): 'RandomForestClassifier(n_estimators=100, max_depth=None, min_samples_leaf=1, max_features="sqrt", bootstrap=True, random_state=0)',
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
        task = "regression" if not is_class else "binary" if y.max() == 1 else "multiclass"
        for (model, of_task), code in ESTIMATORS.items():
            if of_task != task:
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
