"""A workbook by turns: faxban's whole audit of it, and libraries that only read its cells.

    cargo bench --bench generate -- 1000000 ledger.xlsx
    pip install python-calamine polars fastexcel openpyxl
    python3 benches/workbooks.py ledger.xlsx [RUNS]        (FAXBAN=… names another program)
"""

import importlib.util
import sys
import tempfile

from measure import audit, by_turns

READERS = {
    "python_calamine": """
import python_calamine
print(sum(1 for row in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()))""",
    "polars": """
import polars
print(polars.read_excel(path, engine="calamine").height + 1)""",
    "openpyxl": """
import openpyxl
sheet = openpyxl.load_workbook(path, read_only=True).active
print(sum(1 for row in sheet.iter_rows(values_only=True)))""",
}


def main():
    workbook, *runs = sys.argv[1:]
    rows = set()
    with tempfile.TemporaryDirectory() as folder:
        commands = {"faxban": audit(workbook, f"{folder}/report")}
        for name, script in READERS.items():
            if importlib.util.find_spec(name):
                commands[name] = [sys.executable, "-c", f"import sys\npath = sys.argv[1]{script}", workbook]
            else:
                print(f"{name} is not installed: left out")
        by_turns(commands, int(runs[0]) if runs else 3, lambda name, printed: printed and rows.add(int(printed)))
    if len(rows) > 1:
        sys.exit(f"not the same rows: {rows}")


if __name__ == "__main__":
    main()
