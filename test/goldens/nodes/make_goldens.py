"""Writes the goldens of the nodes: what scikit-learn (or pandas) makes of hostile columns.

    .venv/bin/python test/goldens/nodes/make_goldens.py

Each case names a node, its parameters, columns (missing is null), which rows it is fitted on and what comes out.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.datasets import load_diabetes, load_iris, load_wine
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.model_selection import PredefinedSplit
from sklearn.preprocessing import KBinsDiscretizer, MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler, TargetEncoder

warnings.simplefilter("ignore")
HERE = Path(__file__).parent
random = np.random.default_rng(20261120)

Values = list[Any]


def numbers(count: int, missing: float = 0.1, scale: float = 1.0) -> Values:
    values = random.normal(3.0, 2.0, count) * scale
    return [None if random.random() < missing else float(one) for one in values]


def integers(count: int, high: int, missing: float = 0.1) -> Values:
    return [None if random.random() < missing else int(random.integers(-2, high)) for _ in range(count)]


def texts(count: int, levels: list[str], missing: float = 0.1) -> Values:
    return [None if random.random() < missing else levels[int(random.integers(0, len(levels)))] for _ in range(count)]


HOSTILE = ["a", "A b", "ä", "a\u0308", "nan", "None", "'; drop table x; --", '"q"', "\U0001f600", "\uffee", "{{x}}", " ", "\\n", "1", "1.0"]


def column(name: str, kind: str, values: Values) -> dict[str, Any]:
    return {"name": name, "type": kind, "values": values}


def frame(columns: list[dict[str, Any]], rows: slice = slice(None)) -> pd.DataFrame:
    """As the exported project holds rows: float64 and object, missing is NaN in both."""
    arrays = {}
    for one in columns:
        kind = object if one["type"] == "text" else np.float64
        arrays[one["name"]] = np.array([np.nan if value is None else value for value in one["values"]], dtype=kind)[rows]
    return pd.DataFrame(arrays)


def plain(table: Any) -> list[Values]:
    """Columns of a result as JSON."""
    result = np.asarray(table)
    return [[None if isinstance(v, float) and not np.isfinite(v) else v for v in result[:, j].tolist()] for j in range(result.shape[1])]


def case(name: str, params: dict[str, Any], columns: list[dict[str, Any]], fit: int, table: Any, names: list[str] | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "params": params, "columns": columns, "fitRows": fit, "expected": {"names": names, "columns": plain(table)}, **more}


NUMERIC = [
    column("plain", "number", numbers(60)),
    column("whole", "integer", integers(60, 5)),
    column("large", "number", numbers(60, scale=1e12)),
    column("constant", "number", [0.1] * 60),
    column("nearly", "number", [0.1 + (i % 2) * 2.8e-17 for i in range(60)]),
    column("one value", "number", [7.25 if i == 3 else None for i in range(60)]),
    column("ties", "number", [float(i % 3) for i in range(60)]),
    column('"; select', "number", numbers(60, missing=0.5)),
]
TEXT = [
    column("few", "text", texts(60, ["red", "green", "blue"])),
    column("hostile", "text", [*HOSTILE, *texts(45, HOSTILE)]),
    column("single", "text", ["x"] * 60),
]
FIT = 45
# A single training row: the third, which has no missing value in these.
SINGLE = [column("only", "number", [2.5, None, 4.0]), column("zero", "number", [0.0, 1.0, None])]


def simple_imputer() -> list[dict[str, Any]]:
    cases = []
    for columns, strategies in ((NUMERIC, ("mean", "median", "most_frequent", "constant")), (TEXT, ("most_frequent", "constant"))):
        for strategy in strategies:
            fill = None if strategy != "constant" else "none's" if columns is TEXT else -1.5
            fitted = SimpleImputer(strategy=strategy, fill_value=fill).fit(frame(columns, slice(FIT)))
            params = {"strategy": strategy, "fillValue": fill}
            cases.append(
                case(f"{strategy} of {columns[0]['type']}", params, columns, FIT, fitted.transform(frame(columns)), list(fitted.get_feature_names_out()))
            )
    one = SimpleImputer(strategy="median").fit(frame(SINGLE, slice(1)))
    cases.append(case("one row", {"strategy": "median"}, SINGLE, 1, one.transform(frame(SINGLE))))
    return cases


def standard_scaler() -> list[dict[str, Any]]:
    cases = []
    for with_mean, with_std in ((True, True), (True, False), (False, True)):
        fitted = StandardScaler(with_mean=with_mean, with_std=with_std).fit(frame(NUMERIC, slice(FIT)))
        params = {"withMean": with_mean, "withStd": with_std}
        cases.append(case(f"mean {with_mean}, std {with_std}", params, NUMERIC, FIT, fitted.transform(frame(NUMERIC)), list(fitted.get_feature_names_out())))
    flags = [column("flag", "boolean", [None if i % 7 == 0 else i % 3 == 0 for i in range(60)])]
    fitted = StandardScaler().fit(frame(flags, slice(FIT)))
    cases.append(case("booleans", {}, flags, FIT, fitted.transform(frame(flags))))
    one = StandardScaler().fit(frame(SINGLE, slice(1)))
    cases.append(case("one row", {}, SINGLE, 1, one.transform(frame(SINGLE))))
    return cases


def min_max_scaler() -> list[dict[str, Any]]:
    cases = []
    for clip in (False, True):
        fitted = MinMaxScaler(clip=clip).fit(frame(NUMERIC, slice(FIT)))
        cases.append(case(f"clip {clip}", {"clip": clip}, NUMERIC, FIT, fitted.transform(frame(NUMERIC)), list(fitted.get_feature_names_out())))
    one = MinMaxScaler().fit(frame(SINGLE, slice(1)))
    cases.append(case("one row", {}, SINGLE, 1, one.transform(frame(SINGLE))))
    return cases


def one_hot_encoder() -> list[dict[str, Any]]:
    flag = column("flag", "boolean", [None if i % 7 == 0 else i % 3 == 0 for i in range(60)])
    sure = column("sure", "boolean", [i % 3 == 0 if i < FIT else None for i in range(60)])
    code = column("code", "integer", integers(60, 4))
    late = column("late", "text", [("x", "y")[i % 2] if i < FIT else ("x", "z", None)[i % 3] for i in range(60)])
    # Texts that differ by capitals alone are numbered, which scikit-learn does not do: names are compared without them.
    typed = [one for one in TEXT if one["name"] != "hostile"] + [late]
    cases = []
    for drop in (None, "first", "if_binary"):
        for label, columns in (("text", typed), ("hostile text", TEXT), ("all types", [flag, sure, code, late])):
            fitted = OneHotEncoder(drop=drop, handle_unknown="ignore", sparse_output=False).fit(frame(columns, slice(FIT)))
            names = list(fitted.get_feature_names_out()) if label == "text" else None
            cases.append(case(f"{label}, drop {drop}", {"drop": drop}, columns, FIT, fitted.transform(frame(columns)), names))
    named = [column("code", "integer", [i % 3 - 1 for i in range(9)])]
    typed_frame = pd.DataFrame({"code": np.array(named[0]["values"], dtype=np.int64)})
    fitted = OneHotEncoder(sparse_output=False).fit(typed_frame)
    cases.append(case("names of integers", {}, named, 9, fitted.transform(typed_frame), list(fitted.get_feature_names_out())))
    named = [column("flag", "boolean", [i % 2 == 0 for i in range(9)])]
    typed_frame = pd.DataFrame({"flag": named[0]["values"]})
    fitted = OneHotEncoder(sparse_output=False).fit(typed_frame)
    cases.append(case("names of booleans", {}, named, 9, fitted.transform(typed_frame), list(fitted.get_feature_names_out())))
    return cases


def target_encoder() -> list[dict[str, Any]]:
    rare = column("rare", "text", [f"level {i}" if i < 20 else "common" for i in range(60)])
    flag = column("flag", "boolean", [None if i % 7 == 0 else i % 3 == 0 for i in range(60)])
    late = column("late", "text", [("x", "y")[i % 2] if i < FIT else ("x", "z", None)[i % 3] for i in range(60)])
    columns = [*TEXT, rare, flag, late]
    targets = {
        "regression": ("continuous", [], [float(v) for v in random.normal(5, 3, 60)]),
        "constant": ("continuous", [], [2.5] * 60),
        "binary": ("binary", ["no", "yes"], [("no", "yes")[int(v)] for v in random.integers(0, 2, 60)]),
        "multiclass": ("multiclass", ["a", "b", "c"], [*"abc", *(str(v) for v in random.choice(["a", "b", "c"], 57))]),
    }
    folds = [i % 3 for i in range(FIT)]
    cases = []
    for label, (kind, classes, y) in targets.items():
        for smooth in ("auto", 0, 2.5):
            encoder = TargetEncoder(target_type=kind, smooth=smooth, cv=PredefinedSplit(folds))
            crossed = encoder.fit_transform(frame(columns, slice(FIT)), y[:FIT])
            task = {"continuous": "regression"}.get(kind, kind)
            values = [classes.index(one) for one in y] if classes else y
            more = {"target": {"task": task, "classes": classes, "values": values}, "folds": folds, "crossFitted": plain(crossed)}
            cases.append(
                case(
                    f"{label}, smooth {smooth}",
                    {"smooth": smooth},
                    columns,
                    FIT,
                    encoder.transform(frame(columns)),
                    list(encoder.get_feature_names_out()),
                    **more,
                )
            )
    return cases


def quantile_bins() -> list[dict[str, Any]]:
    columns = [*NUMERIC, column("doubled", "number", [float(i % 4 == 0) for i in range(60)])]
    cases = []
    for bins in (2, 3, 5, 7, 10, 33):
        result = []
        for one in columns:
            whole = frame([one])
            known = whole[one["name"]].notna()
            discretizer = KBinsDiscretizer(n_bins=bins, encode="ordinal", strategy="quantile", quantile_method="linear", subsample=None)
            discretizer.fit(whole[known & (np.arange(60) < FIT)])
            binned = np.full(60, np.nan)
            binned[known.to_numpy()] = discretizer.transform(whole[known])[:, 0]
            result.append(binned)
        cases.append(case(f"{bins} bins", {"nBins": bins}, columns, FIT, np.array(result).T))
    return cases


def rolling_mean() -> list[dict[str, Any]]:
    count = 60
    columns = [
        column("temperature", "number", numbers(count, 0.3)),
        column("speed", "integer", integers(count, 900)),
        column("machine", "text", texts(count, ["m1", "m2", "m3"])),
        column("minute", "number", [float(v) for v in random.integers(0, 30, count)]),
    ]
    table = frame(columns)
    cases = []
    for window, least, entity in ((2, 1, "machine"), (5, 1, "machine"), (5, 3, "machine"), (4, 4, None)):
        ordered = table.sort_values("minute", kind="stable")
        owner = ordered["machine"].fillna("") if entity else pd.Series("", index=ordered.index)
        made = {
            f"{name}_mean_{window}": ordered.groupby(owner)[name].transform(lambda part: part.rolling(window, min_periods=least).mean())
            for name in ("temperature", "speed")
        }
        result = pd.DataFrame(made).sort_index()
        params = {"columns": ["temperature", "speed"], "entity": entity, "time": "minute", "window": window, "minPeriods": least}
        cases.append(case(f"{window} rows, {least} values, {entity}", params, columns, count, result, list(made)))
    return cases


def deduplicate() -> list[dict[str, Any]]:
    columns = [column("a", "integer", integers(40, 2, 0.3)), column("b", "text", texts(40, ["x", "X"], 0.3)), column("c", "number", numbers(40))]
    cases = []
    for keys in (["a"], ["a", "b"], ["b"], []):
        kept = frame(columns).drop_duplicates(subset=keys or None).index
        cases.append(case(f"by {keys}", {"columns": keys}, columns, 40, np.array([kept]).T))
    return cases


def ordinal_encoder() -> list[dict[str, Any]]:
    flag = column("flag", "boolean", [None if i % 7 == 0 else i % 3 == 0 for i in range(60)])
    sure = column("sure", "boolean", [i % 3 == 0 if i < FIT else None for i in range(60)])
    code = column("code", "integer", integers(60, 4))
    late = column("late", "text", [("x", "y")[i % 2] if i < FIT else ("x", "z", None)[i % 3] for i in range(60)])
    cases = []
    for label, columns in (("text", [*TEXT, late]), ("all types", [flag, sure, code, late])):
        fitted = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan).fit(frame(columns, slice(FIT)))
        cases.append(case(label, {}, columns, FIT, fitted.transform(frame(columns)), list(fitted.get_feature_names_out())))
    return cases


def pca() -> list[dict[str, Any]]:
    def table(values: Any) -> list[dict[str, Any]]:
        return [column(f"c{j}", "number", values[:, j].tolist()) for j in range(values.shape[1])]

    iris = load_iris().data
    wine = StandardScaler().fit_transform(load_wine().data)
    generator = np.random.default_rng(41)
    gap = iris.copy()
    gap[145:, 2] = np.nan
    missing = table(gap)
    missing[2]["values"] = [None if v != v else v for v in missing[2]["values"]]
    flags = [column("flag", "boolean", [i % 3 == 0 for i in range(60)]), column("whole", "integer", integers(60, 5, 0.0)), column("plain", "number", numbers(60, 0.0))]
    cases = []
    for label, columns, fit, count, whiten, solver in (
        ("iris, all", table(iris), 150, None, False, "full"),
        ("iris, all, by covariance", table(iris), 150, None, False, "covariance_eigh"),
        ("iris, three of the first 100 rows", table(iris), 100, 3, False, "full"),
        ("a share of the variance", table(wine), 178, 0.8, False, "full"),
        ("a share that the first holds", table(iris), 150, 0.5, False, "full"),
        ("wine, whitened", table(wine), 150, None, True, "full"),
        ("diabetes, four whitened", table(load_diabetes().data), 442, 4, True, "covariance_eigh"),
        ("more columns than rows", table(generator.normal(size=(12, 30))), 12, 11, False, "full"),
        ("scales", table(iris * [1e3, 1, 1e-2, 10]), 150, None, False, "full"),
        ("far from 0", table(iris + 1e6), 150, None, False, "full"),
        ("a flag and whole numbers", flags, 45, 2, False, "full"),
        ("a row that lacks a value", missing, 140, 2, False, "full"),
    ):
        whole = frame(columns)
        fitted = PCA(n_components=count, whiten=whiten, svd_solver=solver).fit(whole[:fit])
        # scikit-learn refuses a row that lacks a value: it has no components.
        known = whole.notna().all(axis=1).to_numpy()
        result = np.full((len(whole), fitted.n_components_), np.nan)
        result[known] = fitted.transform(whole[known])
        params = {"nComponents": count, "whiten": whiten}
        cases.append(case(label, params, columns, fit, result, list(fitted.get_feature_names_out()), tolerance=1e-6 if label == "scales" else 1e-9))
    return cases


if __name__ == "__main__":
    for make in (simple_imputer, standard_scaler, min_max_scaler, one_hot_encoder, target_encoder, quantile_bins, rolling_mean, deduplicate, ordinal_encoder, pca):
        name = make.__name__.replace("_", "-")
        text = json.dumps({"node": name, "cases": make()}, ensure_ascii=True, allow_nan=False)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(name)
