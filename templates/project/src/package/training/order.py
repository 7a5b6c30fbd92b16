"""The order of rows by which splits, folds and samplers go: md5 of seed, purpose and row, the same everywhere."""

import math
from collections.abc import Sequence
from hashlib import md5

import numpy as np
from numpy.typing import NDArray

from .plan_types import SplitPlan

TRAIN, VALIDATION, TEST = 0, 1, 2
Positions = NDArray[np.int64]


def order_key(seed: int, purpose: str, key: object) -> str:
    """Where something stands in the order for a purpose."""
    return md5(f"{seed}:{purpose}:{key}".encode(), usedforsecurity=False).hexdigest()


def deal(ids: Sequence[int], strata: Sequence[object], seed: int, purpose: str) -> tuple[Positions, Positions]:
    """The place of each row among those of its stratum, and how many those are. Repeats of a row share a place."""
    stratum_of = dict(zip(ids, strata, strict=True))
    keyed = sorted((order_key(seed, purpose, row), row) for row in stratum_of)
    sizes: dict[object, int] = {}
    places: dict[int, int] = {}
    for _, row in keyed:
        stratum = stratum_of[row]
        places[row] = sizes.get(stratum, 0)
        sizes[stratum] = places[row] + 1
    return (
        np.array([places[row] for row in ids], dtype=np.int64),
        np.array([sizes[stratum_of[row]] for row in ids], dtype=np.int64),
    )


def parts(plan: SplitPlan, ids: Sequence[int], by: Sequence[object] | None, seed: int) -> Positions:
    """Training, validation or test for each row: cut at the rounded shares."""
    if plan.method == "group" and by is not None:
        groups = sorted(set(map(group_text, by)), key=lambda text: (order_key(seed, "split", text), text))
        place = {text: i for i, text in enumerate(groups)}
        positions = np.array([place[group_text(value)] for value in by], dtype=np.int64)
        sizes = np.full(len(ids), len(groups), dtype=np.int64)
    elif plan.method == "time" and by is not None:
        times = [math.inf if absent(value) else float(str(value)) for value in by]
        ordered = sorted(range(len(ids)), key=lambda i: (times[i], ids[i]))
        positions = np.empty(len(ids), dtype=np.int64)
        positions[ordered] = np.arange(len(ids))
        sizes = np.full(len(ids), len(ids), dtype=np.int64)
    else:
        strata = [None] * len(ids) if by is None else [None if absent(value) else value for value in by]
        positions, sizes = deal(ids, strata, seed, "split")
    train = np.array([math.floor(size * plan.train + 0.5) for size in sizes.tolist()])
    both = np.array([math.floor(size * (plan.train + plan.validation) + 0.5) for size in sizes.tolist()])
    return np.where(positions < train, TRAIN, np.where(positions < both, VALIDATION, TEST)).astype(np.int64)


def absent(value: object) -> bool:
    """Whether a value is None or NaN."""
    return value is None or value != value


def group_text(value: object) -> str:
    """The text of a group: whole numbers within 2^53 without a point, others with 17 digits, missing as the empty one."""
    if absent(value):
        return ""
    if not isinstance(value, float):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) <= 2**53 else f"{value:.16e}"


def folds(
    ids: Sequence[int], strata: Sequence[object], seed: int, purpose: str, count: int
) -> list[tuple[Positions, Positions]]:
    """Pairs of positions (the others, the fold) for cross-fitting."""
    places, _ = deal(ids, strata, seed, purpose)
    fold = places % count
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(count)]
