"""What stands in the plan of training."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any]]
Function = Callable[[Columns, Columns, int], Columns]
Sampler = Callable[..., NDArray[np.int64]]


@dataclass(frozen=True)
class Keep:
    """Rows for which a condition is true stay."""

    name: str
    reads: Sequence[str]
    condition: Function


@dataclass(frozen=True)
class KeepFirst:
    """Of rows with equal keys the first stays; missing equals missing."""

    name: str
    reads: Sequence[str]
    keys: Function


@dataclass(frozen=True)
class SplitPlan:
    """Shares of training and validation rows; the rest is for the test."""

    name: str
    method: Literal["random", "stratified", "group", "time"]
    column: str | None
    train: float
    validation: float


@dataclass(frozen=True)
class Fit:
    """A step of the feature pipeline learns from the training rows, and transforms all."""

    name: str


@dataclass(frozen=True)
class Resample:
    """Training rows are repeated or left out."""

    name: str
    sampler: Sampler
    arguments: Mapping[str, Any] = field(default_factory=dict)


Stage = Keep | KeepFirst | SplitPlan | Fit | Resample
