"""faxban and what else one would take, by turns on one ledger: medians of CPU time, wall time and memory.

    cargo bench --bench generate -- 10000000 ledger.csv
    cargo bench --bench patterns > patterns.json
    pip install duckdb polars ripgrep
    python3 benches/compare.py ledger.csv patterns.json [RUNS]        (FAXBAN=… names another program)

faxban does a whole audit with all its outputs and the SHA-256 of the input; what the hash alone costs is measured
beside it. DuckDB and polars do the matching and the totals, and must come to the same lines, pence and matches as
faxban. ripgrep looks for the patterns in the whole line and counts, with nothing about columns or money: the floor
for a search of text, once with the patterns alone and once behind the plain words that they all need.
"""

import importlib.util
import json
import os
import shlex
import shutil
import sys
import tempfile

from measure import audit, by_turns

HASH = "import hashlib, sys; hashlib.file_digest(open(sys.argv[1], 'rb'), 'sha256')"


def of_faxban(report):
    with open(f"{report}/summary.json") as file:
        totals = json.load(file)["totals"]
    lines, clear = totals["lines"], totals["outcomes"]["clear"]["lines"]
    return {"lines": lines, "pence": int(totals["net"].replace(".", "")), "matched": lines - clear}


def commands(ledger, patterns, folder):
    here = os.path.dirname(os.path.abspath(__file__))
    found = {"faxban": audit(ledger, f"{folder}/report")}
    for name, script in (("duckdb", "duckdb_match.py"), ("polars", "polars_match.py")):
        if importlib.util.find_spec(name):
            found[name] = [sys.executable, f"{here}/{script}", ledger, patterns, "--prefilter"]
        else:
            print(f"{name} is not installed: left out")
    beside_python = os.path.join(os.path.dirname(sys.executable), "rg")
    if rg := shutil.which("rg") or shutil.which(beside_python):
        with open(patterns) as file:
            pack = json.load(file)
        for name in pack:
            with open(f"{folder}/{name}", "w") as file:
                file.write("\n".join(pack[name]))
        search = f"{rg} --no-config --no-unicode --ignore-case"
        found["ripgrep"] = [*shlex.split(search), "--count", "--file", f"{folder}/patterns", ledger]
        words = f"{search} --fixed-strings --file {folder}/literals {shlex.quote(ledger)}"
        found["ripgrep, words first"] = ["sh", "-c", f"{words} | {search} --count --file {folder}/patterns"]
    else:
        print("ripgrep is not installed: left out")
    found["SHA-256"] = [sys.executable, "-c", HASH, ledger]
    return found


def main():
    ledger, patterns, *runs = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        results = {}

        def check(name, printed):
            if name == "faxban":
                results[name] = of_faxban(f"{folder}/report")
            elif name.startswith("ripgrep"):
                # Not held to the others' count: it sees whole lines, not the columns.
                results[name] = {"found in whole lines": int(printed)}
                return
            elif printed:
                results[name] = json.loads(printed)
            else:
                return
            if results[name] != results["faxban"]:
                sys.exit(f"not the same work: {results}")

        by_turns(commands(ledger, patterns, folder), int(runs[0]) if runs else 5, check)
    for name, result in results.items():
        print(f"{name}: {result}")


if __name__ == "__main__":
    main()
