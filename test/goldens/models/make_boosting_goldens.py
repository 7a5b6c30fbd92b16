"""
Makes the goldens of boosting on few distinct values, without ties: the first 20 rounds by LightGBM 4.7.0 (trees that
grow by gain) and by xgboost-cpu 3.2.0 (by depth).
"""

import json
from pathlib import Path

import lightgbm
import numpy as np
import xgboost
from golden_file import write

HERE = Path(__file__).parent
OBJECTIVES = {"squared": "regression", "absolute": "regression_l1", "quantile": "quantile", "poisson": "poisson"}
XGB_OBJECTIVES = {"auto": "reg:squarederror", "poisson": "count:poisson"}
NAMES = {
    "nEstimators": "n_estimators",
    "learningRate": "learning_rate",
    "numLeaves": "num_leaves",
    "maxDepth": "max_depth",
    "minChildSamples": "min_child_samples",
    "minChildWeight": "min_child_weight",
    "regLambda": "reg_lambda",
    "regAlpha": "reg_alpha",
    "minSplitGain": "min_split_gain",
    "alpha": "alpha",
    "catSmooth": "cat_smooth",
    "catL2": "cat_l2",
    "minDataPerGroup": "min_data_per_group",
    "maxCatThreshold": "max_cat_threshold",
    "maxCatToOnehot": "max_cat_to_onehot",
}
XGB_NAMES = {**NAMES, "numLeaves": "max_leaves", "minSplitGain": "gamma"}


def orders(columns):
    """The columns as they are, and in three other orders: where there are no ties, each gives the same."""
    return [np.arange(columns), *(np.random.default_rng(seed).permutation(columns) for seed in (1, 2, 3))]


def lightgbm_says(task, x, y, params, weights, validation, order):
    kind = lightgbm.LGBMRegressor if task == "regression" else lightgbm.LGBMClassifier
    options = {NAMES[key]: value for key, value in params.items() if key in NAMES}
    objective = OBJECTIVES[params.get("objective", "squared")] if task == "regression" else task
    if "monotoneConstraints" in params:
        options["monotone_constraints"] = [params["monotoneConstraints"].get(f"x{j}", 0) for j in order]
    if params.get("classWeight") == "balanced":
        options["class_weight"] = "balanced"
    if "earlyStoppingRounds" in params:
        options["early_stopping_round"] = params["earlyStoppingRounds"]
    model = kind(objective=objective, min_data_in_bin=1, deterministic=True, force_row_wise=True, num_threads=1, verbose=-1, **options)
    categories = [int(np.flatnonzero(order == int(name[1:]))[0]) for name in params.get("categoricalFeatures", [])]
    given = {} if validation is None else {"eval_X": validation[0][:, order], "eval_y": validation[1]}
    model.fit(x[:, order], y, sample_weight=weights, categorical_feature=categories or "auto", **given)
    if validation is not None:
        assert model.best_iteration_ < params["nEstimators"], model.best_iteration_
    return model.predict(x[:, order]) if task == "regression" else model.predict_proba(x[:, order])


