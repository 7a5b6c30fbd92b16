"""Trains again from a file: filters, split, feature steps, resampling and estimator as in the application."""

import argparse
import json
import platform
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import sklearn
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from ..data.load import DataError, load
from ..data.schema import FEATURES, LABELS, TARGET
from ..data.table import Table
from ..features.pipeline import FunctionStep, LevelsError, arrays, to_frame
from ..features.steps import make_steps
from ..settings import model_dir
from ..training.order import TEST, TRAIN, VALIDATION, deal, folds, parts
from ..training.plan import LIBRARIES, PLAN, READS, SEED, make_estimator
from ..training.plan_types import Keep, KeepFirst, Resample, SplitPlan
from .metrics import measure

PARTS = {"train": TRAIN, "validation": VALIDATION, "test": TEST}
VERSIONS = {
    "python": platform.python_version(),
    "scikit-learn": sklearn.__version__,
    "numpy": np.__version__,
    **{name: version(name) for name in LIBRARIES},
}


class TrainingError(Exception):
    """Data that cannot be trained on."""


@dataclass
class Rows:
    """Rows on their way through the plan. A row may stand there several times."""

    frame: pd.DataFrame
    part: NDArray[np.int64]
    labels: NDArray[Any]

    def take(self, positions: NDArray[Any]) -> None:
        """Leaves the rows at these positions, in this order."""
        self.frame = self.frame.iloc[positions]
        self.part = self.part[positions]
        self.labels = self.labels[positions]

    def ids(self, of_training: bool = True) -> list[int]:
        """Row ids, of all rows or of the training rows."""
        ids = self.frame.index.to_numpy()
        chosen: list[int] = (ids[self.part == TRAIN] if of_training else ids).tolist()
        return chosen


