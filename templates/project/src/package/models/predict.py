{{#if targetless}}
"""Scores every row of a file by the ONNX model: `row, prediction, {{id output}}`."""
{{else}}
"""Predicts every row of a file by the ONNX model: `row, prediction, probability_<label> …`."""
{{/if}}

import csv
import sys
from pathlib import Path

from ..data.convert import convert
from ..data.load import Loaded, Refused
from ..data.schema import LABELS
from ..data.table import Table
from ..serving.model import Scores, served_model


def predict(table: Table) -> Scores:
    """Scores raw rows; the earlier rows of a table are the history of the later ones."""
    return served_model().score(table)


def write(path: Path, table: Table, scores: Scores) -> list[Refused]:
    """Writes the rows that could be scored, and gives those that could not."""
    usable = scores.usable
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
{{#if targetless}}
        writer.writerow(["row", "prediction", {{py output}}])
{{else}}
        writer.writerow(["row", "prediction", *(f"probability_{label}" for label in LABELS)])
{{/if}}
        for i, row in enumerate(table.ids.tolist()):
            if not usable[i]:
                continue
{{#if targetless}}
            if scores.labels is not None and scores.predictions is not None:
                writer.writerow([row, scores.labels[i], repr(float(scores.predictions[i]))])
{{else}}
            if scores.labels is not None and scores.probabilities is not None:
                writer.writerow([row, scores.labels[i], *map(repr, scores.probabilities[i].tolist())])
            elif scores.predictions is not None:
                writer.writerow([row, repr(float(scores.predictions[i]))])
{{/if}}
    return [Refused(row, None, "a value that the model needs is missing") for row in table.ids[~usable].tolist()]


def predict_file(loaded: Loaded, out: Path) -> None:
    """Writes the predictions of the rows that could be scored, and names the others."""
    for cell in loaded.unreadable:
        print(cell, file=sys.stderr)
    refused = [*loaded.refused, *write(out, loaded.table, predict(loaded.table))]
    for one in sorted(refused, key=lambda one: one.row):
        print(f"not scored: {one}", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    return convert("Predict every row of a file.", predict_file, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
