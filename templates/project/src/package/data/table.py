"""Rows in memory: a column is an array; missing is NaN in numbers and the empty text in text."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

ColumnType = Literal["number", "integer", "boolean", "text", "timestamp"]
Cell = bool | int | float | str | None
Array = NDArray[Any]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Column:
    """A raw column, with the range of its values in the rows that the model was trained on."""

    name: str
    type: ColumnType
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """Columns of equal length; `ids` are the numbers of the records in their file, from 0."""

    ids: NDArray[np.int64]
    columns: Mapping[str, Array]

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, positions: Array) -> "Table":
        """The rows at these positions, or where this mask is true."""
        return Table(self.ids[positions], {name: values[positions] for name, values in self.columns.items()})


def from_records(records: Sequence[Mapping[str, Cell]], columns: Sequence[Column]) -> Table:
    """A table of these columns; a column that a record lacks is missing there."""
    ids = np.arange(len(records), dtype=np.int64)
    return Table(ids, {one.name: from_cells([record.get(one.name) for record in records], one.type) for one in columns})


def from_cells(cells: Sequence[Cell], kind: ColumnType) -> Array:
    """One column of cells as an array."""
    if kind == "text":
        texts = np.empty(len(cells), dtype=object)
        texts[:] = ["" if cell is None else str(cell) for cell in cells]
        return texts
    convert = microseconds if kind == "timestamp" else _number
    return np.array([convert(cell) for cell in cells], dtype=np.float64)


def _number(cell: Cell) -> float:
    value = math.nan if cell is None else float(cell)
    return value if math.isfinite(value) else math.nan


def microseconds(cell: Cell) -> float:
    """Microseconds since 1970 of an instant, given as such or as an ISO 8601 text; without a zone it is UTC."""
    if not isinstance(cell, str):
        return _number(cell)
    instant = datetime.fromisoformat(cell)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return float((instant - EPOCH) // MICROSECOND)
