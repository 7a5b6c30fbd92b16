"""Files are read as the application reads them."""

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from {{id package}}.data.cells import CellError, parser
from {{id package}}.data.dialect import Dialect
from {{id package}}.data.load import DataError, Loaded, column_names, load
from {{id package}}.data.schema import SERVED
from {{id package}}.data.table import Column, Table, from_records
from {{id package}}.data.validate import validate

from .conftest import SERVED_COLUMNS

PLAIN = Dialect(missing=frozenset({"NA"}))


def write_csv(path: Path, records: list[dict[str, Any]], header: list[str]) -> None:
    """A file of records; instants are written as ISO 8601."""
    instants = {one.name for one in SERVED_COLUMNS if one.type == "timestamp"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for record in records:
            writer.writerow([cell_text(record.get(name), name in instants) for name in header])


def cell_text(value: Any, instant: bool) -> str:
    """The text of a cell of a plain file."""
    if value is None:
        return "NA"
    if isinstance(value, bool):
        return str(value).lower()
    return str(np.datetime64(int(value), "us")) if instant and not isinstance(value, str) else str(value)


def load_plain(path: Path) -> Loaded:
    """Reads a file that this test wrote."""
    return load(path, SERVED, PLAIN)


def in_file(record: dict[str, Any]) -> bool:
    """Whether a record survives a CSV file: texts are trimmed there, and years have four digits."""
    for one in SERVED_COLUMNS:
        value = record.get(one.name)
        if one.type == "text" and value is not None and (value != value.strip() or value == "NA"):
            return False
        if one.type == "timestamp" and value is not None and not -62e15 < value < 253e15:
            return False
    return True


def test_rows_survive_a_file(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    records = [one["row"] for one in rows if in_file(one["row"])]
    write_csv(tmp_path / "rows.csv", records, [*SERVED][::-1])
    loaded = load_plain(tmp_path / "rows.csv")
    assert loaded.refused == []
    assert same(loaded.table, from_records(records, SERVED_COLUMNS))


def same(left: Table, right: Table) -> bool:
    """Whether two tables hold the same values."""
    pairs = [(left.columns[name], right.columns[name]) for name in right.columns]
    return all(a.tolist() == b.tolist() if a.dtype == object else np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def test_a_record_of_another_width_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    width = len(SERVED)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SERVED)
        for cells in (["NA"] * width, ["NA"] * (width + 1), ["NA"] * width):
            writer.writerow(cells)
    loaded = load_plain(path)
    assert loaded.table.ids.tolist() == [0, 2]
    assert [(one.row, one.line) for one in loaded.refused] == [(1, 3 + sum(name.count("\n") for name in SERVED))]


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\xff", b"another column\n1\n"], ids=repr)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"file\.csv"):
        load_plain(path)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12.0), (" +.5e1 ", 5.0), ("1.", 1.0), ("-0", 0.0), ("NA", None), ("", None)],
)
def test_numbers(text: str, value: float | None) -> None:
    assert parser("number", PLAIN)(text) == value


@pytest.mark.parametrize("text", ["1_000", "0x10", "nan", "inf", "1,5", "12abc", "١", "1 2", "--1", "1e400"])
def test_texts_that_are_no_numbers(text: str) -> None:
    with pytest.raises(CellError):
        parser("number", PLAIN)(text)


def test_decimal_comma() -> None:
    dialect = Dialect(decimal=",", thousands=".")
    assert parser("number", dialect)("1.234.567,5") == 1234567.5
    assert parser("number", dialect)("0,25") == 0.25


@pytest.mark.parametrize(
    ("text", "date", "instant"),
    [
        ("1970-01-02", "iso", 86_400_000_000),
        ("1970-01-01T00:00:01.5", "iso", 1_500_000),
        ("1970-01-01 01:00+01:00", "iso", 0),
        ("2/1/1970 1:00 pm", "%d/%m/%Y", 86_400_000_000 + 13 * 3_600_000_000),
        ("01.01.1970", "%d.%m.%Y", 0),
        ("1/1/1970 12:00 AM", "%d/%m/%Y", 0),
        ("1/1/1970 12:30 PM", "%d/%m/%Y", 45_000_000_000),
        ("1970/1/1 23:59:59.25", "%Y/%m/%d", 86_399_250_000),
    ],
)
def test_instants(text: str, date: str, instant: int) -> None:
    assert parser("timestamp", PLAIN, date)(text) == instant


@pytest.mark.parametrize("text", ["1970-02-30", "1970-1-1", "today"])
def test_texts_that_are_no_dates(text: str) -> None:
    with pytest.raises(CellError):
        parser("timestamp", PLAIN)(text)


def test_an_open_quote_costs_one_line(tmp_path: Path) -> None:
    path = tmp_path / "quote.csv"
    write_csv(path, [], list(SERVED))
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write('"never closed\n' + ",".join(["NA"] * len(SERVED)) + "\n")
    loaded = load_plain(path)
    assert [one.row for one in loaded.refused] == [0]
    assert loaded.table.ids.tolist() == [1]


def test_names_that_cannot_be_told_apart() -> None:
    assert column_names(Path("x"), ["a", "", "b"]) == ["a", "c1", "b"]
    with pytest.raises(DataError, match="a name of its own"):
        column_names(Path("x"), ["a", "b", "A"])


def test_a_cell_of_another_kind_is_missing_and_reported(tmp_path: Path) -> None:
    numbers = [one.name for one in SERVED_COLUMNS if one.type != "text"]
    write_csv(tmp_path / "rows.csv", [dict.fromkeys(SERVED, "no value")], list(SERVED))
    loaded = load_plain(tmp_path / "rows.csv")
    assert [one.column for one in loaded.unreadable] == numbers
    assert all(np.isnan(loaded.table.columns[name][0]) for name in numbers)


def test_values_beyond_the_training_rows_are_named() -> None:
    column = Column("x", "number", 0.0, 1.0)
    table = from_records([{"x": 0.5}, {"x": 2.0}, {"x": None}, {"x": -1.0}], [column])
    assert [(one.row, one.column) for one in validate(table, [column])] == [(1, "x"), (3, "x")]
    assert math.isnan(table.columns["x"][2])
