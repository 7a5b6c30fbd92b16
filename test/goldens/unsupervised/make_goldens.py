"""
Goldens of models without a target by scikit-learn 1.9.1: isolation forests that scikit-learn has grown, with its scores;
k-means from given starts. Run it in its own folder.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine, make_blobs
from sklearn.ensemble import IsolationForest
from sklearn.ensemble._iforest import _average_path_length
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, roc_auc_score, silhouette_score
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent


def columns(x):
    return {"rows": len(x), "features": x.shape[1], "x": x.T.ravel().tolist()}


def isolation(x, **options):
    # Values that float32 holds: scikit-learn's trees see no others.
    x = x.astype(np.float32).astype(float)
    model = IsolationForest(random_state=0, **options).fit(x)
    forest = {"roots": [], "feature": [], "threshold": [], "missingLeft": [], "left": [], "right": [], "values": [], "gains": [0.0] * x.shape[1]}
    for estimator, features in zip(model.estimators_, model.estimators_features_):
        tree, base = estimator.tree_, len(forest["feature"])
        depth = np.zeros(tree.node_count, int)
        forest["roots"].append(base)
        for node in range(tree.node_count):
            left, right = tree.children_left[node], tree.children_right[node]
            is_leaf = left < 0
            forest["feature"].append(-1 if is_leaf else int(features[tree.feature[node]]))
            forest["threshold"].append(0.0 if is_leaf else float(tree.threshold[node]))
            forest["missingLeft"].append(False)
            if is_leaf:
                forest["left"].append(len(forest["values"]))
                forest["right"].append(-1)
                forest["values"].append([float(depth[node] + _average_path_length(tree.n_node_samples[[node]])[0])])
            else:
                depth[left] = depth[right] = depth[node] + 1
                forest["left"].append(base + int(left))
                forest["right"].append(base + int(right))
    usual = float(len(model.estimators_) * _average_path_length(np.array([model._max_samples]))[0])
    samples = int(model._max_samples)
    scores = model.score_samples(x)
    anomalies = (model.predict(x) < 0).astype(int)
    return {**columns(x), "forest": forest, "usual": usual, "samples": samples, "contamination": options.get("contamination", "auto"), "offset": float(model.offset_), "scores": scores.tolist(), "anomalies": anomalies.tolist()}


def k_means(x, init, max_iter=300, tol=1e-4):
    model = KMeans(len(init), init=init, n_init=1, max_iter=max_iter, tol=tol, algorithm="lloyd").fit(x)
    return {**columns(x), "start": init.ravel().tolist(), "maxIter": max_iter, "tol": tol, "centers": model.cluster_centers_.ravel().tolist(), "labels": model.labels_.tolist(), "inertia": float(model.inertia_), "iterations": int(model.n_iter_)}


def separation(x, labels, centers):
    distances = np.sqrt(((x - centers[labels]) ** 2).sum(axis=1))
    return {**columns(x), "labels": labels.tolist(), "distances": distances.tolist(), "silhouette": float(silhouette_score(x, labels)), "metrics": {"calinski_harabasz": float(calinski_harabasz_score(x, labels)), "davies_bouldin": float(davies_bouldin_score(x, labels)), "inertia": float((distances**2).sum())}}


def clusters(x, count):
    model = KMeans(count, n_init=1, random_state=0).fit(x)
    return separation(x, model.labels_, model.cluster_centers_)


def anomalies(x, **options):
    model = IsolationForest(random_state=0, **options).fit(x)
    scores = model.score_samples(x)
    found = (model.predict(x) < 0).astype(int)
    low, q01, q05, middle, high = (float(value) for value in np.quantile(scores, [0, 0.01, 0.05, 0.5, 1]))
    return {"labels": found.tolist(), "scores": scores.tolist(), "metrics": {"anomaly_share": float(found.mean()), "score_min": low, "score_q01": q01, "score_q05": q05, "score_median": middle, "score_max": high}}


def main():
    diabetes, iris, wine, cancer = (loader(return_X_y=True) for loader in (load_diabetes, load_iris, load_wine, load_breast_cancer))
    scaled = StandardScaler().fit_transform(cancer[0])
    wines = StandardScaler().fit_transform(wine[0])
    malignant = cancer[1] == 0
    blobs, _ = make_blobs(600, 5, centers=6, cluster_std=0.5, random_state=3)
    aucs = [roc_auc_score(malignant, -IsolationForest(random_state=seed).fit(scaled).score_samples(scaled)) for seed in range(20)]
    golden = {
        "isolation": {
            "iris": isolation(iris[0], n_estimators=20),
            "share": isolation(wines, n_estimators=20, contamination=0.1),
            "features": isolation(wines, n_estimators=15, max_samples=40, max_features=0.5, contamination=0.037),
            "quantile": isolation(iris[0][:141], n_estimators=10, contamination=0.05),
        },
        "detection": {**columns(scaled), "isAnomaly": malignant.astype(int).tolist(), "mean": float(np.mean(aucs)), "std": float(np.std(aucs))},
        "lloyd": {
            "iris": k_means(iris[0], iris[0][[0, 60, 120]]),
            "wine": k_means(wines, wines[[1, 2, 3, 90]]),
            "exact": k_means(wines, wines[[1, 2, 3, 90]], tol=0.0),
            "few steps": k_means(diabetes[0], diabetes[0][:5], max_iter=3),
            "far": k_means(iris[0] + 1e6, iris[0][[0, 60, 120]] + 1e6),
            "empty": k_means(iris[0], np.vstack([iris[0][[0, 60]], np.full((1, 4), 1e3)])),
        },
        "blobs": {**columns(blobs), "inertia": float(KMeans(6, n_init=20, random_state=0, tol=0).fit(blobs).inertia_)},
        "clusters": {"iris": clusters(iris[0], 3), "wine": clusters(wines, 5), "one row apart": separation(np.array([[0.0, 1.0], [0.0, 1.0], [5.0, 5.0]]), np.array([0, 0, 2]), np.array([[0.0, 1.0], [9.0, 9.0], [5.0, 5.0]]))},
        "anomalies": {"iris": anomalies(iris[0], contamination=0.1), "wine": anomalies(wines)},
    }
    (HERE / "goldens.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