@dataclass(frozen=True)
class Candidate:
    """A model that was trained again; `rows` are those that it was fitted on, `raw` those of the file."""

    raw: pd.DataFrame
    rows: Rows
    pipeline: Pipeline | None
    estimator: Any
    left_out: dict[str, int]

    def matrix(self) -> NDArray[np.float64]:
        """Features of the training rows as the estimator saw them."""
        return to_matrix(self.rows.frame[self.rows.part == TRAIN])

    def metrics(self) -> dict[str, dict[str, float | None]]:
        """Metrics by part, each row once and transformed as in serving; "train" is of rows that the model has seen."""
        features = self.raw if self.pipeline is None else self.pipeline.transform(self.raw)
        ids = self.rows.frame.index.to_numpy()
        result = {}
        for name, part in PARTS.items():
            chosen, first = np.unique(ids[self.rows.part == part], return_index=True)
            if len(chosen):
                matrix = to_matrix(features.loc[chosen])
{{#if targetless}}
{{#if anomaly}}
                labels = np.where(self.estimator.predict(matrix) < 0, "anomaly", "normal")
                numbers = self.estimator.score_samples(matrix)
{{else}}
                labels = self.estimator.predict(matrix)
                numbers = self.estimator.transform(matrix).min(axis=1)
{{/if}}
                result[name] = measure(labels, np.asarray(numbers, dtype=np.float64), matrix)
{{else}}
                scores = self.estimator.predict_proba(matrix) if LABELS else self.estimator.predict(matrix)
                truth = self.rows.labels[self.rows.part == part][first]
                result[name] = measure(truth, np.asarray(scores, dtype=np.float64))
{{/if}}
        return result


def to_matrix(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Features as an estimator reads them."""
    values: NDArray[np.float64] = frame[list(FEATURES)].to_numpy(dtype=np.float64)
    return values


{{#if targetless}}{{else}}
def target_values(values: NDArray[Any]) -> NDArray[Any]:
    """Labels as text, or numbers; a row without a target is None or NaN."""
    if not LABELS:
        return values.astype(np.float64)
    texts = [None if pd.isna(value) or value == "" else label_text(value) for value in values.tolist()]
    return np.array(texts, dtype=object)


def label_text(value: object) -> str:
    """A label as text: whole numbers without a point, booleans as true and false."""
    if isinstance(value, float):
        if LABELS == ("false", "true"):
            return "true" if value else "false"
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


{{/if}}
def prepare(table: Table) -> tuple[Rows, list[tuple[str, Any]], dict[str, int]]:
    """Carries out the plan: the rows that it leaves with their features, the fitted steps, and how many rows went."""
    frame = to_frame(table)
    rows = Rows(frame, np.full(len(frame), TRAIN, dtype=np.int64), {{#if targetless}}np.full(len(frame), np.nan){{else}}target_values(table.columns[TARGET]){{/if}})
    fitted: list[tuple[str, Any]] = []
    left_out: dict[str, int] = {}

    def fold_positions(count: int, purpose: str) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        training = rows.part == TRAIN
        strata = {{#if targetless}}[None] * int(training.sum()){{else}}rows.labels[training].tolist() if LABELS else [None] * int(training.sum()){{/if}}
        return folds(rows.ids(), strata, SEED, purpose, count)

    for stage in PLAN:
        before = len(rows.frame)
        if isinstance(stage, Keep):
            columns = arrays(rows.frame, stage.reads)
            rows.take(np.flatnonzero(stage.condition(columns, columns, before)["keep"] == 1))
            left_out[stage.name] = before - len(rows.frame)
        elif isinstance(stage, KeepFirst):
            columns = arrays(rows.frame, stage.reads)
            keys = pd.DataFrame(stage.keys(columns, columns, before))
            rows.take(np.flatnonzero(~keys.duplicated().to_numpy()))
            left_out[stage.name] = before - len(rows.frame)
        elif isinstance(stage, SplitPlan):
            rows.part = parts(stage, rows.ids(of_training=False), split_column(rows, stage), SEED)
        elif isinstance(stage, Resample):
            resample(rows, stage)
        else:
            step = dict(make_steps(fold_positions))[stage.name]
            fit_step(rows, step)
            fitted.append((stage.name, step))
    require_{{#if targetless}}rows{{else}}targets{{/if}}(rows)
    return rows, fitted, left_out


def train(table: Table) -> Candidate:
    """Fits the estimator on the training rows."""
    rows, fitted, left_out = prepare(table)
    training = rows.part == TRAIN
    estimator = make_estimator()
{{#if targetless}}
    try:
        estimator.fit(to_matrix(rows.frame[training]))
    except ValueError as error:
        raise TrainingError(f"The rows cannot be learned from: {error}") from error
{{else}}
    estimator.fit(to_matrix(rows.frame[training]), rows.labels[training].astype(str) if LABELS else rows.labels[training])
{{/if}}
    return Candidate(to_frame(table), rows, Pipeline(fitted) if fitted else None, estimator, left_out)


{{#if targetless}}
def require_rows(rows: Rows) -> None:
    """Nothing can be learned from no row."""
    if not (rows.part == TRAIN).any():
        raise TrainingError("No row is left to train on.")
{{else}}
def require_targets(rows: Rows) -> None:
    """A row without a target cannot be learned from or measured."""
    absent = pd.isna(rows.labels)
    if absent.any():
        row = rows.frame.index[absent][0]
        raise TrainingError(f'The target "{TARGET}" is missing in {int(absent.sum())} rows, first in row {row}.')
    if not (rows.part == TRAIN).any():
        raise TrainingError("No row is left to train on.")
    for label in LABELS:
        if label not in rows.labels[rows.part == TRAIN]:
            raise TrainingError(f'No training row has the class "{label}" of "{TARGET}".')
{{/if}}


def split_column(rows: Rows, plan: SplitPlan) -> Sequence[object] | None:
    """The values by which a split goes."""
    if plan.column is None:
        return None
{{#if targetless}}{{else}}
    if plan.column == TARGET and plan.method == "stratified":
        values: list[object] = rows.labels.tolist()
        return values
{{/if}}
    column: list[object] = rows.frame[plan.column].tolist()
    return column


def fit_step(rows: Rows, step: Any) -> None:
    """Fits on the training rows; the other rows are transformed by what was learned."""
    training = rows.part == TRAIN
    if isinstance(step, FunctionStep):
        rows.frame = step.transform(rows.frame)
        return
    target = {{#if targetless}}rows.labels[training]{{else}}rows.labels[training].astype(str) if LABELS else rows.labels[training]{{/if}}
    own = step.fit_transform(rows.frame[training], target)
    others = step.transform(rows.frame[~training])
    order = np.argsort(np.concatenate([np.flatnonzero(training), np.flatnonzero(~training)]))
    rows.frame = pd.concat([own, others]).iloc[order] if len(others) else own


def resample(rows: Rows, stage: Resample) -> None:
    """Repeats training rows; the other rows stay as they are."""
    training = np.flatnonzero(rows.part == TRAIN)
    labels = rows.labels[training].tolist()
    ranks, _ = deal(rows.ids(), labels, SEED, "oversampling")
    copies = np.ones(len(rows.frame), dtype=np.int64)
    copies[training] = stage.sampler(labels, ranks.tolist(), **stage.arguments)
    rows.take(np.repeat(np.arange(len(rows.frame)), copies))


def coefficients(estimator: Any) -> dict[str, Any]:
    """Weights of a linear model, in the order of the features."""
    names = [name for name in ("coef_", "intercept_") if hasattr(estimator, name)]
    return {name: np.asarray(getattr(estimator, name)).tolist() for name in names}


def write(folder: Path, candidate: Candidate) -> dict[str, Any]:
    """Writes a candidate beside the target folder, then puts it in its place. Only an earlier candidate is replaced."""
    if folder.exists() and not (folder / "candidate.joblib").exists():
        raise TrainingError(f"{folder} is there and holds no candidate. Choose a folder that does not exist yet.")
    ids = candidate.rows.frame.index.to_numpy()
    counts = {name: len(np.unique(ids[candidate.rows.part == part])) for name, part in PARTS.items()}
    report = {
        "metrics": candidate.metrics(),
        "rows": counts,
        "repeated": len(ids) - len(np.unique(ids)),
        "left_out": candidate.left_out,
        "features": list(FEATURES),
        "versions": VERSIONS,
        **coefficients(candidate.estimator),
    }
    staged = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    (staged / "metrics.json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    content = {"versions": VERSIONS, "pipeline": candidate.pipeline, "estimator": candidate.estimator}
    joblib.dump(content, staged / "candidate.joblib")
    shutil.rmtree(folder, ignore_errors=True)
    staged.rename(folder)
    return report


def load_candidate(folder: Path) -> tuple[Pipeline | None, Any]:
    """Reads a candidate that was written here by the same versions; pickles of other versions are refused."""
    written = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["versions"]
    if written != VERSIONS:
        raise TrainingError(f"{folder} was written by {written}; this is {VERSIONS}. Train again.")
    content = joblib.load(folder / "candidate.joblib")
    return content["pipeline"], content["estimator"]


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Train again, and write a candidate folder.")
    parser.add_argument("--data", type=Path, required=True, help="CSV or Parquet file with raw columns{{#if targetless}}{{else}} and target{{/if}}")
    parser.add_argument("--out", type=Path, default=None, help="folder to write (models/candidate)")
    options = parser.parse_args(arguments)
    folder = options.out or model_dir() / "candidate"
    try:
        loaded = load(options.data, READS)
        for one in (*loaded.refused, *loaded.unreadable):
            print(f"not read: {one}", file=sys.stderr)
        report = write(folder, train(loaded.table))
    except (DataError, TrainingError, LevelsError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(report["metrics"], indent=2))
    print(f"written to {folder}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
