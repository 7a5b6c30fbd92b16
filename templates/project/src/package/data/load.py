"""Reads CSV and Parquet files in the way the model's own data was read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .cells import SPACE, CellError, parser
from .dialect import Dialect
from .records import RecordReader
from .schema import COLUMNS, DIALECT
from .table import Cell, Column, Table, from_cells


class DataError(Exception):
    """A file that cannot be used; the message names the file and says what to do."""


@dataclass(frozen=True)
class Refused:
    """A record that was left out. It keeps its number, so that the rows after it keep theirs."""

    row: int
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = f"row {self.row}" if self.line is None else f"row {self.row} (line {self.line})"
        return f"{place}: {self.reason}"


@dataclass(frozen=True)
class Unreadable:
    """A cell that is not what its column holds; it counts as missing."""

    row: int
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f'row {self.row} (line {self.line}), column "{self.column}": {self.reason}; taken as missing'


@dataclass(frozen=True)
class Loaded:
    """The rows of a file, the records that are not among them, and cells that could not be read."""

    table: Table
    refused: list[Refused]
    unreadable: list[Unreadable]


def load(path: Path, names: Sequence[str], dialect: Dialect = DIALECT) -> Loaded:
    """Reads these columns of a file. Raises DataError where the file cannot be read or a column is not there."""
    known = {one.name: one for one in COLUMNS}
    wanted = [known[name] for name in names]
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return Loaded(_read_parquet(path, wanted), [], [])
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or 'no such file'}. Check the path.") from None
    return _read_csv(path, _decode(path, content, dialect), wanted, dialect)


def _decode(path: Path, content: bytes, dialect: Dialect) -> str:
    encoding = {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}.get(dialect.encoding, dialect.encoding)
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = f"{path} is not {dialect.encoding}: byte {error.start} has no meaning. Convert the file."
        raise DataError(message) from None


def _read_csv(path: Path, text: str, wanted: Sequence[Column], dialect: Dialect) -> Loaded:
    reader = RecordReader(text, dialect.delimiter, dialect.quote)
    names, first = _header(path, reader, dialect)
    positions = [_position(path, names, one) for one in wanted]
    parsers = [parser(one.type, dialect, dialect.dates.get(one.name)) for one in wanted]
    ids: list[int] = []
    cells: list[list[Cell]] = [[] for _ in wanted]
    refused: list[Refused] = []
    unreadable: list[Unreadable] = []
    for row, (line, fields, problem) in enumerate(_all_records(reader, first, len(names))):
        if problem is not None:
            refused.append(Refused(row, line, problem))
            continue
        ids.append(row)
        for at, parse, column, values in zip(positions, parsers, wanted, cells, strict=True):
            try:
                values.append(parse(fields[at]))
            except CellError as error:
                values.append(None)
                unreadable.append(Unreadable(row, line, column.name, f'"{fields[at][:60]}" {error}'))
    columns = {one.name: from_cells(values, one.type) for one, values in zip(wanted, cells, strict=True)}
    return Loaded(Table(np.array(ids, dtype=np.int64), columns), refused, unreadable)


def _all_records(
    reader: RecordReader, first: list[str] | None, width: int
) -> Iterator[tuple[int, list[str], str | None]]:
    if first is not None:
        yield 1, first, None
    for record in reader.read(width):
        yield record.line, record.fields, record.problem


def _header(path: Path, reader: RecordReader, dialect: Dialect) -> tuple[list[str], list[str] | None]:
    record = next(reader.read(), None)
    if record is None:
        raise DataError(f"{path} is empty. Give a file with a header and rows.")
    if record.problem is not None:
        raise DataError(f"{path}: the first record cannot be read: {record.problem}.")
    if not dialect.header:
        return [f"c{i}" for i in range(len(record.fields))], record.fields
    return column_names(path, [field.strip(SPACE) for field in record.fields]), None


def column_names(path: Path, given: Sequence[str]) -> list[str]:
    """Names as columns: an empty one becomes its position; equal ones, capitals apart, cannot be told apart."""
    names = [name or f"c{i}" for i, name in enumerate(given)]
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(re.sub("[A-Z]", lambda letter: letter[0].lower(), name), name)
        if other is not name:
            raise DataError(f'{path} has the columns "{other}" and "{name}". Give each column a name of its own.')
    return names


def _position(path: Path, names: Sequence[str], column: Column) -> int:
    if column.name not in names:
        raise DataError(f'{path} has no column "{column.name}". It has: {", ".join(names)}.')
    return names.index(column.name)


def _read_parquet(path: Path, wanted: Sequence[Column]) -> Table:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise DataError(f"{path} is a Parquet file, which needs the extra `parquet` of this project.") from None
    try:
        names = pyarrow.parquet.read_schema(path).names
        for one in wanted:
            _position(path, names, one)
        table = pyarrow.parquet.read_table(path, columns=[one.name for one in wanted])
    except pyarrow.ArrowInvalid as error:
        raise DataError(f"{path} is not a Parquet file that can be read: {error}") from None
    columns = {}
    for one in wanted:
        values = table.column(one.name)
        if pyarrow.types.is_timestamp(values.type) or pyarrow.types.is_date(values.type):
            values = values.cast(pyarrow.timestamp("us")).cast(pyarrow.int64())
        columns[one.name] = from_cells(values.to_pylist(), one.type)
    return Table(np.arange(table.num_rows, dtype=np.int64), columns)
