"""The programs run by themselves, on the packages that they are allowed."""

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from {{id package}}.data.schema import COLUMNS, DIALECT, FEATURES, HISTORY_ROWS, LABELS
from {{id package}}.data.table import from_records
from {{id package}}.models import predict as predict_program

from .conftest import SERVED_COLUMNS

BLOCKED = """
import runpy, sys
for name in {names!r}:
    sys.modules[name] = None
sys.argv = [{module!r}, "--data", {data!r}, "--out", {out!r}]
runpy.run_module({module!r}, run_name="__main__")
"""


def run(module: str, blocked: list[str], data: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """A program in a process of its own, where some packages cannot be imported."""
    code = BLOCKED.format(names=blocked, module=module, data=str(data), out=str(out))
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A file of two rows without values, in the dialect of this project."""
    path = tmp_path / "data.csv"
    names = [one.name for one in COLUMNS]
    cells = [next(iter(sorted(DIALECT.missing)), "")] * len(names)
    with path.open("w", encoding=DIALECT.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=DIALECT.delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([names, cells, cells] if DIALECT.header else [cells, cells])
    return path


def header(path: Path) -> list[str]:
    """The column names of a file that a program wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def test_features_need_no_onnxruntime(tmp_path: Path, data: Path) -> None:
    done = run("{{id package}}.features.build", ["onnxruntime", "fastapi"], data, tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    assert header(tmp_path / "out.csv") == ["row", *FEATURES]


def test_predictions_need_neither_scikit_learn_nor_pandas(tmp_path: Path, data: Path) -> None:
    blocked = ["sklearn", "pandas", "joblib", "scipy"]
    done = run("{{id package}}.models.predict", blocked, data, tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    assert header(tmp_path / "out.csv") == {{#if targetless}}["row", "prediction", {{py output}}]{{else}}["row", "prediction", *(f"probability_{label}" for label in LABELS)]{{/if}}


def test_rows_that_cannot_be_scored_are_reported(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    if HISTORY_ROWS > 1:
        rows = rows[:1]
    table = from_records([one["row"] for one in rows], SERVED_COLUMNS)
    refused = predict_program.write(tmp_path / "out.csv", table, predict_program.predict(table))
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        written = [int(record[0]) for record in list(csv.reader(file))[1:]]
    assert sorted([*written, *(one.row for one in refused)]) == list(range(len(rows)))
    if HISTORY_ROWS == 1:
        unscored = [i for i, one in enumerate(rows) if one["label"] is None and one["prediction"] is None]
        assert [one.row for one in refused] == unscored