def xgboost_says(task, x, y, params, weights, _, order):
    """Leaves of its trees, added up in double."""
    kind = xgboost.XGBRegressor if task == "regression" else xgboost.XGBClassifier
    options = {XGB_NAMES[key]: value for key, value in params.items() if key in XGB_NAMES}
    options = {"max_leaves": 31, "max_depth": 0, "learning_rate": 0.1, "min_child_weight": 0.001, "reg_lambda": 0, **options}
    if "monotoneConstraints" in params:
        options["monotone_constraints"] = tuple(params["monotoneConstraints"].get(f"x{j}", 0) for j in order)
    if task == "regression":
        options["objective"] = XGB_OBJECTIVES[params.get("objective", "auto")]
    model = kind(tree_method="hist", grow_policy="depthwise", n_jobs=1, **options)
    model.fit(x[:, order], y, sample_weight=weights)
    booster = model.get_booster()
    base = np.atleast_1d(json.loads(json.loads(booster.save_config())["learner"]["learner_model_param"]["base_score"]))
    values = [leaf_values(json.loads(tree)) for tree in booster.get_dump(dump_format="json")]
    leaves = booster.predict(xgboost.DMatrix(x[:, order]), pred_leaf=True).astype(int).reshape(len(x), -1)
    if params.get("objective") == "poisson":
        base = np.log(base)
    if task == "binary":
        base = np.log(base / (1 - base))
    scores = np.tile(base.astype(float), (len(x), 1))
    for k, tree in enumerate(values):
        scores[:, k % len(base)] += [tree[leaf] for leaf in leaves[:, k]]
    if task == "regression":
        return np.exp(scores) if params.get("objective") == "poisson" else scores
    if task == "binary":
        return np.hstack([1 / (1 + np.exp(scores)), 1 / (1 + np.exp(-scores))])
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def leaf_values(node):
    if "leaf" in node:
        return {node["nodeid"]: node["leaf"]}
    return {key: value for child in node["children"] for key, value in leaf_values(child).items()}


def golden(name, task, x, y, params, weights=None, validation=None):
    params = {"nEstimators": 20, **params}
    says = xgboost_says if params.get("growPolicy") == "depthwise" else lightgbm_says
    predictions = [says(task, x, y, params, weights, validation, order) for order in orders(x.shape[1])]
    for other in predictions:
        assert np.allclose(other, predictions[0], rtol=1e-6, atol=1e-9), (name, np.abs(other - predictions[0]).max())
    key = "prediction" if task == "regression" else "probabilities"
    classes = [] if task == "regression" else [f"c{k}" for k in range(int(y.max()) + 1)]
    write(HERE, f"boosting-{name}", "gradient-boosting", task, x, y, classes, params, {key: predictions[0].ravel().tolist()}, weights, validation)


def rounded(rng, rows, columns):
    """Eighths: at most 41 values a column."""
    return np.clip(np.round(rng.normal(size=(rows, columns)) * 8) / 8, -2.5, 2.5)


def main():
    for old in HERE.glob("boosting-*.json"):
        old.unlink()
    rng = np.random.default_rng(17)
    rows = 1200
    x = rounded(rng, rows, 5)
    wave = np.sin(2 * x[:, 0]) + x[:, 1] * (x[:, 2] > 0) + 0.3 * rng.normal(size=rows)
    holes = x.copy()
    holes[rng.uniform(size=x.shape) < 0.15] = np.nan
    far = wave + 2 * np.isnan(holes[:, 0])
    # LightGBM's targets and slopes are float32: away from 0 that is below 1e-6.
    level, high = ((target + 5).astype(np.float32).astype(float) for target in (wave, far))
    weights = (rng.integers(1, 5, rows) / 2).astype(float)
    thirds = np.digitize(wave, np.quantile(wave, [1 / 3, 2 / 3]))
    golden("regression", "regression", x, level, {})
    golden("regression-missing", "regression", holes, high, {})
    golden("regression-weighted", "regression", x, level, {"numLeaves": 12}, weights)
    golden("regression-rules", "regression", x, level, {"numLeaves": 50, "maxDepth": 4, "minChildSamples": 7, "regLambda": 3.0, "learningRate": 0.3})
    golden("binary", "binary", x, (wave > 0.3).astype(int), {"numLeaves": 6, "minChildSamples": 50})
    golden("binary-missing", "binary", holes, (far > 0.6).astype(int), {"numLeaves": 6, "minChildSamples": 50})
    golden("binary-weighted", "binary", x, (wave > 0).astype(int), {"minChildSamples": 10, "regLambda": 1.0}, weights)
    golden("multiclass", "multiclass", x, thirds, {"numLeaves": 6, "minChildSamples": 50})
    golden("multiclass-missing", "multiclass", holes, thirds, {"numLeaves": 5, "minChildSamples": 60})
    objectives(rng)
    constraints(rng)
    categories(rng)
    degenerate(rng)
    early_stopping(rng)
    by_depth(rng)


