"""The peer of training.bench.ts: wall and CPU seconds of scikit-learn and LightGBM on the same rows, printed as JSON."""

import json
import sys
import time
import warnings

import lightgbm
import numpy as np
from sklearn.cluster import KMeans
from sklearn.ensemble import IsolationForest, RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

warnings.simplefilter("ignore", ConvergenceWarning)
folder, rows, features, few, threads, steps = sys.argv[1], *(int(value) for value in sys.argv[2:7])


def matrix(name, count, columns):
    return np.ascontiguousarray(np.fromfile(f"{folder}/{name}.bin", "<f8").reshape(columns, count).T)


def vector(name):
    return np.fromfile(f"{folder}/{name}.bin", "<f8")


x, label, number, five = matrix("x", rows, features), vector("label"), vector("number"), vector("five")


def measure(run, times=1):
    """Seconds of `times` runs, for a part of a work that is so many times as long."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return {"wall": times * (time.perf_counter() - wall), "cpu": times * (time.process_time() - cpu)}


def fastest(make, solvers, target):
    """The solver that takes least wall time; the scaler is part of the work."""
    found = {solver: measure(lambda: make(solver=solver).fit(StandardScaler().fit_transform(x), target)) for solver in solvers}
    solver = min(found, key=lambda one: found[one]["wall"])
    return {**found[solver], "how": solver}


def boosting(data, target, **options):
    return measure(lambda: lightgbm.LGBMClassifier(n_jobs=threads, verbose=-1).fit(data, target, **options))


def categories():
    codes = np.column_stack([matrix("codes", few, 10), x[:few, 10:]])
    return boosting(codes, label[:few], categorical_feature=list(range(10)))


def scoring():
    model = lightgbm.LGBMRegressor(n_jobs=threads, verbose=-1).fit(x[:few], number[:few])
    return measure(lambda: model.predict(x, num_threads=threads))


def isolation():
    # fit with a contamination scores the rows that it was fitted on.
    return measure(lambda: IsolationForest(contamination=0.1, n_jobs=threads, random_state=0).fit(x).score_samples(x))


WORKS = {
    "logistic": lambda: fastest(LogisticRegression, ("lbfgs", "newton-cholesky"), label),
    "ridge": lambda: fastest(Ridge, ("cholesky", "lsqr"), number),
    "linear": lambda: measure(lambda: LinearRegression().fit(x, number)),
    "tree": lambda: measure(lambda: DecisionTreeClassifier(max_depth=10, random_state=0).fit(x[:few], label[:few])),
    "boosting": lambda: boosting(x, label),
    "boostingFew": lambda: boosting(x[:few], label[:few]),
    "missing": lambda: boosting(matrix("holes", rows, features), label),
    "categories": categories,
    "classes": lambda: boosting(x[:few], five[:few]),
    # A fifth of the trees costs a fifth.
    "forest": lambda: measure(lambda: RandomForestClassifier(n_estimators=20, n_jobs=threads, random_state=0).fit(x[:few], label[:few]), 5),
    "isolation": isolation,
    "kMeans": lambda: measure(lambda: KMeans(8, n_init=1, max_iter=steps, tol=0, random_state=0).fit(StandardScaler().fit_transform(x))),
    "scoring": scoring,
}

print(json.dumps({name: WORKS[name]() for name in sys.argv[7:]}))
