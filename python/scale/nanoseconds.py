"""What a row costs in the package, without Spark: `python nanoseconds.py LEDGER.parquet`."""

import sys
import time

import pyarrow.parquet as pq

import faxban

table = pq.read_table(sys.argv[1])
auditor = faxban.Auditor(table.column_names, as_of="2026-11-23", kind="ledger")
batches = table.to_batches(max_chunksize=10_000)
for _ in range(3):
    began = time.process_time()
    sums = faxban.Totals()
    for batch in batches:
        sums.add(auditor.audit(batch)[3])
    spent = time.process_time() - began
    print(f"{len(table):,} rows: {spent / len(table) * 1e9:.0f} ns of CPU a row")
print(faxban.describe(sums)["control"])
