"""Changes an exported project in one place at a time and runs its own tests on it; run in the project's folder.

    python mutations.py < changes

A change is {"path", "from", "to"} (texts), {"path", "number": [keys]} (a number of a JSON file) or {"path", "double": x}
(a float64 in a binary file). With "only", pytest runs these tests. Prints for each change the tests that failed.
"""

import gc
import json
import os
import struct
import sys
from pathlib import Path

import fastapi.testclient  # noqa: F401  imported before forking, so that no test run pays for it
import onnxruntime  # noqa: F401
import pandas  # noqa: F401
import pytest
import sklearn.ensemble
import sklearn.pipeline  # noqa: F401

sys.path.insert(0, "src")


def nudged(value: float) -> float:
    return value + 1e-6 * max(1.0, abs(value))


def changed(content: bytes, change: dict) -> bytes:
    if "from" in change:
        text = content.decode()
        assert change["from"] in text, f"{change['path']} has no {change['from']}"
        return text.replace(change["from"], change["to"], 1).encode()
    if "double" in change:
        old, new = struct.pack("<d", change["double"]), struct.pack("<d", nudged(change["double"]))
        assert old in content, f"{change['path']} does not hold {change['double']}"
        return content.replace(old, new, 1)
    whole = json.loads(content)
    *keys, last = change["number"]
    inner = whole
    for key in keys:
        inner = inner[key]
    inner[last] = nudged(inner[last])
    return json.dumps(whole).encode()


class Failures:
    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.names.append(report.nodeid.partition("::")[2])


def failing(only: list[str]) -> list[str]:
    """The tests that fail, found in a process of their own that has the packages already."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        failures = Failures()
        code = pytest.main([*only, "--no-header", "--tb=no"], plugins=[failures])
        names = failures.names if code in (0, 1) else ["collection"]
        os.write(writing, json.dumps(names).encode()[:60_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        names = json.loads(pipe.read())
    os.waitpid(child, 0)
    return names


def main() -> None:
    # Pytest collects garbage in each child: without what is there already, of which each would have to copy all pages.
    gc.freeze()
    results = []
    for change in json.load(sys.stdin):
        path = Path(change["path"])
        before = path.read_bytes()
        path.write_bytes(changed(before, change))
        try:
            results.append(failing(change["only"]))
        finally:
            path.write_bytes(before)
    print(json.dumps(results))


main()
