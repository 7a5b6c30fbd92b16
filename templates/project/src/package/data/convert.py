"""The programs that read the rows of one file and write another."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from .load import DataError, Loaded, load
from .schema import SERVED


def convert(description: str, work: Callable[[Loaded, Path], None], arguments: list[str] | None) -> int:
    """The command line: reads what the model is served with, and has it written; exit 1 if the file cannot be used."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True, help="CSV or Parquet file with the raw columns")
    parser.add_argument("--out", type=Path, required=True, help="CSV file to write")
    options = parser.parse_args(arguments)
    try:
        loaded = load(options.data, SERVED)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    work(loaded, options.out)
    return 0
