"""Goldens of linear models behind scikit-learn's scaler (coefficients of the columns as given), and of logistic regression with an L1 penalty. Run it in its own folder."""

import warnings
from pathlib import Path

import golden_file
import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
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


def sparse(name, x, y, l1_ratio=1.0, C=1.0, weights=None, fit_intercept=True, class_weight=None, solver="saga", unique=True, scale=False):
    scaler = StandardScaler().fit(x) if scale else None
    inner = scaler.transform(x) if scale else x
    model = LogisticRegression(C=C, l1_ratio=l1_ratio, solver=solver, tol=1e-14, max_iter=300_000, fit_intercept=fit_intercept, class_weight=class_weight, random_state=0)
    with warnings.catch_warnings():
        # The last bits are rounding, which scikit-learn calls not converged: the slopes are looked at instead.
        warnings.simplefilter("ignore")
        model.fit(inner, y, sample_weight=weights)
    classes = [f"c{k}" for k in range(int(y.max()) + 1)]
    check_optimum(name, model, inner, y, C, l1_ratio, weights, class_weight)
    expected = {"probabilities": model.predict_proba(inner).ravel().tolist()}
    if unique:
        expected["coef"] = (model.coef_ / (scaler.scale_ if scale else 1)).tolist()
    params = {"C": C, "l1Ratio": l1_ratio, "fitIntercept": fit_intercept, "classWeight": class_weight or "none", "standardise": scale}
    task = "binary" if len(classes) == 2 else "multiclass"
    golden_file.write(HERE, f"sparse-{name}", "logistic-regression", task, x, y, classes, params, expected, weights)


def check_optimum(name, model, x, y, C, l1_ratio, weights, class_weight):
    """The slope of the smooth part is that of the penalty where a coefficient is not 0, and no larger where it is."""
    w = np.ones(len(y)) if weights is None else weights
    if class_weight == "balanced":
        counts = np.bincount(y, weights=w)
        w = w * w.sum() / (len(counts) * counts[y])
    p = model.predict_proba(x)
    hit = np.eye(p.shape[1])[y]
    error = (p - hit)[:, 1:] if p.shape[1] == 2 else p - hit
    if model.fit_intercept:
        assert (np.abs((error * w[:, None]).sum(0)) <= 1e-9 * w.sum()).all(), (name, "intercept")
    slope = C * (error * w[:, None]).T @ x + (1 - l1_ratio) * model.coef_
    off = np.where(model.coef_ != 0, np.abs(slope + l1_ratio * np.sign(model.coef_)), np.maximum(0, np.abs(slope) - l1_ratio))
    assert (off <= 1e-9 * np.maximum(l1_ratio, C * (np.abs(x) * w[:, None]).sum(0))).all(), (name, off.max(), model.n_iter_)


def main():
    for old in [*HERE.glob("standardised-*.json"), *HERE.glob("sparse-*.json")]:
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

    iris = load_iris(return_X_y=True)
    base = rng.normal(size=(60, 4))
    label = (base @ [1.0, -2.0, 0.5, 3.0] + rng.normal(size=60) > 0).astype(int)
    few = rng.integers(0, 4, 60).astype(float)
    dependent = np.hstack([base, base[:, :1] + base[:, 1:2], 2 * base[:, 2:3], base[:, :1]])
    sparse("plain", base, label)
    sparse("weighted", base, label, weights=few, C=0.3)
    sparse("mixed", base, label, l1_ratio=0.5)
    sparse("no-intercept", base, label, fit_intercept=False, solver="liblinear")
    # saga leaves the intercept where it is once all else is 0.
    sparse("nothing-left", base, label, C=0.001, fit_intercept=False, solver="liblinear")
    sparse("dependent", dependent, label, l1_ratio=0.5)
    sparse("equal-columns", np.hstack([base, base[:, :1]]), label, unique=False)
    sparse("cancer", *cancer, C=0.1, scale=True)
    sparse("cancer-balanced", *cancer, C=0.05, l1_ratio=0.3, class_weight="balanced", scale=True)
    sparse("iris", *iris)
    sparse("wine", *wine, l1_ratio=0.7, C=0.2, scale=True)
    sparse("wide", rng.normal(size=(20, 40)), np.arange(20) % 3)


main()