def problem(rng, rows=500, columns=4):
    x = rounded(rng, rows, columns)
    wave = np.sin(2 * x[:, 0]) + x[:, 1] * (x[:, 2] > 0) + 0.3 * rng.normal(size=rows)
    return x, wave, (wave + 5).astype(np.float32).astype(float)


def holed(rng, x):
    holes = x.copy()
    holes[rng.uniform(size=x.shape) < 0.15] = np.nan
    return holes


def objectives(rng):
    x, wave, level = problem(rng)
    light = np.float32(rng.uniform(0.2, 0.9, len(x))).astype(float)
    counts = rng.poisson(np.exp(wave)).astype(float)
    few = {"numLeaves": 8}
    golden("absolute", "regression", x, level, {"objective": "absolute", **few})
    golden("absolute-missing", "regression", holed(rng, x), level, {"objective": "absolute", **few})
    golden("absolute-weighted", "regression", x, level, {"objective": "absolute", **few}, light)
    golden("quantile", "regression", x, level, {"objective": "quantile", "alpha": 0.8, **few})
    golden("quantile-low", "regression", x, level, {"objective": "quantile", "alpha": 0.1, "minChildSamples": 30, **few})
    golden("quantile-weighted", "regression", x, level, {"objective": "quantile", "alpha": 0.25, **few}, light * 4)
    golden("poisson", "regression", x, counts, {"objective": "poisson", **few})
    golden("poisson-missing", "regression", holed(rng, x), counts, {"objective": "poisson", "regLambda": 2.0, **few})
    golden("poisson-weighted", "regression", x, counts, {"objective": "poisson", **few}, light * 3)
    golden("squared-lasso", "regression", x, level, {"regAlpha": 3.0, "regLambda": 0.5, "minSplitGain": 0.7, **few})
    rare = (wave > 1.2).astype(int)
    golden("binary-balanced", "binary", x, rare, {"classWeight": "balanced", **few})
    golden("binary-lasso", "binary", x, (wave > 0).astype(int), {"regAlpha": 2.0, "minChildWeight": 4.0, **few})
    golden("multiclass-balanced", "multiclass", x, np.digitize(wave, [-1.2, 0.9]), {"classWeight": "balanced", "numLeaves": 5})
    golden("multiclass-weighted", "multiclass", x, np.digitize(wave, [-0.5, 0.5]), {"numLeaves": 5, "minChildSamples": 30}, light)


def constraints(rng):
    x, wave, level = problem(rng)
    ways = {"monotoneConstraints": {"x0": 1, "x1": -1}}
    golden("regression-monotone", "regression", x, level, {**ways, "numLeaves": 15})
    golden("regression-monotone-missing", "regression", holed(rng, x), level, {**ways, "numLeaves": 15, "regAlpha": 0.5})
    golden("binary-monotone", "binary", x, (wave > 0).astype(int), {**ways, "numLeaves": 8, "minChildSamples": 15})
    golden("poisson-monotone", "regression", x, rng.poisson(np.exp(wave)).astype(float), {**ways, "objective": "poisson", "numLeaves": 8})


