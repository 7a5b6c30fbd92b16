"""Goldens of linear models with many more columns than rows. Run it in its own folder."""

import warnings
from pathlib import Path

import golden_file
import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor, Ridge
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
NAMES = {"alpha": "alpha", "C": "C", "fit_intercept": "fitIntercept", "class_weight": "classWeight"}


def params(arguments, standardise):
    given = {NAMES[key]: value for key, value in arguments.items()}
    return {**given, "standardise": True} if standardise else given


def scaled(x, weights, standardise):
    """What the model sees, and what divides its coefficients."""
    if not standardise:
        return x, np.ones(x.shape[1])
    scaler = StandardScaler().fit(x, sample_weight=weights)
    return scaler.transform(x), scaler.scale_


def number(name, model, kind, x, y, weights=None, standardise=False, **arguments):
    inner, scale = scaled(x, weights, standardise)
    model.fit(inner, y, sample_weight=weights)
    expected = {"coef": (model.coef_ / scale).tolist(), "prediction": model.predict(inner).tolist()}
    golden_file.write(HERE, f"many-columns-{name}", kind, "regression", x, y, [], params(arguments, standardise), expected, weights)


def ridge(name, x, y, weights=None, standardise=False, **arguments):
    number(f"ridge-{name}", Ridge(solver="svd", **arguments), "ridge", x, y, weights, standardise, **arguments)


def linear(name, x, y, weights=None, **arguments):
    number(f"linear-{name}", LinearRegression(tol=1e-12, **arguments), "linear-regression", x, y, weights, **arguments)


def poisson(name, x, y, weights=None, **arguments):
    model = PoissonRegressor(solver="newton-cholesky", tol=1e-13, max_iter=1000, **arguments)
    with warnings.catch_warnings():
        # The last bits are rounding, which scikit-learn calls not converged.
        warnings.simplefilter("ignore")
        number(f"poisson-{name}", model, "poisson-regression", x, y, weights, **arguments)
    w = np.ones(len(y)) if weights is None else weights
    slope = (w * (model.predict(x) - y)) @ x / w.sum() + model.alpha * model.coef_
    assert np.abs(slope).max() < 1e-10, (name, np.abs(slope).max())


def logistic(name, x, y, weights=None, standardise=False, **arguments):
    inner, scale = scaled(x, weights, standardise)
    model = LogisticRegression(solver="newton-cholesky", tol=1e-13, max_iter=1000, **arguments)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(inner, y, sample_weight=weights)
    w = np.ones(len(y)) if weights is None else weights
    if arguments.get("class_weight") == "balanced":
        counts = np.bincount(y, weights=w)
        w = w * w.sum() / (len(counts) * counts[y])
    p = model.predict_proba(inner)
    error = p - np.eye(p.shape[1])[y]
    slope = model.C * ((error[:, 1:] if p.shape[1] == 2 else error) * w[:, None]).T @ inner + model.coef_
    assert np.abs(slope).max() < 1e-9, (name, np.abs(slope).max())
    expected = {"coef": (model.coef_ / scale).tolist(), "probabilities": p.ravel().tolist()}
    classes = [f"c{k}" for k in range(p.shape[1])]
    task = "binary" if len(classes) == 2 else "multiclass"
    golden_file.write(HERE, f"many-columns-logistic-{name}", "logistic-regression", task, x, y, classes, params(arguments, standardise), expected, weights)


def main():
    for old in HERE.glob("many-columns-*.json"):
        old.unlink()
    rng = np.random.default_rng(41)
    n, k = 14, 90
    x = rng.normal(size=(n, k)).round(3)
    y = (x[:, :5].sum(1) + rng.normal(size=n)).round(3)
    label = (y > np.median(y)).astype(int)
    count = rng.poisson(3, n).astype(float)
    weights = rng.integers(0, 4, n).astype(float)
    # Rows that are there twice, and one that is the mean of two others, with targets of their own.
    repeated = np.vstack([x[:8], x[:4], (x[4:5] + x[5:6]) / 2, x[7:8]])
    levels = np.hstack([np.eye(m)[rng.integers(0, m, n)] for m in rng.integers(2, 6, 25)])
    units = x * np.repeat([1e-3, 1.0, 1e3], 30)
    constant = np.hstack([x, np.full((n, 2), 0.1)])

    ridge("plain", x, y)
    ridge("small-alpha", x, y, alpha=1e-6)
    ridge("weighted", x, y, weights=weights, alpha=0.1)
    ridge("no-intercept", x, y, fit_intercept=False)
    ridge("repeated", repeated, y, alpha=0.5)
    ridge("levels", levels, y)
    ridge("units", units, y)
    ridge("standardised", units, y, weights=weights, standardise=True)
    ridge("standardised-constant", constant, y, standardise=True)
    linear("repeated", repeated, y)
    linear("units", units, y)
    linear("weighted", x, y, weights=weights + 1)
    poisson("plain", x, count)
    poisson("weighted", x, count, weights=weights, alpha=0.1)
    poisson("no-intercept", x, count, fit_intercept=False)
    poisson("repeated", repeated, count)
    logistic("plain", x, label)
    logistic("balanced", x, (y > 2).astype(int), C=0.3, class_weight="balanced")
    logistic("repeated", repeated, label, C=10.0)
    logistic("no-intercept", x, label, fit_intercept=False)
    logistic("units", x * np.repeat([1e-3, 1.0, 10.0], 30), label)
    logistic("standardised", units, label, weights=weights, standardise=True)
    logistic("three", levels, np.arange(n) % 3)
    logistic("three-standardised", units, np.arange(n) % 3, standardise=True, C=0.2)


main()
