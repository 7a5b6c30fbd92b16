"""The peer of profile.bench.ts: CPU seconds of polars' describe() and corr() on a Parquet file that is in memory, one thread, printed as JSON."""

import json
import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import polars  # noqa: E402

frame = polars.read_parquet(sys.argv[1])
numbers = frame.select(polars.selectors.numeric())


def seconds(run):
    best = float("inf")
    for _ in range(3):
        before = time.process_time()
        run()
        best = min(best, time.process_time() - before)
    return best


print(json.dumps({"describe": seconds(frame.describe), "corr": seconds(numbers.corr)}))
