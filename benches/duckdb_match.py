"""The matching and the control totals of an audit, done with DuckDB, to compare with.

    cargo bench --bench patterns > patterns.json
    python3 benches/duckdb_match.py LEDGER.csv patterns.json [--prefilter]        (pip install duckdb)

One alternation of every pattern of the fax pack over the product columns, lines and pounds by organisation
and month, and the total. With --prefilter that alternation is only tried where one of the pack's literals
stands, which is the quickest way found to write it. No hashing, no judging, no near misses, no report.
"""

import json
import sys

import duckdb


def main():
    with open(sys.argv[2]) as file:
        pack = json.load(file)
    bound = {"ledger": sys.argv[1], "patterns": "|".join(f"(?:{pattern})" for pattern in pack["patterns"])}
    matches = "regexp_matches(line, $patterns)"
    if "--prefilter" in sys.argv:
        bound["literals"] = "|".join(pack["literals"]).replace(".", "[.]")
        matches = f"CASE WHEN regexp_matches(line, $literals) THEN {matches} ELSE false END"
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
                   lower(concat_ws(' | ', {line})) AS line
            FROM read_csv($ledger, all_varchar = true, header = true)
        )
        SELECT organisation, month, count(*), sum(pence), count_if({matches}) FROM ledger GROUP BY ALL
        """,
        bound,
    ).fetchall()
    lines, pence, matched = (sum(row[column] for row in result) for column in (2, 3, 4))
    print(json.dumps({"lines": lines, "pence": int(pence), "matched": matched}))


if __name__ == "__main__":
    main()
