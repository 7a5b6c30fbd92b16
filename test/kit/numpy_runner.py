"""Evaluates printed NumPy code: a JSON document a line in, one a line out. Started by run-numpy.ts."""

import base64
import importlib.util
import json
import sys
import warnings

import numpy as np


def main(module_path: str) -> None:
    spec = importlib.util.spec_from_file_location("expressions", module_path)
    ex = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(ex)
    warnings.simplefilter("error")
    tables = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "table" in request:
                numbers = {k: np.frombuffer(base64.b64decode(v), dtype="<f8") for k, v in request["numbers"].items()}
                texts = {}
                for name, values in request["texts"].items():
                    texts[name] = np.empty(len(values), dtype=object)
                    texts[name][:] = values
                tables[request["table"]] = (request["rows"], numbers, texts)
                answer = {}
            else:
                answer = evaluate(ex, tables[request["on"]], request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def evaluate(ex, table, request):
    rows, numbers, texts = table
    scope = {"np": np, "ex": ex, "numbers": numbers, "texts": texts}
    with np.errstate(all="ignore"):
        exec("\n".join(request["statements"]), scope)
        results = []
        for text, kind in zip(request["results"], request["types"], strict=True):
            value = eval(text, scope)
            if kind == "text":
                results.append(list(ex.text_column(value, rows)))
                continue
            column = ex.column(ex.to_number(value) if kind == "boolean" else value, rows)
            assert column.dtype == np.float64, column.dtype
            results.append(base64.b64encode(column.astype("<f8").tobytes()).decode())
    return {"results": results}


main(sys.argv[1])
