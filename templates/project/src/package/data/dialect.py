"""How the files of this project are written, as it was decided when the model was made."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Dialect:
    """A column's date format is `iso` or one of strptime whose time of day may be absent."""

    format: Literal["csv", "parquet"] = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    decimal: str = "."
    thousands: str = ""
    header: bool = True
    missing: frozenset[str] = frozenset()
    dates: dict[str, str] = field(default_factory=dict)
