"""Restores transformers as an exported project does, without pickle, fits them again, and compares with the goldens.

Reads a JSON list from standard input: a name, the transformer as the node states it, columns, how many rows from the
first it is fitted on, the target, the expected result.
Prints a JSON list of the differences.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import types
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
TEMPLATES = Path(__file__).parents[3] / "templates" / "project" / "src" / "package"


def load_transformers() -> None:
    """Makes `package.features.transformers` importable from the template."""
    for name in ("package", "package.features"):
        sys.modules[name] = types.ModuleType(name)
    name = "package.features.transformers"
    spec = importlib.util.spec_from_file_location(name, TEMPLATES / "features" / "transformers.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


def python_value(value: Any) -> Any:
    """The Python object that a JSON value of the state stands for."""
    if not isinstance(value, dict):
        return value
    if "list" in value:
        return [python_value(one) for one in value["list"]]
    if "object" in value:
        return {key: python_value(one) for key, one in value["object"].items()}
    items = [np.nan if one is None else one for one in value["array"]]
    array = np.empty(len(items), dtype=value["dtype"])
    array[:] = items
    return array


def frame(columns: list[dict[str, Any]], dummy: bool = False) -> pd.DataFrame:
    result = {}
    for one in columns:
        text = one["type"] == "text"
        values = (
            (["-"] if text else [0.0]) if dummy else [np.nan if value is None else value for value in one["values"]]
        )
        result[one["name"]] = np.array(values, dtype=object if text else np.float64)
    return pd.DataFrame(result)


def unfitted(spec: dict[str, Any]) -> Any:
    scope: dict[str, Any] = {"crossFitting": 5}
    for line in spec["imports"]:
        exec(line.replace("{package}", "package"), scope)
    return eval(spec["code"], scope)


def restored(spec: dict[str, Any], columns: list[dict[str, Any]]) -> Any:
    """From its state: parameters, a fit on a dummy row, attributes."""
    transformer = unfitted(spec)
    transformer.set_params(**{key: python_value(value) for key, value in spec["restoreParams"].items()})
    transformer.fit(frame(columns, dummy=True), [0.0])
    for key, value in spec["attributes"].items():
        setattr(transformer, key, python_value(value))
    return transformer


def refitted(case: dict[str, Any]) -> Any:
    """As train.py fits it again on the same rows."""
    rows = case["fitRows"]
    y = case["target"] or [0.0] * rows
    return unfitted(case["transformer"]).fit(frame(case["columns"])[:rows], y[:rows])


def differences(case: dict[str, Any]) -> list[str]:
    ways = {"restored": restored(case["transformer"], case["columns"]), "refitted": refitted(case)}
    return [
        f"{case['name']}, {way}: {line}" for way, transformer in ways.items() for line in compare(transformer, case)
    ]


def compare(transformer: Any, case: dict[str, Any]) -> list[str]:
    result = np.asarray(transformer.transform(frame(case["columns"])), dtype=object)
    expected = case["expected"]
    if result.shape != (len(expected[0]), len(expected)):
        return [f"shape {result.shape}, expected {(len(expected[0]), len(expected))}"]
    return [
        f"column {j}, row {i}: {result[i, j]!r}, expected {expected[j][i]!r}"
        for j in range(result.shape[1])
        for i in range(result.shape[0])
        if not same(result[i, j], expected[j][i], case.get("tolerance", 1e-12))
    ]


def same(actual: Any, expected: Any, tolerance: float) -> bool:
    if expected is None:
        return isinstance(actual, float) and np.isnan(actual)
    if isinstance(expected, str):
        return bool(actual == expected)
    return bool(abs(actual - expected) <= tolerance * max(1.0, abs(expected)))


if __name__ == "__main__":
    load_transformers()
    print(json.dumps([line for case in json.load(sys.stdin) for line in differences(case)]))
