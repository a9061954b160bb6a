"""faxban on one ledger written in other forms, by turns: all of them must come to the same findings.

    python3 benches/forms.py LEDGER RUNS        (FAXBAN=… names another program)
"""

import csv
import datetime
import sys
import tempfile

from measure import audit, by_turns


def date(form):
    return lambda cells: cells | {"Date": datetime.datetime.strptime(cells["Date"], "%d/%m/%Y").strftime(form)}


def amount(change):
    return lambda cells: cells | {"Amount": change(cells["Amount"])}


def pounds(amount):
    return amount.replace("-", "-£") if amount.startswith("-") else f"£{amount}"


def brackets(amount):
    return f"({amount[1:]})" if amount.startswith("-") else amount


FORMS = {
    "as it is": (lambda cells: cells, {}),
    "21-May-21": (date("%d-%b-%y"), {}),
    "21/05/21": (date("%d/%m/%y"), {}),
    "21/05/2021 00:00": (date("%d/%m/%Y 00:00"), {}),
    "2021-05-21 00:00:00": (date("%Y-%m-%d 00:00:00"), {}),
    "£1,234.56": (amount(pounds), {"encoding": "cp1252"}),
    "(1,234.56)": (amount(brackets), {}),
    "1,234.5600001": (amount(lambda amount: f"{amount}00001"), {}),
    "all in quotes": (lambda cells: cells, {"quoting": csv.QUOTE_ALL}),
    "UTF-16, tabs": (lambda cells: cells, {"encoding": "utf-16", "delimiter": "\t"}),
    "no ASCII": (lambda cells: cells | {"Supplier": cells["Supplier"] + " – Café"}, {}),
    "blank columns": (lambda cells: cells | {"": "", " ": ""}, {}),
}


def write(ledger, path, change, encoding="utf-8", **dialect):
    with open(ledger, newline="") as lines, open(path, "w", encoding=encoding, newline="") as out:
        rows = csv.DictReader(lines)
        writer = csv.writer(out, **dialect)
        writer.writerow(rows.fieldnames)
        writer.writerows(change(cells).values() for cells in rows)


def main():
    ledger, runs = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        found = set()

        def check(name, _):
            with open(f"{folder}/report/findings.csv", newline="") as lines:
                rows = csv.DictReader(lines)
                found.add(tuple((row["row"], row["outcome"], row["date"], row["amount"]) for row in rows))
            if len(found) > 1:
                sys.exit(f"{name}: other findings than before")

        commands = {}
        for name, (change, options) in FORMS.items():
            path = f"{folder}/{len(commands)}.csv"
            write(ledger, path, change, **options)
            commands[name] = audit(path, f"{folder}/report")
        by_turns(commands, int(runs), check)


if __name__ == "__main__":
    main()
