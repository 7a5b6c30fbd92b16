"""The form of a golden of the model contract suite."""

import json

import numpy as np


def write(folder, name, model, task, x, y, classes, params, expected, weights=None, validation=None):
    case = {
        "model": model,
        "task": task,
        "rows": int(x.shape[0]),
        "features": [f"x{j}" for j in range(x.shape[1])],
        "classes": classes,
        # Column-major; missing is null.
        "x": [None if np.isnan(v) else float(v) for v in x.T.ravel()],
        "y": [float(v) for v in y],
        "weights": None if weights is None else [float(v) for v in weights],
        "params": params,
        "expected": expected,
    }
    if validation is not None:
        held, truth = validation
        case["validation"] = {"rows": len(held), "x": held.T.ravel().tolist(), "y": [float(v) for v in truth]}
    (folder / f"{name}.json").write_text(json.dumps(case, separators=(",", ":")) + "\n")
