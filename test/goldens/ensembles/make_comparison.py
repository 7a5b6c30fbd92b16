"""
Makes comparison.json: 20 data sets in five folds each, and the losses that LightGBM 4.7.0, xgboost-cpu 3.2.0 and
scikit-learn 1.9.1 have on the held-out rows, with the parameters that the application has of itself.

    python make_comparison.py FOLDER

FOLDER holds ai4i2020.csv, bike_sharing_hour.csv and penguins.csv (UCI, palmerpenguins).
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.model_selection import KFold, StratifiedKFold
from xgboost import XGBClassifier, XGBRegressor

HERE = Path(__file__).parent
LIGHTGBM = {"min_data_in_bin": 1, "n_jobs": 1, "verbose": -1}
# What the application has of itself where a tree grows by depth, but for the depth.
XGBOOST = {"tree_method": "hist", "grow_policy": "depthwise", "n_estimators": 100, "learning_rate": 0.1, "max_depth": 6, "max_leaves": 31, "min_child_weight": 0.001, "reg_lambda": 0, "n_jobs": 1}
# The forest is random: the mean loss of so many counts.
FORESTS = 5


def generated():
    """Name, rows, target and whether it is a class."""
    rng = np.random.default_rng(7)
    yield ("friedman-1", *datasets.make_friedman1(500, noise=1.0, random_state=1), False)
    yield ("friedman-2", *datasets.make_friedman2(500, noise=50.0, random_state=2), False)
    yield ("friedman-3", *datasets.make_friedman3(500, noise=0.1, random_state=3), False)
    yield ("linear", *datasets.make_regression(400, 12, n_informative=6, noise=30.0, random_state=4), False)
    yield ("sparse", *datasets.make_sparse_uncorrelated(500, 10, random_state=5), False)
    yield ("swiss-roll", *datasets.make_swiss_roll(500, noise=0.5, random_state=6), False)
    yield ("moons", *datasets.make_moons(500, noise=0.3, random_state=7), True)
    yield ("circles", *datasets.make_circles(500, noise=0.2, factor=0.5, random_state=8), True)
    x, y = datasets.make_hastie_10_2(600, random_state=9)
    yield ("hastie", x, (y > 0).astype(int), True)
    yield ("quantiles", *datasets.make_gaussian_quantiles(n_samples=600, n_features=5, n_classes=3, random_state=10), True)
    yield ("noisy", *datasets.make_classification(600, 15, n_informative=5, flip_y=0.1, random_state=11), True)
    yield ("rare", *datasets.make_classification(800, 10, n_informative=4, weights=[0.9], flip_y=0.02, random_state=12), True)
    x, y = datasets.make_friedman1(500, noise=1.0, random_state=13)
    x[rng.uniform(size=x.shape) < 0.1] = np.nan
    yield ("holes", x, y, False)
    x = np.column_stack([rng.integers(0, k, 600) for k in (2, 3, 5, 8, 12, 20)]).astype(float)
    yield ("levels", x, x[:, 2] * (x[:, 0] - 0.5) + np.sin(x[:, 4]) + rng.normal(size=600) * 0.5, False)


def measured(folder):
    yield ("diabetes", *datasets.load_diabetes(return_X_y=True), False)
    yield ("breast-cancer", *datasets.load_breast_cancer(return_X_y=True), True)
    yield ("wine", *datasets.load_wine(return_X_y=True), True)
    machines = pd.read_csv(folder / "ai4i2020.csv").sample(1000, random_state=1)
    yield ("machine-torque", machines[["Air temperature [K]", "Process temperature [K]", "Rotational speed [rpm]", "Tool wear [min]"]].to_numpy(float), machines["Torque [Nm]"].to_numpy(float), False)
    bikes = pd.read_csv(folder / "bike_sharing_hour.csv").sample(1000, random_state=1)
    yield ("bikes", bikes[["season", "hr", "holiday", "workingday", "weathersit", "temp", "hum", "windspeed"]].to_numpy(float), np.sqrt(bikes["cnt"].to_numpy(float)), False)
    penguins = pd.read_csv(folder / "penguins.csv")
    sizes = penguins.select_dtypes("number").drop(columns=["year"], errors="ignore")
    yield ("penguins", sizes.to_numpy(float), penguins["species"].astype("category").cat.codes.to_numpy(), True)


def losses(make, x, y, folds, is_class, seeds=(0,)):
    """By fold: root mean squared error, or log loss; of forests, whose shares may be 0, the Brier score."""
    result = []
    for k in range(5):
        learned, held = folds != k, folds == k
        of_seeds = []
        for seed in seeds:
            model = make(seed).fit(x[learned], y[learned])
            if not is_class:
                of_seeds.append(float(np.sqrt(np.mean((model.predict(x[held]) - y[held]) ** 2))))
                continue
            p = model.predict_proba(x[held]).astype(float)
            if isinstance(model, RandomForestClassifier):
                of_seeds.append(float(np.mean(np.sum((p - np.eye(p.shape[1])[y[held]]) ** 2, axis=1))))
            else:
                of_seeds.append(float(np.mean(-np.log(np.clip(p[np.arange(held.sum()), y[held]], 1e-15, 1)))))
        result.append(float(np.mean(of_seeds)))
    return result


def main(folder):
    sets = []
    for name, x, y, is_class in (*measured(folder), *generated()):
        x = np.array([[float(f"{value:.6g}") for value in row] for row in x])
        y = y.astype(int) if is_class else np.array([float(f"{value:.6g}") for value in y])
        folds = np.zeros(len(y), int)
        splitter = (StratifiedKFold if is_class else KFold)(5, shuffle=True, random_state=1)
        for k, (_, held) in enumerate(splitter.split(x, y)):
            folds[held] = k
        light, xgb, forest = (LGBMClassifier, XGBClassifier, RandomForestClassifier) if is_class else (LGBMRegressor, XGBRegressor, RandomForestRegressor)
        found = {
            "LightGBM": losses(lambda _: light(**LIGHTGBM), x, y, folds, is_class),
            "XGBoost": losses(lambda _: xgb(**XGBOOST), x, y, folds, is_class),
            "scikit-learn's forest": losses(lambda seed: forest(random_state=seed, n_jobs=1), x, y, folds, is_class, range(FORESTS)),
        }
        columns = [[None if np.isnan(value) else value for value in column] for column in x.T.tolist()]
        sets.append({"name": name, "columns": columns, "y": y.tolist(), "folds": folds.tolist(), "classes": int(y.max()) + 1 if is_class else 0, "losses": found})
    assert len(sets) == 20, len(sets)
    (HERE / "comparison.json").write_text(json.dumps(sets, separators=(",", ":")) + "\n")


main(Path(sys.argv[1]))
