"""Makes the goldens of the model contract suite. Needs scikit-learn 1.9.1; run it in its own folder."""

import warnings
from pathlib import Path

import golden_file
import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, PoissonRegressor, Ridge
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = Path(__file__).parent


def write(name, *case):
    golden_file.write(HERE, name, *case)


def linear(name, x, y, weights=None, fit_intercept=True):
    # The shift changes no coefficient; it spares scikit-learn the cancellation that far-off columns cause.
    model = LinearRegression(fit_intercept=fit_intercept, tol=1e-12).fit(x, y, sample_weight=weights)
    expected = {"coef": model.coef_.tolist(), "prediction": model.predict(x).tolist()}
    write(f"linear-{name}", "linear-regression", "regression", x, y, [], {"fitIntercept": fit_intercept}, expected, weights)


def penalised(name, x, y, alpha=1.0, weights=None, fit_intercept=True, l1_ratio=None, offset=0.0, unique=True):
    """Ridge, lasso or elastic net. What scikit-learn sees is shifted: an offset changes nothing but its rounding."""
    kind, _, case = name.partition(":")
    if kind == "ridge":
        model = Ridge(alpha=alpha, fit_intercept=fit_intercept, solver="svd")
    else:
        tight = {"alpha": alpha, "fit_intercept": fit_intercept, "tol": 1e-14, "max_iter": 10_000_000}
        model = Lasso(**tight) if kind == "lasso" else ElasticNet(l1_ratio=l1_ratio, **tight)
    with warnings.catch_warnings():
        # The last bits of the dual gap are rounding, which scikit-learn calls not converged.
        warnings.simplefilter("ignore")
        model.fit(x - offset, y, sample_weight=weights)
    if kind != "ridge":
        check_optimum(model, x - offset, y, alpha, 1.0 if kind == "lasso" else l1_ratio, weights)
    expected = {"prediction": model.predict(x - offset).tolist()}
    if unique:
        expected["coef"] = model.coef_.tolist()
    params = {"alpha": alpha, "fitIntercept": fit_intercept}
    if kind == "elastic-net":
        params["l1Ratio"] = l1_ratio
    write(f"{kind}-{case}", kind, "regression", x, y, [], params, expected, weights)


def check_optimum(model, x, y, alpha, l1_ratio, weights):
    """The slope of the smooth part is that of the penalty where a coefficient is not 0, and no larger where it is."""
    w = np.ones(len(y)) if weights is None else weights
    residual = y - model.predict(x)
    slope = (w * residual) @ x / w.sum() - alpha * (1 - l1_ratio) * model.coef_
    size = np.sqrt(((w[:, None] * (x - np.average(x, axis=0, weights=w)) ** 2).sum(0) * np.average(y**2, weights=w)) / w.sum())
    bound = alpha * l1_ratio
    off = np.where(model.coef_ != 0, np.abs(slope - bound * np.sign(model.coef_)), np.maximum(0, np.abs(slope) - bound))
    assert (off <= 1e-9 * np.maximum(size, bound)).all(), off / np.maximum(size, bound)


def poisson(name, x, y, alpha=1.0, weights=None, fit_intercept=True, offset=0.0, unique=True):
    tol = 1e-12 * min(1.0, float(y.mean()))
    model = PoissonRegressor(alpha=alpha, fit_intercept=fit_intercept, solver="newton-cholesky", tol=tol, max_iter=1000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(x - offset, y, sample_weight=weights)
    prediction = model.predict(x - offset)
    w = np.ones(len(y)) if weights is None else weights
    slope = (w * (prediction - y)) @ (x - offset) / w.sum() + alpha * model.coef_
    assert (np.abs(slope) <= 1e-9 * np.abs((w * y) @ np.abs(x - offset)) / w.sum() + 1e-13).all(), (name, slope)
    expected = {"prediction": prediction.tolist()}
    if unique:
        expected["coef"] = model.coef_.tolist()
    write(f"poisson-{name}", "poisson-regression", "regression", x, y, [], {"alpha": alpha, "fitIntercept": fit_intercept}, expected, weights)


def logistic(name, x, y, weights=None, fit_intercept=True, C=1.0, class_weight=None, offset=None):
    classes = [f"c{k}" for k in range(int(y.max()) + 1)]
    inner = x if offset is None else x - offset
    model = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-12, max_iter=1000, fit_intercept=fit_intercept, class_weight=class_weight)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(inner, y, sample_weight=weights)
    coef = polished(model, inner, y, weights, class_weight, C, fit_intercept)
    eta = inner @ coef[:, :-1].T + coef[:, -1]
    if len(classes) == 2:
        p = 1 / (1 + np.exp(-eta))
        probabilities = np.hstack([1 - p, p])
    else:
        e = np.exp(eta - eta.max(axis=1, keepdims=True))
        probabilities = e / e.sum(axis=1, keepdims=True)
    intercept = coef[:, -1] - (0 if offset is None else coef[:, :-1] @ offset)
    assert np.allclose(model.coef_, coef[:, :-1], rtol=1e-6, atol=1e-8), np.abs(model.coef_ - coef[:, :-1]).max()
    expected = {"coef": coef[:, :-1].tolist(), "intercept": intercept.tolist(), "probabilities": probabilities.ravel().tolist()}
    params = {"C": C, "fitIntercept": fit_intercept, "classWeight": class_weight or "none"}
    task = "binary" if len(classes) == 2 else "multiclass"
    write(f"logistic-{name}", "logistic-regression", task, x, y, classes, params, expected, weights)


