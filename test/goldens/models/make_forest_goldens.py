"""
Makes the goldens of forests by scikit-learn 1.9.1 that chance has no say in: all rows, all features, and for extra trees
features of two values, between which every drawn threshold parts the same rows. Run it in its own folder.
"""

from pathlib import Path

import numpy as np
from golden_file import write
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor

HERE = Path(__file__).parent
KINDS = {
    "extra-trees": (ExtraTreesRegressor, ExtraTreesClassifier),
    "random-forest": (RandomForestRegressor, RandomForestClassifier),
}
NAMES = {"maxDepth": "max_depth", "minSamplesLeaf": "min_samples_leaf", "minSamplesSplit": "min_samples_split", "criterion": "criterion", "classWeight": "class_weight"}


def forest(name, model, task, x, y, params, weights=None):
    kind = KINDS[model][0 if task == "regression" else 1]
    predictions = []
    for seed in range(10):
        options = {NAMES[key]: value for key, value in params.items()}
        fitted = kind(n_estimators=3, max_features=None, bootstrap=False, random_state=seed, **options).fit(x, y, sample_weight=weights)
        predictions.append(fitted.predict(x) if task == "regression" else fitted.predict_proba(x))
    for other in predictions:
        assert np.allclose(other, predictions[0], rtol=1e-12, atol=1e-12), (name, np.abs(other - predictions[0]).max())
    key = "prediction" if task == "regression" else "probabilities"
    classes = [] if task == "regression" else [f"c{k}" for k in range(int(y.max()) + 1)]
    ours = {"nEstimators": 3, "maxFeatures": "all", "bootstrap": False, **params}
    write(HERE, f"{name}", model, task, x, y, classes, ours, {key: predictions[0].ravel().tolist()}, weights)


def main():
    for start in ("extra-trees-", "criterion-"):
        for old in HERE.glob(f"{start}*.json"):
            old.unlink()
    rng = np.random.default_rng(29)
    rows = 1200
    x = np.clip(np.round(rng.normal(size=(rows, 5)) * 8) / 8, -2.5, 2.5)
    wave = np.sin(2 * x[:, 0]) + x[:, 1] * (x[:, 2] > 0) + 0.3 * rng.normal(size=rows)
    weights = (rng.integers(1, 5, rows) / 2).astype(float)
    thirds = np.digitize(wave, np.quantile(wave, [0.2, 2 / 3]))
    rare = (wave > 1.2).astype(int)
    forest("criterion-entropy", "random-forest", "binary", x, (wave > 0).astype(int), {"criterion": "entropy", "maxDepth": 4, "minSamplesLeaf": 30})
    forest("criterion-entropy-weighted", "random-forest", "multiclass", x, thirds, {"criterion": "entropy", "maxDepth": 3}, weights)
    forest("criterion-balanced", "random-forest", "binary", x, rare, {"classWeight": "balanced", "maxDepth": 3})
    forest("criterion-rows-to-split", "random-forest", "multiclass", x, thirds, {"minSamplesSplit": 150, "maxDepth": 5})
    forest("criterion-squared-error", "random-forest", "regression", x, wave, {"criterion": "squared_error", "minSamplesSplit": 100, "maxDepth": 5})

    two = (rng.random((rows, 7)) < 0.5) * np.array([1.0, 2.0, 1.0, 0.5, 3.0, 1.0, 1e6])
    level = two @ [1.0, -0.7, 0.3, 1.1, 0.2, 0.0, 5e-7] + two[:, 0] * two[:, 1] + 0.2 * rng.normal(size=rows)
    parts = np.digitize(level, np.quantile(level, [0.2, 2 / 3]))
    forest("extra-trees-regression", "extra-trees", "regression", two, level, {})
    forest("extra-trees-regression-weighted", "extra-trees", "regression", two, level, {"maxDepth": 4}, weights)
    forest("extra-trees-binary", "extra-trees", "binary", two, (level > 0.5).astype(int), {"minSamplesLeaf": 5, "maxDepth": 3})
    forest("extra-trees-binary-balanced", "extra-trees", "binary", two, (level > 1.6).astype(int), {"classWeight": "balanced", "maxDepth": 4})
    forest("extra-trees-multiclass", "extra-trees", "multiclass", two, parts, {"minSamplesSplit": 200, "maxDepth": 4})
    forest("extra-trees-multiclass-entropy", "extra-trees", "multiclass", two, parts, {"criterion": "entropy", "maxDepth": 4}, weights)


main()
