"""Measures the ONNX model on the test rows of a file, beside the figures recorded when it was made."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from ..data.load import DataError, load
from ..data.schema import LABELS
from ..data.table import Table
from ..settings import model_dir
from ..training.order import TEST
from ..training.plan import READS
from .metrics import Metrics, measure
from .predict import predict
from .train import TrainingError, prepare


def evaluate(table: Table) -> Metrics:
    """Metrics on the rows that neither training nor the choice of the model has seen."""
    rows, _, _ = prepare(table)
    test = rows.part == TEST
    if not test.any():
        raise TrainingError("The split leaves no test rows.")
    scores = predict(table)
    positions = np.searchsorted(table.ids, rows.frame.index.to_numpy()[test])
{{#if targetless}}
    assert scores.labels is not None
    assert scores.predictions is not None
    return measure(scores.labels[positions], scores.predictions[positions], scores.features[positions])
{{else}}
    values = scores.probabilities if LABELS else scores.predictions
    assert values is not None
    return measure(rows.labels[test], values[positions])
{{/if}}


def thresholds(texts: list[str]) -> dict[str, float]:
    """Lowest allowed values from texts of the form NAME=VALUE."""
    pairs = [text.partition("=") for text in texts]
    return {name: float(value) for name, _, value in pairs}


def main(arguments: list[str] | None = None) -> int:
    """The command line: exit 1 if a figure is below its minimum."""
    parser = argparse.ArgumentParser(description="Measure the model on the test rows of a file.")
    parser.add_argument("--data", type=Path, required=True, help="CSV or Parquet file with raw columns{{#if targetless}}{{else}} and target{{/if}}")
    parser.add_argument("--minimum", action="append", default=[], metavar="NAME=VALUE", help="fail below this value")
    options = parser.parse_args(arguments)
    recorded = json.loads((model_dir() / "model.json").read_text(encoding="utf-8"))["metrics"].get("test") or {}
    try:
        minimum = thresholds(options.minimum)
        measured = evaluate(load(options.data, READS).table)
    except (DataError, TrainingError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps({"measured": measured, "recorded": recorded}, indent=2))
    failed = False
    for name, lowest in minimum.items():
        value = measured.get(name)
        if value is None or value < lowest:
            print(f"{name} is {value}, below {lowest}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
