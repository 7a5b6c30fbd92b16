"""The peer of training.bench.ts: for each name on its input, wall and CPU seconds of that work on the same rows, as a line of JSON."""

import functools
import json
import sys
import time
import warnings

import lightgbm
import numpy as np
from sklearn.cluster import KMeans
from sklearn.ensemble import ExtraTreesClassifier, IsolationForest, RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

warnings.simplefilter("ignore", ConvergenceWarning)

if sys.argv[1] == "probe":
    # Seconds of a small training: what the waiting of threads costs now.
    few = np.random.default_rng(0).normal(size=(20_000, 10))
    start = time.perf_counter()
    lightgbm.LGBMClassifier(n_estimators=50, n_jobs=2, verbose=-1).fit(few, few[:, 0] > few[:, 1])
    print(time.perf_counter() - start)
    sys.exit()

folder, rows, features, few, threads, steps = sys.argv[1], *(int(value) for value in sys.argv[2:7])


def matrix(name, count, columns):
    return np.ascontiguousarray(np.fromfile(f"{folder}/{name}.bin", "<f8").reshape(columns, count).T)


def vector(name):
    return np.fromfile(f"{folder}/{name}.bin", "<f8")


@functools.cache
def rows_of(name):
    return matrix(name, rows, features) if name in ("x", "holes") else vector(name)


def measure(run, times=1):
    """Seconds of `times` runs, for a part of a work that is so many times as long."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return {"wall": times * (time.perf_counter() - wall), "cpu": times * (time.process_time() - cpu)}


def fastest(make, solvers, target):
    """The solver that takes least wall time; the scaler is part of the work."""
    x, y = rows_of("x"), rows_of(target)
    found = {solver: measure(lambda: make(solver=solver).fit(StandardScaler().fit_transform(x), y)) for solver in solvers}
    solver = min(found, key=lambda one: found[one]["wall"])
    return {**found[solver], "how": solver}


def boosting(data, target, **options):
    return measure(lambda: lightgbm.LGBMClassifier(n_jobs=threads, verbose=-1).fit(data, target, **options))


def categories():
    codes = np.column_stack([matrix("codes", few, 10), rows_of("x")[:few, 10:]])
    return boosting(codes, rows_of("label")[:few], categorical_feature=list(range(10)))


@functools.cache
def scoring_model():
    return lightgbm.LGBMRegressor(n_jobs=threads, verbose=-1).fit(rows_of("x")[:few], rows_of("number")[:few])


def on(run, target, count=None, times=1):
    """Measures run(x, y) on the first rows, all by default."""
    x, y = rows_of("x")[:count], rows_of(target)[:count]
    return measure(lambda: run(x, y), times)


def isolation(x, _):
    # fit with a contamination scores the rows that it was fitted on.
    IsolationForest(contamination=0.1, n_jobs=threads, random_state=0).fit(x).score_samples(x)


def k_means(x, _):
    KMeans(8, n_init=1, max_iter=steps, tol=0, random_state=0).fit(StandardScaler().fit_transform(x))


def scoring():
    model, x = scoring_model(), rows_of("x")
    return measure(lambda: model.predict(x, num_threads=threads))


WORKS = {
    "logistic": lambda: fastest(LogisticRegression, ("lbfgs", "newton-cholesky"), "label"),
    "ridge": lambda: fastest(Ridge, ("cholesky", "lsqr"), "number"),
    "linear": lambda: on(LinearRegression().fit, "number"),
    "tree": lambda: on(DecisionTreeClassifier(max_depth=10, random_state=0).fit, "label", few),
    "boosting": lambda: boosting(rows_of("x"), rows_of("label")),
    "boostingFew": lambda: boosting(rows_of("x")[:few], rows_of("label")[:few]),
    "missing": lambda: boosting(rows_of("holes"), rows_of("label")),
    "categories": categories,
    "classes": lambda: boosting(rows_of("x")[:few], rows_of("five")[:few]),
    # A fifth of the trees costs a fifth.
    "forest": lambda: on(RandomForestClassifier(n_estimators=20, n_jobs=threads, random_state=0).fit, "label", few, 5),
    "extraTrees": lambda: on(ExtraTreesClassifier(n_estimators=20, n_jobs=threads, random_state=0).fit, "label", few, 2),
    "isolation": lambda: on(isolation, "label"),
    "kMeans": lambda: on(k_means, "label"),
    "scoring": scoring,
}

for line in sys.stdin:
    print(json.dumps(WORKS[line.strip()]()), flush=True)
