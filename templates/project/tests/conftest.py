"""The certificate: rows with what the application that made this project predicts for them."""

import json
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from {{id package}}.data.schema import COLUMNS, SERVED
from {{id package}}.data.table import Table, from_records
from {{id package}}.settings import model_dir

SERVED_COLUMNS = tuple(one for one in COLUMNS if one.name in SERVED)


@lru_cache(maxsize=1)
def read_certificate() -> dict[str, Any]:
    """The stored rows."""
    content: dict[str, Any] = json.loads((model_dir() / "certificate.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def certificate() -> dict[str, Any]:
    """The stored rows and the hashes of the artifacts."""
    return read_certificate()


@pytest.fixture(scope="session")
def rows() -> list[dict[str, Any]]:
    """The stored rows."""
    stored: list[dict[str, Any]] = read_certificate()["rows"]
    return stored


@pytest.fixture(scope="session")
def tables(rows: list[dict[str, Any]]) -> list[tuple[Table, list[int]]]:
    """Tables of the stored rows, with the positions of those: all in one, or each after its own history."""
    if all(not one["history"] for one in rows):
        return [(from_records([one["row"] for one in rows], SERVED_COLUMNS), list(range(len(rows))))]
    series = [[*one["history"], one["row"]] for one in rows]
    return [(from_records(records, SERVED_COLUMNS), [len(records) - 1]) for records in series]


def assert_close(actual: Any, stored: Any, what: str) -> None:
    """Equal within 1e-10 * max(1, |x|); missing equals missing alone."""
    left: NDArray[np.float64] = np.asarray(actual, dtype=np.float64)
    right: NDArray[np.float64] = np.array(stored, dtype=np.float64)
    assert left.shape == right.shape, what
    both_missing = np.isnan(left) & np.isnan(right)
    bound = 1e-10 * np.maximum(1, np.abs(right))
    wrong = np.argwhere(~((np.abs(left - right) <= bound) | both_missing))
    assert not len(wrong), f"{what} differs at {wrong[0].tolist()}: {left[tuple(wrong[0])]} is not {right[tuple(wrong[0])]}"
