"""Audits a table on whatever Spark there is, and says what it took.

    python run.py TABLE OUT [--report CLI_REPORT] [--key COLUMN] [--baseline]

TABLE is a folder or file of Parquet or CSV. With SPARK_REMOTE set (Spark Connect, Sail) the same script runs there.
With --report, the findings and totals are compared field by field with those of a report of the command on the same
lines. With --baseline, Spark's own read and count comes first, and the same through a Python worker that does nothing.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import pathlib
import re
import time

from pyspark.sql import SparkSession

import faxban.spark


def timed(what, work):
    began = time.perf_counter()
    value = work()
    print(f"{what}: {time.perf_counter() - began:.1f} s", flush=True)
    return value


def nothing(batches):
    """What a Python worker costs that only counts."""
    import pyarrow as pa

    for batch in batches:
        yield pa.RecordBatch.from_pydict({"lines": [batch.num_rows]}, schema=pa.schema([("lines", pa.int64())]))


def read(session, path):
    if path.endswith(".csv"):
        return session.read.csv(path, header=True, escape='"', multiLine=False)
    return session.read.parquet(path)


def compare(out, report):
    """Every field but the row's place and the counter of equal lines, which one batch cannot know."""
    import pyarrow.parquet as pq

    def plain(row):
        cells = {name: re.sub(r"^'(?=[=+\-@\t\r])", "", cell or "") for name, cell in row.items()}
        cells["finding_id"] = "-".join(cells.get("finding_id", "").split("-")[:2])
        return tuple(cells[name] for name in sorted(cells) if name not in ("row", "source"))

    for name in ("findings", "cleared", "rejects"):
        with (report / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
            told = collections.Counter(plain(row) for row in csv.DictReader(lines))
        # Sail writes no folder for a list without rows.
        folder = out / f"{name}.parquet"
        rows = pq.read_table(folder).to_pylist() if folder.exists() else []
        found = collections.Counter(plain(row) for row in rows)
        assert told == found, f"{name} differ: {list((told - found).items())[:2]} {list((found - told).items())[:2]}"
        print(f"{name}: {sum(told.values()):,} rows, the same in every field")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("table")
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--report", type=pathlib.Path)
    arguments.add_argument("--key")
    arguments.add_argument("--as-of", default="2026-11-23")
    arguments.add_argument("--baseline", action="store_true")
    given = arguments.parse_args()
    session = SparkSession.builder.getOrCreate()
    df = read(session, given.table)
    if given.baseline:
        timed("read and count", df.count)
        timed(
            "the same through Python",
            lambda: sum(row.lines for row in df.mapInArrow(nothing, "lines bigint").collect()),
        )
    result = faxban.spark.audit(df, as_of=given.as_of, kind="ledger", key=given.key)
    timed("audit", lambda: result.save(str(given.out)))
    timed("check against Spark's count and sum", result.check)
    said = result.describe()
    print(json.dumps({name: said[name] for name in ("control", "outcomes", "reconciles")}, indent=1))
    if given.report:
        compare(given.out, given.report)


if __name__ == "__main__":
    main()