def polished(model, x, y, weights, class_weight, C, fit_intercept):
    """scikit-learn's solution, [scores, features + 1], after Newton steps of ours until the gradient is rounding."""
    n, k = x.shape
    w = np.ones(n) if weights is None else np.asarray(weights, float)
    y = y.astype(int)
    if class_weight == "balanced":
        counts = np.bincount(y, weights=w)
        w = w * w.sum() / (len(counts) * counts[y])
    scale = np.where(x.std(0) > 0, np.abs(x).max(0), 1)
    z = np.hstack([x / scale, np.full((n, 1), 1.0 if fit_intercept else 0.0)])
    ridge = np.append(1 / scale**2, 0.0)
    m = model.coef_.shape[0]
    theta = np.hstack([model.coef_ * scale, model.intercept_[:, None] * np.ones((m, 1))])
    onehot = (y[:, None] == (np.arange(m) if m > 1 else np.array([1]))).astype(float)
    for _ in range(20):
        eta = z @ theta.T
        if m == 1:
            p = 1 / (1 + np.exp(-eta))
        else:
            e = np.exp(eta - eta.max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
        gradient = C * ((p - onehot) * w[:, None]).T @ z + theta * ridge
        hessian = np.zeros((m * (k + 1), m * (k + 1)))
        for a in range(m):
            for b in range(m):
                curve = w * p[:, a] * ((a == b) - p[:, b])
                block = C * (z * curve[:, None]).T @ z + (np.diag(ridge) if a == b else 0)
                hessian[a * (k + 1) : (a + 1) * (k + 1), b * (k + 1) : (b + 1) * (k + 1)] = block
        theta = theta - np.linalg.lstsq(hessian, gradient.ravel(), rcond=1e-14)[0].reshape(theta.shape)
    if not fit_intercept:
        theta[:, -1] = 0
    elif m > 1:
        theta[:, -1] -= theta[:, -1].mean()
    return np.hstack([theta[:, :-1] / scale, theta[:, -1:]])


def tree(name, x, y, task, params, weights=None):
    kind = DecisionTreeRegressor if task == "regression" else DecisionTreeClassifier
    names = {"maxDepth": "max_depth", "minSamplesSplit": "min_samples_split", "minSamplesLeaf": "min_samples_leaf"}
    arguments = {names[key]: value for key, value in params.items()}
    trees = [kind(random_state=s, **arguments).fit(x, y, sample_weight=weights).tree_ for s in range(25)]
    for other in trees:
        # The same tree whatever the order of features: no ties, so that one tree is right.
        assert np.array_equal(other.feature, trees[0].feature) and np.array_equal(other.threshold, trees[0].threshold), name
    first = trees[0]
    is_leaf = first.children_left < 0
    expected = {
        "feature": np.where(is_leaf, -1, first.feature).tolist(),
        "threshold": [None if leaf else min(float(t), float(np.finfo(float).max)) for leaf, t in zip(is_leaf, first.threshold)],
        "left": first.children_left.tolist(),
        "right": first.children_right.tolist(),
        "missingLeft": [bool(v) for v in first.missing_go_to_left],
        "value": first.value[:, 0, :].tolist(),
        "importance": first.compute_feature_importances().tolist(),
    }
    classes = [] if task == "regression" else [f"c{k}" for k in range(int(y.max()) + 1)]
    write(f"tree-{name}", "decision-tree", task, x, y, classes, params, expected, weights)


def main():
    for old in HERE.glob("*.json"):
        # Those have a script of their own.
        if not old.name.startswith(("boosting-", "forest-", "standardised-", "sparse-", "extra-trees-", "criterion-", "many-columns-")):
            old.unlink()
    rng = np.random.default_rng(7)
    x, y = load_diabetes(return_X_y=True)
    linear("diabetes", x, y)
    linear("diabetes-no-intercept", x, y, fit_intercept=False)
    linear("diabetes-weighted", x, y, weights=rng.integers(0, 4, len(y)).astype(float))
    base = rng.normal(size=(60, 4))
    target = base @ [1.0, -2.0, 0.5, 3.0] + rng.normal(size=60)
    dependent = np.hstack([base, base[:, :1] + base[:, 1:2], 2 * base[:, 2:3], base[:, :1]])
    linear("dependent", dependent, target)
    linear("constant-feature", np.hstack([base, np.full((60, 1), 0.1)]), target)
    linear("constant-target", base, np.full(60, 4.2))
    linear("tiny", np.array([[1.0, 2.0, 4.0], [2.0, 1.0, 8.0]]), np.array([1.0, 3.0]))
    linear("one-row", np.array([[1.0, 2.0]]), np.array([5.0]))
    linear("offset", base + np.array([1e8, 0, -1e6, 1]), target)
    linear("scales", base * [1e5, 1e-5, 1, 1e3], target)
    linear("wide", rng.normal(size=(12, 30)), rng.normal(size=12))
    near = np.hstack([base, base[:, :1] + 1e-5 * rng.normal(size=(60, 1))])
    linear("nearly-dependent", near, target)
    # The other generator keeps the cases below as they are.
    nearer = np.hstack([base, base[:, :1] + 1e-6 * np.random.default_rng(11).normal(size=(60, 1))])
    linear("hardly-independent", nearer, target)

    iris, wine, cancer = (loader(return_X_y=True) for loader in (load_iris, load_wine, load_breast_cancer))
    logistic("iris", *iris)
    logistic("iris-no-intercept", *iris, fit_intercept=False)
    logistic("iris-weighted", *iris, weights=rng.integers(0, 4, 150).astype(float))
    logistic("wine", *wine)
    logistic("cancer", *cancer)
    logistic("cancer-balanced", *cancer, class_weight="balanced", C=0.01)
    label = (target + rng.normal(size=60) > 0).astype(int)
    logistic("dependent", dependent, label)
    logistic("no-intercept", base, label, fit_intercept=False)
    logistic("constant-feature", np.hstack([base, np.full((60, 1), 0.1)]), label)
    logistic("separable", base, (base[:, 0] > 0).astype(int), C=100.0)
    logistic("wide", rng.normal(size=(20, 40)), np.arange(20) % 3)
    logistic("tiny", np.array([[0.0], [1.0]]), np.array([0, 1]))
    logistic("offset", base + np.array([1e8, 0, -1e6, 1]), label, offset=np.array([1e8, 0, -1e6, 1]))

    x = rng.normal(size=(600, 5)).astype(np.float32).astype(float)
    wave = np.sin(2 * x[:, 0]) + x[:, 1] * (x[:, 2] > 0) + 0.3 * rng.normal(size=600)
    holes = x.copy()
    holes[rng.uniform(size=x.shape) < 0.15] = np.nan
    far = wave + 2 * np.isnan(holes[:, 0])
    few = {"maxDepth": 5, "minSamplesSplit": 2, "minSamplesLeaf": 12}
    tree("regression", x, wave, "regression", few)
    tree("regression-deep", x, wave, "regression", {"maxDepth": 12, "minSamplesSplit": 12, "minSamplesLeaf": 3})
    tree("regression-missing", holes, far, "regression", few)
    tree("regression-weighted", x, wave, "regression", few, weights=rng.integers(1, 4, 600).astype(float))
    thirds = np.digitize(wave, np.quantile(wave, [1 / 3, 2 / 3]))
    rough = {"maxDepth": 4, "minSamplesSplit": 2, "minSamplesLeaf": 25}
    tree("multiclass", x, thirds, "multiclass", rough)
    tree("binary-missing", holes, (far > 0).astype(int), "binary", rough)
    tree("binary-weighted", x, (wave > 0).astype(int), "binary", rough, weights=rng.uniform(0.5, 2, 600))

    more_linear()


def more_linear():
    rng = np.random.default_rng(23)
    diabetes = load_diabetes(return_X_y=True)
    weights = rng.integers(0, 4, len(diabetes[1])).astype(float)
    base = rng.normal(size=(60, 4))
    target = base @ [1.0, -2.0, 0.5, 3.0] + rng.normal(size=60)
    few = rng.integers(0, 4, 60).astype(float)
    dependent = np.hstack([base, base[:, :1] + base[:, 1:2], 2 * base[:, 2:3], base[:, :1]])
    near = np.hstack([base, base[:, :1] + 1e-5 * rng.normal(size=(60, 1))])
    far = np.array([1e8, 0, -1e6, 1])
    sizes = np.array([1e5, 1e-5, 1, 1e3])
    wide = rng.normal(size=(12, 30))
    short = rng.normal(size=12)
    constant = np.hstack([base, np.full((60, 1), 0.1)])

    penalised("ridge:diabetes", *diabetes)
    penalised("ridge:diabetes-weighted", *diabetes, alpha=0.1, weights=weights)
    penalised("ridge:no-intercept", base, target, fit_intercept=False)
    penalised("ridge:dependent", dependent, target)
    penalised("ridge:dependent-weighted", dependent, target, alpha=1e-3, weights=few)
    penalised("ridge:dependent-small-alpha", dependent, target, alpha=1e-8)
    penalised("ridge:nearly-dependent", near, target, alpha=1e-9)
    penalised("ridge:scales", base * sizes, target)
    penalised("ridge:dependent-scales", dependent * [1e3, 1e-3, 1.0, 10.0, 100.0, 1e-2, 10.0], target, alpha=1e-3)
    penalised("ridge:offset", base + far, target, offset=far)
    penalised("ridge:wide", wide, short)
    penalised("ridge:constant-feature", constant, target)
    penalised("ridge:one-row", np.array([[1.0, 2.0]]), np.array([5.0]))

    penalised("lasso:diabetes", *diabetes)
    penalised("lasso:diabetes-weighted", *diabetes, alpha=0.01, weights=weights)
    penalised("lasso:no-intercept", base, target, alpha=0.1, fit_intercept=False)
    penalised("lasso:nearly-dependent", near, target, alpha=1e-3)
    penalised("lasso:equal-columns", np.hstack([base, base[:, :1], -base[:, 1:2]]), target, alpha=0.05, unique=False)
    penalised("lasso:scales", base * sizes, target, alpha=1e-4)
    penalised("lasso:offset", base + far, target, alpha=0.1, offset=far)
    penalised("lasso:wide", wide, short, alpha=0.05)
    penalised("lasso:nothing-left", base, target, alpha=100.0)
    penalised("lasso:constant-feature", constant, target, alpha=0.1)

    penalised("elastic-net:diabetes", *diabetes, l1_ratio=0.5)
    penalised("elastic-net:diabetes-weighted", *diabetes, alpha=1e-3, l1_ratio=0.9, weights=weights)
    penalised("elastic-net:no-intercept", base, target, l1_ratio=0.5, fit_intercept=False)
    penalised("elastic-net:dependent", dependent, target, alpha=0.1, l1_ratio=0.5)
    penalised("elastic-net:nearly-dependent", near, target, alpha=1e-3, l1_ratio=0.5)
    penalised("elastic-net:scales", base * sizes, target, alpha=1e-4, l1_ratio=0.2)
    penalised("elastic-net:offset", base + far, target, alpha=0.1, l1_ratio=0.5, offset=far)
    penalised("elastic-net:wide", wide, short, alpha=0.1, l1_ratio=0.7)
    penalised("elastic-net:absolute-alone", base, target, alpha=0.1, l1_ratio=1.0)
    penalised("elastic-net:squares-alone", base, target, alpha=0.1, l1_ratio=0.0)

    counts = rng.poisson(np.exp(base @ [0.3, -0.5, 0.1, 0.4] + 1)).astype(float)
    standard = (diabetes[0] - diabetes[0].mean(0)) / diabetes[0].std(0)
    poisson("counts", base, counts)
    poisson("counts-weighted", base, counts, alpha=0.1, weights=few)
    poisson("counts-unpenalised", base, counts, alpha=0.0)
    poisson("no-intercept", base, counts, alpha=0.01, fit_intercept=False)
    poisson("diabetes", standard, diabetes[1])
    poisson("diabetes-plain", *diabetes, alpha=1e-6)
    poisson("dependent", dependent, counts, alpha=0.01)
    poisson("dependent-unpenalised", dependent, counts, alpha=1e-12, unique=False)
    poisson("offset", base + far, counts, alpha=0.01, offset=far)
    poisson("scales", base * [1e3, 1e-3, 1, 10], counts, alpha=1e-4)
    poisson("wide", wide, np.round(np.exp(short)), alpha=0.1)
    poisson("large", base, np.round(1e6 * np.exp(target / 4)), alpha=1.0)
    poisson("rates", base, 1e-6 * np.exp(target / 4), alpha=1e-7)
    poisson("rare", base, (np.arange(60) % 20 == 0).astype(float), alpha=0.01)
    poisson("one-row", np.array([[1.0, 2.0]]), np.array([5.0]))


main()
