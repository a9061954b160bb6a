"""Runs faxban and DuckDB alternately on one ledger and prints medians of CPU time, wall time and memory.

    cargo bench --bench generate -- 10000000 ledger.csv
    cargo bench --bench patterns > patterns.json
    python3 benches/compare.py ledger.csv patterns.json 5        (pip install duckdb)

faxban does a whole audit with all its outputs and the SHA-256 of the input; what the hash alone costs is
measured beside it. DuckDB does the matching and the totals (see duckdb_match.py).
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time


HASH = "import hashlib, sys; hashlib.file_digest(open(sys.argv[1], 'rb'), 'sha256')"


def measured(command):
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024


def main():
    ledger, patterns, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    here = os.path.dirname(os.path.abspath(__file__))
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "faxban": [f"{here}/../target/release/faxban", "audit", ledger, "--quiet", "--out", f"{folder}/report"],
            "DuckDB": [sys.executable, f"{here}/duckdb_match.py", ledger, patterns, "--prefilter"],
            "SHA-256": [sys.executable, "-c", HASH, ledger],
        }
        results = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                results[name].append(measured(command))
    for name, all_runs in results.items():
        cpu, wall, memory = (statistics.median(column) for column in zip(*all_runs))
        print(f"{name:8} {cpu:6.2f} CPU s  {wall:6.2f} s  {memory:5.0f} MB")


if __name__ == "__main__":
    main()
