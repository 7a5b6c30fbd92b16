"""
Makes the goldens of ensembles on few distinct values, without ties: the first 20 rounds of boosting by LightGBM 4.7.0,
and forests without chance (all rows, all features) by scikit-learn 1.9.1.
"""

from pathlib import Path

import lightgbm
import numpy as np
from golden_file import write
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

HERE = Path(__file__).parent
OBJECTIVES = {"regression": "regression", "binary": "binary", "multiclass": "multiclass"}
NAMES = {
    "nEstimators": "n_estimators",
    "learningRate": "learning_rate",
    "numLeaves": "num_leaves",
    "maxDepth": "max_depth",
    "minChildSamples": "min_child_samples",
    "minChildWeight": "min_child_weight",
    "regLambda": "reg_lambda",
    "minSplitGain": "min_split_gain",
}


def boosting(name, task, x, y, params, weights=None):
    """LightGBM's predictions, the same for every order of the columns: no ties, so that one answer is right."""
    params = {"nEstimators": 20, **params}
    kind = lightgbm.LGBMRegressor if task == "regression" else lightgbm.LGBMClassifier
    options = {NAMES[key]: value for key, value in params.items()}
    predictions = []
    for seed in range(4):
        order = np.random.default_rng(seed).permutation(x.shape[1]) if seed else np.arange(x.shape[1])
        model = kind(objective=OBJECTIVES[task], min_data_in_bin=1, deterministic=True, force_row_wise=True, num_threads=1, verbose=-1, **options)
        model.fit(x[:, order], y, sample_weight=weights)
        predictions.append(model.predict(x[:, order]) if task == "regression" else model.predict_proba(x[:, order]))
    for other in predictions:
        assert np.allclose(other, predictions[0], rtol=1e-9, atol=1e-12), (name, np.abs(other - predictions[0]).max())
    key = "prediction" if task == "regression" else "probabilities"
    classes = [] if task == "regression" else [f"c{k}" for k in range(int(y.max()) + 1)]
    write(HERE, f"boosting-{name}", "gradient-boosting", task, x, y, classes, params, {key: predictions[0].ravel().tolist()}, weights)


def forest(name, task, x, y, depth, leaf, weights=None):
    kind = RandomForestRegressor if task == "regression" else RandomForestClassifier
    predictions = []
    for seed in range(10):
        model = kind(n_estimators=3, max_depth=depth, min_samples_leaf=leaf, max_features=None, bootstrap=False, random_state=seed)
        model.fit(x, y, sample_weight=weights)
        predictions.append(model.predict(x) if task == "regression" else model.predict_proba(x))
    for other in predictions:
        assert np.allclose(other, predictions[0], rtol=1e-12, atol=1e-12), (name, np.abs(other - predictions[0]).max())
    key = "prediction" if task == "regression" else "probabilities"
    classes = [] if task == "regression" else [f"c{k}" for k in range(int(y.max()) + 1)]
    params = {"nEstimators": 3, "maxDepth": depth, "minSamplesLeaf": leaf, "maxFeatures": "all", "bootstrap": False}
    write(HERE, f"forest-{name}", "random-forest", task, x, y, classes, params, {key: predictions[0].ravel().tolist()}, weights)


def main():
    for kind in ("boosting", "forest"):
        for old in HERE.glob(f"{kind}-*.json"):
            old.unlink()
    rng = np.random.default_rng(17)
    rows = 1200
    # Eighths: at most 41 values a column.
    x = np.clip(np.round(rng.normal(size=(rows, 5)) * 8) / 8, -2.5, 2.5)
    wave = np.sin(2 * x[:, 0]) + x[:, 1] * (x[:, 2] > 0) + 0.3 * rng.normal(size=rows)
    holes = x.copy()
    holes[rng.uniform(size=x.shape) < 0.15] = np.nan
    far = wave + 2 * np.isnan(holes[:, 0])
    # LightGBM's targets and slopes are float32: away from 0 that is below 1e-6.
    level, high = ((target + 5).astype(np.float32).astype(float) for target in (wave, far))
    weights = (rng.integers(1, 5, rows) / 2).astype(float)
    thirds = np.digitize(wave, np.quantile(wave, [1 / 3, 2 / 3]))
    boosting("regression", "regression", x, level, {})
    boosting("regression-missing", "regression", holes, high, {})
    boosting("regression-weighted", "regression", x, level, {"numLeaves": 12}, weights)
    boosting("regression-rules", "regression", x, level, {"numLeaves": 50, "maxDepth": 4, "minChildSamples": 7, "regLambda": 3.0, "learningRate": 0.3})
    boosting("binary", "binary", x, (wave > 0.3).astype(int), {"numLeaves": 6, "minChildSamples": 50})
    boosting("binary-missing", "binary", holes, (far > 0.6).astype(int), {"numLeaves": 6, "minChildSamples": 50})
    boosting("binary-weighted", "binary", x, (wave > 0).astype(int), {"minChildSamples": 10, "regLambda": 1.0}, weights)
    boosting("multiclass", "multiclass", x, thirds, {"numLeaves": 6, "minChildSamples": 50})
    boosting("multiclass-missing", "multiclass", holes, thirds, {"numLeaves": 5, "minChildSamples": 60})
    forest("regression", "regression", x, level, 8, 6)
    forest("regression-missing", "regression", holes, high, 6, 10)
    forest("regression-weighted", "regression", x, level, 5, 1, weights)
    forest("binary", "binary", x, (wave > 0).astype(int), 4, 30)
    forest("binary-missing", "binary", holes, (far > 0.6).astype(int), 4, 40)
    forest("binary-weighted", "binary", x, (wave > 0).astype(int), 5, 1, rng.uniform(0.5, 2, rows))
    forest("multiclass", "multiclass", x, thirds, 5, 25)
    forest("multiclass-missing", "multiclass", holes, thirds, 4, 30)


main()
