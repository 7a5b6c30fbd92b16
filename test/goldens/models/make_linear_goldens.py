"""Goldens of linear models behind scikit-learn's scaler: coefficients of the columns as given. Run it in its own folder."""

from pathlib import Path

import golden_file
import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent


def standardised(name, kind, x, y, weights=None, **arguments):
    scaler = StandardScaler().fit(x, sample_weight=weights)
    inner = scaler.transform(x)
    names = {"alpha": "alpha", "C": "C", "fit_intercept": "fitIntercept"}
    params = {"standardise": True, **{names[key]: value for key, value in arguments.items()}}
    if kind == "ridge":
        model = Ridge(solver="svd", **arguments).fit(inner, y, sample_weight=weights)
        expected = {"coef": (model.coef_ / scaler.scale_).tolist(), "prediction": model.predict(inner).tolist()}
        golden_file.write(HERE, f"standardised-{name}", kind, "regression", x, y, [], params, expected, weights)
        return
    model = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000, **arguments).fit(inner, y, sample_weight=weights)
    expected = {"coef": (model.coef_ / scaler.scale_).tolist(), "probabilities": model.predict_proba(inner).ravel().tolist()}
    classes = [f"c{k}" for k in range(int(y.max()) + 1)]
    task = "binary" if len(classes) == 2 else "multiclass"
    golden_file.write(HERE, f"standardised-{name}", kind, task, x, y, classes, params, expected, weights)


def main():
    for old in HERE.glob("standardised-*.json"):
        old.unlink()
    rng = np.random.default_rng(31)
    diabetes, wine, cancer = (loader(return_X_y=True) for loader in (load_diabetes, load_wine, load_breast_cancer))
    weights = rng.integers(0, 4, len(diabetes[1])).astype(float)
    constant = np.hstack([diabetes[0], np.full((len(diabetes[1]), 1), 0.1)])
    standardised("ridge-diabetes", "ridge", *diabetes, alpha=10.0)
    standardised("ridge-weighted", "ridge", *diabetes, weights=weights, alpha=1.0)
    standardised("ridge-no-intercept", "ridge", *diabetes, alpha=10.0, fit_intercept=False)
    standardised("ridge-constant-feature", "ridge", constant, diabetes[1], alpha=1.0)
    standardised("ridge-wide", "ridge", rng.normal(size=(12, 30)) * np.logspace(-3, 3, 30), rng.normal(size=12), alpha=1.0)
    standardised("logistic-cancer", "logistic-regression", *cancer)
    standardised("logistic-wine", "logistic-regression", *wine, C=0.1)
    standardised("logistic-weighted", "logistic-regression", *cancer, weights=rng.integers(0, 4, len(cancer[1])).astype(float))
    standardised("logistic-no-intercept", "logistic-regression", *cancer, fit_intercept=False)


main()
