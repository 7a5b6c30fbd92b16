"""Prints the part of every row, as exported projects deal them.

    python split_parts.py DATA FOLDER …

One JSON list: for each exported project its row ids and their parts (0 training, 1 validation, 2 test).
"""

import json
import sys
from importlib import import_module
from pathlib import Path


def parts(data: Path, folder: Path) -> dict[str, list[int]]:
    sys.path.insert(0, str(folder / "src"))
    [package] = [one.name for one in (folder / "src").iterdir() if (one / "py.typed").exists()]
    reads = import_module(f"{package}.training.plan").READS
    table = import_module(f"{package}.data.load").load(data, reads).table
    rows, _, _ = import_module(f"{package}.models.train").prepare(table)
    sys.path.pop(0)
    return {"ids": rows.ids(of_training=False), "parts": rows.part.tolist()}


print(json.dumps([parts(Path(sys.argv[1]), Path(folder)) for folder in sys.argv[2:]]))
