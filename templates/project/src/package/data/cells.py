"""Texts of a file as values: the same grammar as in the application that made this project."""

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from .dialect import Dialect
from .table import Cell, ColumnType, microseconds

SPACE = " \t\n\r\f\v"
_EXPONENT = "(?:[eE][+-]?[0-9]+)?"
_INTEGER = re.compile("[+-]?[0-9]{1,30}")
_NUMBER = {
    ".": re.compile(rf"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+){_EXPONENT}"),
    ",": re.compile(rf"[+-]?(?:[0-9]+,?[0-9]*|,[0-9]+){_EXPONENT}"),
}
_GROUPED = {
    ".": re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
    ",": re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
}
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?))?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(?: ?([aApP])[mM])?")


class CellError(ValueError):
    """A text that is not what its column holds."""


def parser(kind: ColumnType, dialect: Dialect, date: str | None = None) -> Callable[[str], Cell]:
    """A function from the text of a cell to its value; None is missing."""
    convert: Callable[[str], Cell]
    if kind == "text":
        convert = str
    elif kind == "boolean":
        convert = _boolean
    elif kind == "timestamp":

        def convert(text: str) -> Cell:
            return _instant(text, date or "iso")
    elif kind == "integer":
        convert = _integer
    else:

        def convert(text: str) -> Cell:
            return _number(text, dialect)

    def parse(text: str) -> Cell:
        trimmed = text.strip(SPACE)
        return None if trimmed == "" or trimmed in dialect.missing else convert(trimmed)

    return parse


def _integer(text: str) -> Cell:
    if _INTEGER.fullmatch(text) is None or not -(2**63) <= int(text) < 2**63:
        raise CellError("is not an integer")
    return int(text)


def _number(text: str, dialect: Dialect) -> Cell:
    plain = _NUMBER[dialect.decimal].fullmatch(text) is not None
    if not plain and not (dialect.thousands and _GROUPED[dialect.decimal].fullmatch(text)):
        raise CellError("is not a number")
    if not plain:
        text = text.replace(dialect.thousands, "")
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise CellError("is too large")
    return value


def _boolean(text: str) -> Cell:
    lowered = text.lower()
    if lowered not in ("true", "false"):
        raise CellError("is neither true nor false")
    return lowered == "true"


def _instant(text: str, date: str) -> Cell:
    try:
        if date == "iso":
            return _iso_instant(text)
        day, _, rest = text.replace("T", " ", 1).partition(" ")
        return microseconds((datetime.strptime(day, date) + _time_of_day(rest)).isoformat())
    except ValueError as error:
        raise CellError("is not a date of the form " + ("YYYY-MM-DD" if date == "iso" else date)) from error


def _iso_instant(text: str) -> Cell:
    found = _ISO.fullmatch(text)
    if found is None:
        raise CellError("is not a date")
    day, time, zone = found.groups()
    whole, _, fraction = (time or "00:00").partition(".")
    zone = "" if zone is None else zone
    return microseconds(f"{day}T{whole}{'.' + fraction.ljust(6, '0') if fraction else ''}{zone}")


def _time_of_day(text: str) -> timedelta:
    if text == "":
        return timedelta()
    found = _TIME.fullmatch(text)
    if found is None:
        raise CellError("has no time of day")
    hour, minute, second, fraction, half = found.groups()
    hours = int(hour)
    if half is not None:
        if not 1 <= hours <= 12:
            raise CellError("has no time of day")
        hours = hours % 12 + (12 if half in "pP" else 0)
    if hours > 23 or int(minute) > 59 or int(second or 0) > 59:
        raise CellError("has no time of day")
    micro = int((fraction or "0").ljust(6, "0"))
    return timedelta(hours=hours, minutes=int(minute), seconds=int(second or 0), microseconds=micro)
