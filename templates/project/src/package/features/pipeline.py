"""Steps of the feature pipeline: scikit-learn transformers on named columns, restored without pickle."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from ..data.table import ColumnType, Table

Array = NDArray[Any]
Outputs = Sequence[tuple[str, ColumnType]]
State = Mapping[str, Any]

# The folds of a step that encodes training rows without their own fold: number of folds and purpose
# to pairs of row positions. Where nothing is fitted, the number alone will do.
Folds = Callable[[int, str], Any]


class LevelsError(ValueError):
    """The data has other levels than the model's, so that a step makes other columns."""


class FeatureStep(TransformerMixin, BaseEstimator):
    """A step on a frame: it replaces or adds columns; `columns` are all that leave it, in order."""

    def __init__(self, reads: Sequence[str], outputs: Outputs, columns: Sequence[str]) -> None:
        self.reads = reads
        self.outputs = outputs
        self.columns = columns

    def fit(self, frame: pd.DataFrame, target: Array | None = None) -> Self:
        """Learns from rows."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The columns after this step; as it stands here, a step that leaves columns out."""
        return self._after(frame, {})

    def _after(self, frame: pd.DataFrame, made: Mapping[str, Array]) -> pd.DataFrame:
        """Columns made here replace those of the same name; numbers become finite or missing."""
        series = {}
        for name, kind in self.outputs:
            values = made[name]
            if kind == "text":
                series[name] = pd.Series(values, index=frame.index, dtype=object)
            else:
                numbers = np.asarray(values, dtype=np.float64)
                series[name] = pd.Series(np.where(np.isfinite(numbers), numbers, np.nan), index=frame.index)
        columns = {
            name: series[name] if name in series else frame[name]
            for name in self.columns
            if name in series or name in frame
        }
        return pd.DataFrame(columns, index=frame.index)


class TransformerStep(FeatureStep):
    """Applies a scikit-learn transformer to the columns that it reads."""

    def __init__(self, transformer: Any, reads: Sequence[str], outputs: Outputs, columns: Sequence[str]) -> None:
        super().__init__(reads, outputs, columns)
        self.transformer = transformer

    def __sklearn_is_fitted__(self) -> bool:
        try:
            check_is_fitted(self.transformer)
        except NotFittedError:
            return False
        return True

    def fit(self, frame: pd.DataFrame, target: Array | None = None) -> Self:
        """Fits the transformer."""
        self.transformer.fit(self._matrix(frame), target)
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Replaces the columns by what the transformer makes of them."""
        matrix = self._matrix(frame)
        return self._named(frame, self.transformer.transform(matrix) if len(frame) else None)

    def fit_transform(self, frame: pd.DataFrame, target: Array | None = None) -> pd.DataFrame:
        """Fits, and transforms the same rows: not the same as `transform` where folds are crossed."""
        return self._named(frame, self.transformer.fit_transform(self._matrix(frame), target))

    def restore(self, state: State, labels: Sequence[str]) -> Self:
        """Sets what was learned: parameters, a fit on made-up rows, then the learned attributes."""
        parameters = {name: decode(value) for name, value in state["params"].items()}
        self.transformer.set_params(**parameters)
        target = list(labels) if labels else [0.25, 0.5]
        first = [levels[0] if len(levels) else "" for levels in parameters.get("categories", [])]
        row = first or [self._made_up(name, state) for name in self.reads]
        matrix = np.array([row] * len(target), dtype=object if self._texts(row) else np.float64)
        self.transformer.fit(matrix, np.array(target))
        for name, value in state["attributes"].items():
            setattr(self.transformer, name, decode(value))
        return self

    def _made_up(self, name: str, state: State) -> float | str:
        return "text" if name in state["texts"] else 0.0

    @staticmethod
    def _texts(row: Sequence[Any]) -> bool:
        return any(isinstance(value, str) for value in row)

    def _matrix(self, frame: pd.DataFrame) -> Array:
        part = frame[list(self.reads)]
        numbers = all(dtype == np.float64 for dtype in part.dtypes)
        matrix: Array = part.to_numpy(dtype=np.float64 if numbers else object)
        return matrix

    def _named(self, frame: pd.DataFrame, values: Any) -> pd.DataFrame:
        matrix = np.empty((len(frame), len(self.outputs)), dtype=object) if values is None else np.asarray(values)
        if matrix.shape[1] != len(self.outputs):
            raise LevelsError(
                f"{', '.join(self.reads)}: {matrix.shape[1]} columns came out where the model has {len(self.outputs)}, "
                "because the training rows have other levels. Open the data in Millwright and export again."
            )
        return self._after(frame, {name: matrix[:, i] for i, (name, _) in enumerate(self.outputs)})


class FunctionStep(FeatureStep):
    """Applies generated NumPy code, which learns nothing."""

    def __init__(
        self,
        function: Callable[[Mapping[str, Array], Mapping[str, Array], int], Mapping[str, Array]],
        reads: Sequence[str],
        outputs: Outputs,
        columns: Sequence[str],
    ) -> None:
        super().__init__(reads, outputs, columns)
        self.function = function

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Adds or replaces the columns that the function makes."""
        columns = arrays(frame, self.reads)
        made = self.function(columns, columns, len(frame))
        texts = {name for name, kind in self.outputs if kind == "text"}
        return self._after(
            frame, {name: nan_text(made[name]) if name in texts else made[name] for name, _ in self.outputs}
        )


def to_frame(table: Table) -> pd.DataFrame:
    """A frame with the row ids as its index; missing text is NaN there, as scikit-learn has it."""
    index = pd.Index(table.ids, name="row")
    series = {
        name: pd.Series(nan_text(values) if values.dtype == object else values, index=index, dtype=values.dtype)
        for name, values in table.columns.items()
    }
    return pd.DataFrame(series, index=index)


def arrays(frame: pd.DataFrame, names: Sequence[str]) -> dict[str, Array]:
    """Columns as generated code reads them: missing text is the empty one."""
    return {name: empty_text(frame[name].to_numpy()) for name in names}


def nan_text(values: Array) -> Array:
    """Texts with NaN where they are missing."""
    return np.where(values == "", np.nan, values)


def empty_text(values: Array) -> Array:
    """Texts with the empty one where they are missing; numbers as they are."""
    if values.dtype != object:
        return values
    return np.where(pd.isna(values), "", values)


def decode(value: Any) -> Any:
    """A value of state.json: arrays and lists are tagged, null in an array is NaN."""
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return np.array([np.nan if one is None else one for one in value["array"]], dtype=value["dtype"])
    if "list" in value:
        return [decode(one) for one in value["list"]]
    return {name: decode(one) for name, one in value["object"].items()}


def restore(pipeline: Pipeline, path: Path, labels: Sequence[str]) -> Pipeline:
    """Gives a new pipeline the state of a file."""
    states = json.loads(path.read_text(encoding="utf-8"))["steps"]
    for name, step in pipeline.steps:
        if isinstance(step, TransformerStep):
            step.restore(states[name], labels)
    return pipeline
