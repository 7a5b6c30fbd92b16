"""
Makes the goldens of forests without chance (all rows, all features) on few distinct values, without ties, by
scikit-learn 1.9.1.
"""

from pathlib import Path

import numpy as np
from golden_file import write
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

HERE = Path(__file__).parent


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
    for old in HERE.glob("forest-*.json"):
        old.unlink()
    rng = np.random.default_rng(17)
    rows = 1200
    # Eighths: at most 41 values a column.
    x = np.clip(np.round(rng.normal(size=(rows, 5)) * 8) / 8, -2.5, 2.5)
    wave = np.sin(2 * x[:, 0]) + x[:, 1] * (x[:, 2] > 0) + 0.3 * rng.normal(size=rows)
    holes = x.copy()
    holes[rng.uniform(size=x.shape) < 0.15] = np.nan
    far = wave + 2 * np.isnan(holes[:, 0])
    level, high = ((target + 5).astype(np.float32).astype(float) for target in (wave, far))
    weights = (rng.integers(1, 5, rows) / 2).astype(float)
    thirds = np.digitize(wave, np.quantile(wave, [1 / 3, 2 / 3]))
    forest("regression", "regression", x, level, 8, 6)
    forest("regression-missing", "regression", holes, high, 6, 10)
    forest("regression-weighted", "regression", x, level, 5, 1, weights)
    forest("binary", "binary", x, (wave > 0).astype(int), 4, 30)
    forest("binary-missing", "binary", holes, (far > 0.6).astype(int), 4, 40)
    forest("binary-weighted", "binary", x, (wave > 0).astype(int), 5, 1, rng.uniform(0.5, 2, rows))
    forest("multiclass", "multiclass", x, thirds, 5, 25)
    forest("multiclass-missing", "multiclass", holes, thirds, 4, 30)


main()
