"""Checks rows against the data that the model was made from."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .load import DataError, load
from .schema import COLUMNS, SERVED
from .table import Column, Table


@dataclass(frozen=True)
class Issue:
    """Something that the model has not seen: values beyond its training rows' range."""

    row: int
    column: str
    problem: str

    def __str__(self) -> str:
        return f'row {self.row}, column "{self.column}": {self.problem}'


def validate(table: Table, columns: Sequence[Column] = COLUMNS) -> list[Issue]:
    """Every value outside the range of the training rows, in the order of rows."""
    issues = [issue for one in columns if one.name in table.columns for issue in _out_of_range(table, one)]
    return sorted(issues, key=lambda issue: issue.row)


def _out_of_range(table: Table, column: Column) -> Iterator[Issue]:
    if column.type == "text":
        return
    values = table.columns[column.name]
    limits = ((column.minimum, values.__lt__, "less"), (column.maximum, values.__gt__, "greater"))
    for limit, beyond, word in limits:
        if limit is None:
            continue
        for at in np.flatnonzero(beyond(limit)).tolist():
            problem = f"{values[at]:.17g} is {word} than {limit:.17g}, the limit of the training rows"
            yield Issue(int(table.ids[at]), column.name, problem)


def main(arguments: list[str] | None = None) -> int:
    """The command line: exit 1 if a record cannot be read or a value is out of range."""
    parser = argparse.ArgumentParser(description="Check a file against the data that the model was made from.")
    parser.add_argument("--data", type=Path, required=True, help="CSV or Parquet file with the raw columns")
    options = parser.parse_args(arguments)
    try:
        loaded = load(options.data, SERVED)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    issues = validate(loaded.table)
    for found in [*loaded.refused, *loaded.unreadable, *issues]:
        print(found, file=sys.stderr)
    print(
        f"{len(loaded.table)} rows read, {len(loaded.refused)} refused, "
        f"{len(loaded.unreadable)} cells unreadable, {len(issues)} values out of range"
    )
    return 1 if loaded.refused or loaded.unreadable or issues else 0


if __name__ == "__main__":
    raise SystemExit(main())
