"""faxban and what else one would take, by turns on one ledger: medians of CPU time, wall time and memory.

    cargo bench --bench generate -- 10000000 ledger.csv
    cargo bench --bench patterns > patterns.json
    pip install duckdb polars ripgrep; cargo install xan
    python3 benches/compare.py ledger.csv patterns.json [RUNS]        (FAXBAN=… names another program)

faxban does a whole audit with all its outputs and the SHA-256 of the input; what the hash alone costs is measured
beside it. DuckDB and polars do the matching and the totals, and must come to the same lines, pence and matches as
faxban. ripgrep looks for the patterns in the whole line and xan in the three columns; they count and know nothing of
money: the floor for a search of text. "Words first" is a search for the plain words that the patterns need, and the
patterns tried on what it finds.
"""

import importlib.util
import json
import os
import shlex
import shutil
import sys
import tempfile

from measure import HERE, audit, by_turns

HASH = "import hashlib, sys; hashlib.file_digest(open(sys.argv[1], 'rb'), 'sha256')"


def of_faxban(report):
    with open(f"{report}/summary.json") as file:
        totals = json.load(file)["totals"]
    lines, clear = totals["lines"], totals["outcomes"]["clear"]["lines"]
    return {"lines": lines, "pence": int(totals["net"].replace(".", "")), "matched": lines - clear}


def searches(pack, ledger, folder):
    """Searches of text by the tools for it: ripgrep with files of patterns, xan with one expression."""
    rg = shutil.which("rg") or shutil.which(os.path.join(os.path.dirname(sys.executable), "rg"))
    if rg:
        for name in pack:
            with open(f"{folder}/{name}", "w") as file:
                file.write("\n".join(pack[name]))
        search = f"{shlex.quote(rg)} --no-config --no-unicode --ignore-case"
        count = f"{search} --count --file {folder}/patterns"
        words = f"{search} --fixed-strings --file {folder}/literals {shlex.quote(ledger)}"
        yield "ripgrep", f"{count} {shlex.quote(ledger)}"
        yield "ripgrep, words first", f"{words} | {count}"
    else:
        print("ripgrep is not installed: left out")
    if xan := shutil.which("xan"):
        search = f"{shlex.quote(xan)} search --select 'Description,Expense Type,Supplier' --regex"
        literals = "|".join(pack["literals"]).replace(".", "[.]")
        patterns = "|".join(f"(?:{pattern})" for pattern in pack["patterns"])
        words, rest = (shlex.quote(f"(?i-u:{expression})") for expression in (literals, patterns))
        pipe = f"{search} {words} {shlex.quote(ledger)} | {search} {rest} | {shlex.quote(xan)} count"
        yield "xan, words first", pipe
    else:
        print("xan is not installed: left out")


def commands(ledger, patterns, folder):
    found = {"faxban": audit(ledger, f"{folder}/report")}
    for name, script in (("duckdb", ["duckdb_match.py", "--prefilter"]), ("polars", ["polars_match.py"])):
        if importlib.util.find_spec(name):
            found[name] = [sys.executable, f"{HERE}/{script[0]}", ledger, patterns, *script[1:]]
        else:
            print(f"{name} is not installed: left out")
    with open(patterns) as file:
        pack = json.load(file)
    for name, pipe in searches(pack, ledger, folder):
        found[name] = ["sh", "-c", pipe]
    found["SHA-256"] = [sys.executable, "-c", HASH, ledger]
    return found


def main():
    ledger, patterns, *runs = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        results = {}

        def check(name, printed):
            if name == "faxban":
                results[name] = of_faxban(f"{folder}/report")
            elif name in ("duckdb", "polars"):
                results[name] = json.loads(printed)
                if results[name] != results["faxban"]:
                    sys.exit(f"not the same work: {results}")
            elif printed:
                # Not held to the others: ripgrep sees whole lines and xan single cells, not the columns together.
                results[name] = {"matched": int(printed)}

        by_turns(commands(ledger, patterns, folder), int(runs[0]) if runs else 5, check)
    for name, result in results.items():
        print(f"{name}: {result}")


if __name__ == "__main__":
    main()
