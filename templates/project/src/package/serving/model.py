"""The ONNX file, opened once and run on one thread, so that every machine adds up in the same order."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..data.schema import LABELS
from ..data.table import Table
from ..settings import model_dir
from .front import model_inputs

# onnxruntime reads it while it is imported; without it, it looks up a host on the internet.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

BATCH_ROWS = 16_384


@dataclass(frozen=True)
class Scores:
{{#if targetless}}
    """What is said of the rows of a table: `labels`, and in `predictions` the {{id output}} of each."""
{{else}}
    """Predictions of the rows of a table; `labels` and `probabilities` are None where a number is predicted."""
{{/if}}

    features: NDArray[np.float64]
    labels: NDArray[np.object_] | None
    probabilities: NDArray[np.float64] | None
    predictions: NDArray[np.float64] | None

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Which rows could be scored: a model that needs every value gives NaN where one is missing."""
        values = self.predictions if self.probabilities is None else self.probabilities
        assert values is not None
        finite: NDArray[np.bool_] = np.asarray(np.isfinite(values.reshape(len(values), -1)).all(axis=1))
        return finite


class Model:
    """A model file that scores tables of raw rows."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._inputs = [one.name for one in self._session.get_inputs()]
        self._outputs = [one.name for one in self._session.get_outputs()]

    def score(self, table: Table) -> Scores:
        """Scores every row. The rows of a table are each other's history, in time."""
        numeric, text = model_inputs(table.columns, len(table))
        feeds = {"numeric": numeric, "text": text}
        starts = range(0, max(len(table), 1), BATCH_ROWS)
        parts = [self._run({name: feeds[name][at : at + BATCH_ROWS] for name in self._inputs}) for at in starts]
        joined = {name: np.concatenate([part[name] for part in parts]) for name in self._outputs}
{{#if targetless}}
        return Scores(joined["features"], joined["label"].reshape(-1), None, joined[{{py output}}].reshape(-1))
{{else}}
        if LABELS:
            return Scores(joined["features"], joined["label"].reshape(-1), joined["probabilities"], None)
        return Scores(joined["features"], None, None, joined["prediction"].reshape(-1))
{{/if}}

    def _run(self, feeds: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        results = self._session.run(self._outputs, feeds)
        return dict(zip(self._outputs, results, strict=True))


@lru_cache(maxsize=1)
def served_model() -> Model:
    """The project's model, opened at the first call."""
    return Model(model_dir() / "model.onnx")
