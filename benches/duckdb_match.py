"""The matching and the control totals of an audit, done with DuckDB, to compare with.

    python3 benches/duckdb_match.py LEDGER.csv        (pip install duckdb)

One alternation of every pattern of the fax pack over the product columns, lines and pounds by organisation
and month, and the total. No hashing, no judging, no near misses, no report.
"""

import csv
import pathlib
import re
import sys
import time
import tomllib

import duckdb


def phrase(text):
    """A phrase of the pack as a regular expression, as the program makes it."""
    parts = []
    words = text.lower().split()
    for index, word in enumerate(words):
        stem = re.escape(word.strip("*")).replace("\\-", "-")
        before = "[a-z0-9]*" if word.startswith("*") else (r"\b" if index == 0 else "")
        after = "[a-z0-9]*" if word.endswith("*") else (r"\b" if index == len(words) - 1 else "")
        parts.append(before + stem + after)
    return "[ ._/,&+'-]{0,3}".join(parts)


def patterns(folder):
    found = []
    for path in sorted(folder.glob("*.toml")):
        for rule in tomllib.loads(path.read_text()).get("rule", []):
            found += [phrase(text) for text in rule.get("phrases", [])]
            found += rule.get("patterns", [])
    with open(folder / "codes.csv", newline="") as codes:
        found += [row["code"].split("-")[0] for row in csv.DictReader(codes)]
    return found


def main():
    rules = pathlib.Path(__file__).parent.parent / "rules" / "fax"
    alternation = "|".join(f"(?:{pattern})" for pattern in patterns(rules))
    start = time.monotonic(), time.process_time()
    base = duckdb.connect()
    base.execute("SET threads TO 2")
    base.execute("SET preserve_insertion_order TO false")
    line = ", ".join(f'"{name}"' for name in ("Description", "Expense Type", "Supplier"))
    result = base.execute(
        f"""
        WITH ledger AS (
            SELECT "Entity" AS organisation,
                   "Date"[7:10] || '-' || "Date"[4:5] AS month,
                   CAST(round(CAST(replace("Amount", ',', '') AS DECIMAL(18, 2)) * 100) AS BIGINT) AS pence,
                   regexp_matches(lower(concat_ws(' | ', {line})), ?) AS matched
            FROM read_csv(?, all_varchar = true, header = true)
        )
        SELECT organisation, month, count(*), sum(pence), count_if(matched) FROM ledger GROUP BY ALL
        """,
        [alternation, sys.argv[1]],
    ).fetchall()
    lines, pence, matched = (sum(row[column] for row in result) for column in (2, 3, 4))
    wall, cpu = time.monotonic() - start[0], time.process_time() - start[1]
    print(f"DuckDB {duckdb.__version__}: {lines} lines, {pence / 100:.2f} pounds net, {matched} matched")
    print(f"{wall:.2f} s wall, {cpu:.2f} s CPU")


if __name__ == "__main__":
    main()
