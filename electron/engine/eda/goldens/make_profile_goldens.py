"""Makes the goldens of profiles, missing patterns and time views: profile.parquet, and profile.json with what polars 2.1.0, pandas 3.1.1, NumPy and SciPy say of it. Run it in its own folder."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from scipy import stats

HERE = Path(__file__).parent
ROWS = 9001
SHARES = {"p1": 0.01, "p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95, "p99": 0.99}
rng = np.random.default_rng(23)


def gaps(values, share):
    return [None if gone else value for value, gone in zip(values, rng.random(ROWS) < share)]


start = datetime(2023, 11, 27, 5, 30)
minutes = np.sort(rng.choice(np.r_[0:30_000, 34_000:60_000], ROWS, replace=False))
both = rng.random(ROWS) < 0.1
frame = pl.DataFrame(
    {
        "normal": rng.normal(50, 8, ROWS),
        "decimals": gaps(rng.normal(0, 3, ROWS).round(2).tolist(), 0.07),
        "far": 1e9 + rng.normal(0, 0.5, ROWS).round(4),
        "heavy": np.exp(rng.normal(0, 3, ROWS)),
        "tiny": rng.normal(0, 1e-200, ROWS),
        "whole": gaps(rng.integers(-40, 900, ROWS).tolist(), 0.2),
        "key": (2**60 + rng.integers(0, 4000, ROWS)).tolist(),
        "flag": gaps((rng.random(ROWS) < 0.3).tolist(), 0.05),
        "word": gaps(rng.choice(["ä", "b", "<b>", "it's", "zz", "Z"], ROWS, p=[0.4, 0.2, 0.2, 0.1, 0.05, 0.05]).tolist(), 0.1),
        "code": [f"c{value}" for value in rng.integers(0, 3000, ROWS)],
        "time": [start + timedelta(minutes=int(value)) for value in minutes],
        "seen": gaps([start + timedelta(seconds=int(value), microseconds=7) for value in rng.integers(0, 10**7, ROWS)], 0.02),
        "one": np.where(both, None, 3.0).tolist(),
        "with_one": np.where(both | (rng.random(ROWS) < 0.02), None, rng.random(ROWS)).tolist(),
        "nothing": pl.Series([None] * ROWS, dtype=pl.Float64),
        "machine": rng.choice([f"m{i}" for i in range(9)], ROWS, p=np.arange(9, 0, -1) / 45).tolist(),
    }
)
frame.write_parquet(HERE / "profile.parquet")


def plain(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, datetime):
        return round((value - datetime(1970, 1, 1)) / timedelta(microseconds=1))
    return None if np.isnan(value) else float(value)


def profile(name):
    column = frame[name]
    known = column.drop_nulls()
    counts = known.value_counts().sort(["count", name], descending=[True, False])
    found = {
        "count": len(known),
        "distinct": known.n_unique(),
        "min": plain(known.min()),
        "max": plain(known.max()),
        "top": [{"value": str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 else plain(value), "count": count} for value, count in counts.head(20).iter_rows()],
    }
    if column.dtype in (pl.Float64, pl.Int64) or column.dtype == pl.Datetime:
        values = (known.dt.epoch("us") if column.dtype == pl.Datetime else known).cast(pl.Float64).to_numpy()
        if len(values) > 0:
            # Extended precision: squares of tiny values are there, and large values keep their digits.
            wide = values.astype(np.longdouble) - values[0]
            spread = wide - wide.mean()
            m2, m3, m4 = ((spread**k).mean() for k in (2, 3, 4))
            if name in ("normal", "whole"):
                assert np.isclose(float(m3 / m2**1.5), stats.skew(values)) and np.isclose(float(m4 / m2**2 - 3), stats.kurtosis(values))
            found |= {
                "quantiles": {key: float(np.quantile(values, share)) for key, share in SHARES.items()},
                "mean": float(values[0] + wide.mean()),
                "std": float(np.sqrt(m2 * len(values) / (len(values) - 1))),
                "skewness": float(m3 / m2**1.5) if spread.any() else None,
                "kurtosis": float(m4 / m2**2 - 3) if spread.any() else None,
                "zeros": int((values == 0).sum()),
                # NumPy has no bins where they would be narrower than a step of a double.
                "histogram": None if name == "key" else np.histogram(values, bins=30)[0].tolist() if spread.any() else [len(values)],
            }
    return found


incomplete = [name for name in frame.columns if frame[name].null_count() > 0]
missing = frame.select(pl.col(name).is_null() for name in incomplete).to_pandas()
patterns = missing.groupby(incomplete).size()
together = missing.astype(int).T @ missing.astype(int)


def over_time(rule, by=None):
    rows = frame.select("time", "decimals", "machine").to_pandas().set_index("time")
    if by is not None:
        rows = rows[rows["machine"] == by]
    groups = rows["decimals"].resample(rule)
    table = pd.DataFrame({"rows": groups.size(), "count": groups.count(), "mean": groups.mean(), "min": groups.min(), "max": groups.max()})
    return [[int(at.value // 1000), int(row["rows"]), int(row["count"]), *(None if np.isnan(row[key]) else float(row[key]) for key in ("mean", "min", "max"))] for at, row in table.iterrows()]


golden = {
    "rows": ROWS,
    "columns": {name: profile(name) for name in frame.columns},
    "missing": {
        "columns": incomplete,
        "together": together.to_numpy().tolist(),
        "patterns": sorted(([[i for i, gone in enumerate(key) if gone], int(count)] for key, count in patterns.items()), key=lambda one: -one[1]),
    },
    "time": {"hour": over_time("h"), "day": over_time("D"), "month": over_time("MS"), "day m0": over_time("D", "m0")},
}
(HERE / "profile.json").write_text(json.dumps(golden) + "\n")
