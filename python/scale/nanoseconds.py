"""What a row costs in the package, without Spark: `python nanoseconds.py LEDGER.parquet [ROWS_OF_A_BATCH]`."""

import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq

import faxban

table = pq.read_table(sys.argv[1])
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
auditor = faxban.Auditor(table.column_names, as_of="2026-11-23", kind="ledger")
# Every batch with bytes of its own, as Spark hands them over: of a slice, the whole of what it is cut from is checked.
stream = pa.BufferOutputStream()
with pa.ipc.new_stream(stream, table.schema) as writer:
    for batch in table.to_batches(max_chunksize=rows):
        writer.write_batch(batch)
for _ in range(3):
    began = time.process_time()
    sums = faxban.Totals()
    for batch in pa.ipc.open_stream(stream.getvalue()):
        sums.add(auditor.audit(batch)[3])
    spent = time.process_time() - began
    print(f"{len(table):,} rows: {spent / len(table) * 1e9:.0f} ns of CPU a row")
print(faxban.describe(sums)["control"])
