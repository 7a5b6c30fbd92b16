"""The peer of training.bench.ts: CPU seconds of scikit-learn and LightGBM on the same rows, one thread, printed as JSON."""

import json
import sys
import time

import lightgbm
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

folder, rows, features, tree_rows = sys.argv[1], *(int(value) for value in sys.argv[2:5])
x = np.ascontiguousarray(np.fromfile(f"{folder}/x.bin", "<f8").reshape(features, rows).T)
label = np.fromfile(f"{folder}/label.bin", "<f8")
number = np.fromfile(f"{folder}/number.bin", "<f8")


def seconds(run):
    before = time.process_time()
    run()
    return time.process_time() - before


def fastest(make, solvers, target):
    """CPU seconds of the solver that takes least, and its name; the scaler is part of the work."""
    return min((seconds(lambda: make(solver=solver).fit(StandardScaler().fit_transform(x), target)), solver) for solver in solvers)


logistic, logistic_solver = fastest(LogisticRegression, ("lbfgs", "newton-cholesky"), label)
ridge, ridge_solver = fastest(Ridge, ("cholesky", "lsqr"), number)
print(
    json.dumps(
        {
            "logistic": logistic,
            "logisticSolver": logistic_solver,
            "ridge": ridge,
            "ridgeSolver": ridge_solver,
            "linear": seconds(lambda: LinearRegression().fit(x, number)),
            "tree": seconds(lambda: DecisionTreeClassifier(max_depth=10, random_state=0).fit(x[:tree_rows], label[:tree_rows])),
            "boosting": seconds(lambda: lightgbm.LGBMClassifier(n_jobs=1, verbose=-1).fit(x[:tree_rows], label[:tree_rows])),
            # A fifth of the trees costs a fifth.
            "forest": 5 * seconds(lambda: RandomForestClassifier(n_estimators=20, random_state=0).fit(x[:tree_rows], label[:tree_rows])),
        }
    )
)
