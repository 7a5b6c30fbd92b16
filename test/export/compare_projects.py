"""Compares exported projects with what the app said, all in one process.

    python compare_projects.py FOLDER < indexes

For each index I: FOLDER/exportedI is imported, its features (scikit-learn) and predictions (ONNX) of dataI.csv are
compared row by row with featuresI.csv and predictionsI.csv. Prints one JSON document.
"""

import contextlib
import csv
import io
import json
import os
import sys
from importlib import import_module
from pathlib import Path

TOLERANCE = 1e-10


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def same(ours: str, theirs: str) -> bool:
    if ours == theirs:
        return True
    try:
        a, b = float(ours), float(theirs)
    except ValueError:
        return False
    return abs(a - b) <= TOLERANCE * max(1.0, abs(a))


def difference(name: str, expected: Path, found: Path) -> str | None:
    ours, theirs = rows(expected), rows(found)
    if ours[0] != theirs[0]:
        return f"{name}: columns {ours[0]} but {theirs[0]}"
    if len(ours) != len(theirs):
        return f"{name}: {len(ours) - 1} rows but {len(theirs) - 1}"
    for a, b in zip(ours[1:], theirs[1:], strict=True):
        for column, x, y in zip(ours[0], a, b, strict=True):
            if not same(x, y):
                return f"{name}: row {a[0]}, column {column!r}: {x} but {y}"
    return None


def run(module: str, arguments: list[str]) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as errors:
        code = import_module(module).main(arguments)
    if code != 0:
        raise RuntimeError(f"{module} ended with {code}: {errors.getvalue()}")


def write_onnx_features(package: str, data: str, out: Path) -> None:
    """The ONNX file's own features, behind the generated NumPy code, as `run` writes them."""
    schema = import_module(f"{package}.data.schema")
    table = import_module(f"{package}.data.load").load(Path(data), schema.SERVED).table
    features = import_module(f"{package}.serving.model").served_model().score(table).features
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["row", *schema.FEATURES])
        for row, values in zip(table.ids.tolist(), features.tolist(), strict=True):
            writer.writerow([row, *("" if value != value else repr(value) for value in values)])


def main() -> None:
    folder = Path(sys.argv[1])
    differences: list[str] = []
    compared = count = 0
    for line in sys.stdin:
        index = int(line)
        package = f"random_{index}"
        os.chdir(folder / f"exported{index}")
        sys.path.insert(0, str(folder / f"exported{index}" / "src"))
        data = str(folder / f"data{index}.csv")
        for module, name in (("features.build", "features"), ("ONNX", "features"), ("models.predict", "predictions")):
            out = folder / f"python_{name}{index}.csv"
            try:
                if module == "ONNX":
                    write_onnx_features(package, data, out)
                else:
                    run(f"{package}.{module}", ["--data", data, "--out", str(out)])
                found = difference(f"{package} {module}", folder / f"{name}{index}.csv", out)
            except Exception as error:  # every failure of an exported project is a difference
                found = f"{package} {module}: {type(error).__name__}: {error}"
            if found:
                differences.append(found)
        count += len(rows(folder / f"features{index}.csv")) - 1
        compared += 1
        sys.path.pop(0)
    print(json.dumps({"compared": compared, "rows": count, "differences": differences}))


main()
