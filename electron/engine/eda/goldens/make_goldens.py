"""Makes the goldens of correlations and target views. Needs pandas 3.1.1, NumPy and scikit-learn 1.9.1; run it in its own folder."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

HERE = Path(__file__).parent
ROWS = 240
rng = np.random.default_rng(11)


def listed(series):
    return [None if pd.isna(value) else value for value in series.tolist()]


a = rng.normal(50, 8, ROWS).round(2)
frame = pd.DataFrame(
    {
        "a": a,
        "b": np.where(rng.random(ROWS) < 0.15, np.nan, (a * 3 + rng.normal(0, 9, ROWS)).round(3)),
        # Far from zero for its spread.
        "far": 1e9 + rng.normal(0, 0.5, ROWS).round(4),
        "skewed": np.where(rng.random(ROWS) < 0.3, np.nan, np.exp(rng.normal(0, 2, ROWS)).round(4)),
        "few": rng.integers(0, 4, ROWS).astype(float),
        "constant": np.full(ROWS, 7.0),
        "kind": rng.choice([f"k{i}" for i in range(22)], ROWS, p=np.arange(22, 0, -1) / 253),
    }
)
frame.loc[rng.random(ROWS) < 0.08, "kind"] = None
frame["failed"] = (frame["a"] + rng.normal(0, 6, ROWS) > 56).astype(int)
frame["wear"] = (frame["a"] * 2 + frame["few"] * 5 + rng.normal(0, 3, ROWS)).round(3)
frame.loc[[3, 77, 140], "wear"] = np.nan

numbers = ["a", "b", "far", "skewed", "few", "constant", "failed", "wear"]
centered = frame[numbers].copy()
centered["far"] -= 1e9  # pandas itself loses digits at 1e9
correlation = centered.corr()


def groups(column, target, edges=None):
    rows = frame[frame[target].notna()]
    y = rows[target]
    if edges is None:
        keys = rows[column]
    else:
        keys = np.searchsorted(edges, rows[column], side="left").astype(float)
        keys = pd.Series(np.where(rows[column].isna(), np.nan, keys), index=rows.index)
    return [{"key": None if pd.isna(key) else key, "rows": len(part), "mean": float(part.mean())} for key, part in y.groupby(keys, dropna=False)]


def edges(column, target):
    values = frame.loc[frame[target].notna(), column].dropna()
    return np.unique(np.quantile(values, np.arange(1, 10) / 10, method="inverted_cdf"))


golden = {
    "columns": {name: listed(frame[name]) for name in frame.columns},
    "correlation": {one: {two: None if pd.isna(correlation.loc[one, two]) else correlation.loc[one, two] for two in numbers} for one in numbers},
    "views": {
        f"{column} {target}": groups(column, target, edges(column, target) if column in ("a", "skewed") else None)
        for column in ("a", "skewed", "few", "kind")
        for target in ("failed", "wear")
    },
    "area": {"a": roc_auc_score(frame["failed"], frame["a"])},
}
(HERE / "exploration.json").write_text(json.dumps(golden) + "\n")
