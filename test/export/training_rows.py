"""Compares the rows that an exported project fits its estimator on with those of the application.

    python training_rows.py PACKAGE DATA ROWS

ROWS is what `millwright run --node` wrote for the last node in front of the model. Prints one JSON document.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd

package, data, written = sys.argv[1:]
features = list(import_module(f"{package}.data.schema").FEATURES)
table = import_module(f"{package}.data.load").load(Path(data), import_module(f"{package}.training.plan").READS).table
rows, _, _ = import_module(f"{package}.models.train").prepare(table)
app = pd.read_csv(written)
ours, theirs = (frame[features].to_numpy(dtype=np.float64) for frame in (rows.frame, app))
same_rows = rows.frame.index.tolist() == app["row"].tolist()
close = same_rows and np.allclose(ours, theirs, rtol=1e-10, atol=1e-10, equal_nan=True)
print(json.dumps({"rows": len(ours), "repeated": len(ours) - len(set(app["row"])), "sameRows": same_rows, "close": bool(close)}))