def categories(rng):
    x, wave, _ = problem(rng, 900)
    codes = rng.integers(0, 14, len(x))
    effect = rng.normal(size=14)[codes]
    three = rng.integers(0, 3, len(x))
    target = (wave + 2 * effect + (three == 1) + 9).astype(np.float32).astype(float)
    mixed = np.column_stack([x[:, :3], codes, three]).astype(float)
    missing = mixed.copy()
    missing[rng.uniform(size=len(x)) < 0.1, 3] = np.nan
    named = {"categoricalFeatures": ["x3", "x4"], "numLeaves": 12, "minDataPerGroup": 20}
    golden("categories", "regression", mixed, target, named)
    golden("categories-missing", "regression", missing, target, {**named, "catSmooth": 30.0, "catL2": 2.0, "maxCatThreshold": 3})
    golden("categories-alone", "regression", mixed, target, {**named, "maxCatToOnehot": 20})
    golden("categories-binary", "binary", missing, (target > 9).astype(int), {**named, "numLeaves": 6})
    golden("categories-multiclass", "multiclass", mixed, np.digitize(target, [8, 10]), {**named, "numLeaves": 5})
    golden("categories-monotone", "regression", mixed, target, {**named, "monotoneConstraints": {"x0": 1}, "regLambda": 1.0})
    golden("categories-absolute", "regression", mixed, target, {**named, "objective": "absolute", "numLeaves": 6})


def degenerate(rng):
    x, _, level = problem(rng, 120)
    constant = np.column_stack([x[:, 0], np.full(len(x), 3.0), x[:, 1]])
    golden("constant-feature", "regression", constant, level, {"minChildSamples": 5})
    golden("one-row-a-class", "multiclass", x[:3], np.arange(3), {"minChildSamples": 1})
    golden("two-rows", "regression", x[:2], level[:2], {"minChildSamples": 1})
    wide = rounded(rng, 30, 60)
    golden("wide", "regression", wide, (wide[:, 0] + wide[:, 1] * 0.7 + 5 + 0.1 * rng.normal(size=30)).astype(np.float32).astype(float), {"minChildSamples": 8, "numLeaves": 3})


def early_stopping(rng):
    x, wave, level = problem(rng)
    held = (x[300:], level[300:])
    golden("stopped", "regression", x[:300], level[:300], {"nEstimators": 200, "learningRate": 0.3, "numLeaves": 8, "earlyStoppingRounds": 5}, validation=held)
    labels = (wave + rng.normal(size=len(x)) > 0).astype(int)
    few = {"numLeaves": 6, "minChildSamples": 25}
    golden("stopped-binary", "binary", x[:300], labels[:300], {"nEstimators": 200, **few, "earlyStoppingRounds": 4}, validation=(x[300:], labels[300:]))
    thirds = np.digitize(wave + rng.normal(size=len(x)), [-0.5, 0.5])
    golden("stopped-multiclass", "multiclass", x[:300], thirds[:300], {"nEstimators": 200, **few, "earlyStoppingRounds": 3}, validation=(x[300:], thirds[300:]))


def by_depth(rng):
    x, wave, level = problem(rng, 600)
    weights = np.float32(rng.uniform(0.5, 2, len(x))).astype(float)
    depth = {"growPolicy": "depthwise"}
    tame = {"maxDepth": 3, "regLambda": 1.0, "minChildWeight": 5.0, **depth}
    golden("depth-regression", "regression", x, level, {**depth, "maxDepth": 4, "minChildWeight": 10.0})
    golden("depth-regression-missing", "regression", holed(rng, x), level, {**tame, "learningRate": 0.3})
    golden("depth-regression-weighted", "regression", x, level, tame, weights)
    golden("depth-leaves", "regression", x, level, {**depth, "numLeaves": 7, "minChildWeight": 20.0})
    golden("depth-rules", "regression", x, level, {**tame, "regAlpha": 4.0, "minSplitGain": 2.0})
    golden("depth-binary", "binary", x, (wave > 0).astype(int), {**tame, "learningRate": 0.3})
    golden("depth-binary-missing", "binary", holed(rng, x), (wave > 0).astype(int), tame)
    golden("depth-multiclass", "multiclass", x, np.digitize(wave, [-0.5, 0.5]), {**tame, "minChildWeight": 10.0})
    golden("depth-poisson", "regression", x, rng.poisson(np.exp(wave)).astype(float), {**tame, "objective": "poisson"})
    golden("depth-monotone", "regression", x, level, {**tame, "monotoneConstraints": {"x0": 1, "x1": -1}})


main()
