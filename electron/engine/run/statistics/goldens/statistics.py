"""Writes statistics.json beside this file: numpy.quantile (linear), and mean and variance by fractions, of hostile columns."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np

rng = np.random.default_rng(7)
SHARES = [0.0, 0.01, 0.1, 0.25, 1 / 3, 0.5, 0.6, 0.75, 0.9, 0.999, 1.0]
COLUMNS = {
    "one": [0.1],
    "two": [0.1, 0.7],
    "normal": rng.normal(size=101).tolist(),
    "rounded": np.round(rng.normal(size=500), 1).tolist(),
    "wide": (rng.normal(size=64) * 10.0 ** rng.integers(-200, 200, size=64)).tolist(),
    "integers": rng.integers(-(2**60), 2**60, size=77).astype(float).tolist(),
}


def exact_mean(values):
    return float(sum(map(Fraction, values)) / len(values))


def exact_variance(values):
    exact = list(map(Fraction, values))
    mean = sum(exact) / len(exact)
    try:
        return float(sum((x - mean) ** 2 for x in exact) / len(exact))
    except OverflowError:
        return None


cases = [
    {
        "name": name,
        "values": values,
        "mean": exact_mean(values),
        "variance": exact_variance(values),
        "quantiles": np.quantile(values, SHARES).tolist(),
    }
    for name, values in COLUMNS.items()
]
Path(__file__).with_suffix(".json").write_text(json.dumps({"shares": SHARES, "cases": cases}) + "\n")
