"""Computes the features of every row of a file by scikit-learn: `row` and one column a feature."""

import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from ..data.convert import convert
from ..data.load import Loaded
from ..data.schema import COLUMNS, FEATURES, LABELS
from ..data.table import Table
from ..settings import model_dir
from .pipeline import restore, to_frame
from .steps import make_steps


@lru_cache(maxsize=1)
def served_pipeline() -> Pipeline | None:
    """The pipeline as it was fitted; None where the features are raw columns."""
    steps = make_steps(lambda count, _purpose: count)
    return restore(Pipeline(steps), model_dir() / "state.json", LABELS) if steps else None


def build(table: Table) -> pd.DataFrame:
    """The features of raw rows, with the row ids as the index."""
    frame = to_frame(table)
    for one in COLUMNS:
        if one.name not in frame:
            frame[one.name] = pd.Series(np.nan, index=frame.index, dtype=object if one.type == "text" else np.float64)
    pipeline = served_pipeline()
    transformed = frame if pipeline is None else pipeline.transform(frame)
    return transformed[list(FEATURES)]


def matrix(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Features as a model reads them."""
    values: NDArray[np.float64] = frame[list(FEATURES)].to_numpy(dtype=np.float64)
    return values


def build_file(loaded: Loaded, out: Path) -> None:
    """Writes the features of the rows that could be read, and names the others."""
    for one in (*loaded.refused, *loaded.unreadable):
        print(f"not read: {one}", file=sys.stderr)
    build(loaded.table).to_csv(out, index=True, lineterminator="\n")


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    return convert("Compute the features of every row of a file.", build_file, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
