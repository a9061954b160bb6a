"""What the tests share: cases as cells, the command that is the measure of them, and Spark."""

from __future__ import annotations

import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pyarrow as pa
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample-data"
AS_OF = "2026-11-23"


class Case:
    """A table as cells, with the file that holds it and how many of its rows stand above the header."""

    def __init__(self, name, rows, *, kind, path=None, folder="", above=0, **options):
        self.name, self.kind, self.path, self.folder, self.above = name, kind, path, folder, above
        self.header, self.rows = rows[0], [(row + [""] * len(rows[0]))[: len(rows[0])] for row in rows[1:]]
        self.options = options

    def __repr__(self):
        return self.name

    def file(self, tmp_path):
        """The file for the command: the published one, or these cells."""
        if self.path:
            return self.path
        path = tmp_path / "in" / f"{self.name}.csv"
        path.parent.mkdir(exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([self.header, *self.rows])
        return path

    def table(self, kind=pa.string(), keyed=False):
        columns = {name: [row[at] for row in self.rows] for at, name in enumerate(self.header)}
        table = pa.table({name: pa.array(cells, pa.string()).cast(kind) for name, cells in columns.items()})
        if keyed:
            numbers = [str(2 + self.above + at) for at in range(len(self.rows))]
            table = table.append_column("_line", pa.array(numbers, pa.string()))
        return table


def _cells(path, encoding, separator, above=0):
    with path.open(newline="", encoding=encoding) as lines:
        return list(csv.reader(lines, delimiter=separator))[above:]


def _generated():
    """Lines of all sorts, some of them odd: what becomes of each is the command's to say."""
    header = ["Entity", "Order Date", "PO Number", "Supplier Name", "Item Description", "Amount"]
    what = [
        "Brother FAX-2840 laser fax machine", "Toner for Brother FAX 2840", "Halifax Building Society rent",
        "FAX LINE RENTAL", "Copier paper A4", "", "fax machine repair", "Fairfax House hire",
        "Télécopieur fax for ward 3", "Canon i-SENSYS MF275dw with fax", "Grand Total", "ＦＡＸ machine",
    ]
    dates = ["01/06/2019", "13/02/2021", "2020-05-04", "31/02/2020", "", "soon", "1-Apr-19", "44000"]
    amounts = ["149.00", "-20", "(12.50)", "1,234.56", "", "n/a", "£99", "0.005"]
    rows = [header]
    for at in range(600):
        rows.append([
            f"Trust {at % 5}", dates[at * 7 % 8], f"P{at // 3}", f"Supplier {at % 11}",
            what[at * 5 % 12], amounts[(at // 2) % 8],
        ])
    rows += [["", "", "", "", "", ""], header, ["Total", "", "", "", "", "1234.00"], ["", "", "", "Remark", "", ""]]
    # The same line three times has three names.
    rows += [["Trust 1", "01/06/2020", "P1", "Inkwell", "Fax machine", "99.00"]] * 3
    return rows


def _months():
    rows = [["Organisation", "Date", "Supplier", "Description", "Amount"]]
    rows += [["Trust A", f"{m}/{d}/2020", "Inkwell", "Fax machine", "10.00"] for m in range(1, 13) for d in (3, 20)]
    return rows


def _register():
    rows = [["Asset Tag", "Category", "Manufacturer", "Model", "Status", "Acquired", "Disposed", "Cost", "Location"]]
    states = ["In use", "Disposed", "In store", "Lost", "", "Disposed 03/2020"]
    models = ["FAX-2840", "MFC-L2750DW", "LaserJet 4", "UX-300 facsimile", "i-SENSYS"]
    for at in range(120):
        rows.append([
            f"A{at:04}", "Fax machine" if at % 3 else "Printer", "Brother" if at % 2 else "Sharp", models[at % 5],
            states[at % 6], f"0{1 + at % 9}/03/201{at % 10}", "12/05/2021" if at % 6 == 1 else "", f"{at}.50",
            "Dr A Smith's office, 020 7946 0123" if at % 10 == 0 else "Ward 3",
        ])
    return rows


def cases():
    """Published samples as they lie, and generated lines."""
    wharfemoor = SAMPLES / "wharfemoor" / "po-lines-2018-2020.csv"
    spend = SAMPLES / "calderbrook" / "spend-over-25k-2020-04.csv"
    return [
        Case("purchase_orders", _cells(wharfemoor, "cp1252", ",", 3), kind="ledger", path=wharfemoor,
             folder="wharfemoor", above=3),
        Case("spend", _cells(spend, "utf-16", "\t"), kind="ledger", path=spend, folder="calderbrook"),
        Case("odd_lines", _generated(), kind="ledger"),
        Case("month_first", _months(), kind="ledger"),
        Case("register", _register(), kind="register"),
    ]


@pytest.fixture(params=cases(), ids=repr)
def case(request):
    return request.param


@pytest.fixture(scope="session")
def program():
    """The command: `FAXBAN_BIN`, or the one on the path."""
    path = os.environ.get("FAXBAN_BIN") or shutil.which("faxban")
    if not path:
        pytest.skip("the command faxban is not there; set FAXBAN_BIN to its path")
    return path


class Report:
    """What the command found in a case."""

    def __init__(self, program, case, tmp_path):
        out = tmp_path / "report"
        path = case.file(tmp_path)
        self.file = path.name
        command = [program, "audit", str(path), "--as-of", AS_OF, "--out", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (out / "manifest.json").is_file(), done.stderr
        self.findings, self.cleared, self.rejects = (
            self.rows(out / f"{name}.csv") for name in ("findings", "cleared", "rejects")
        )
        rows = [row for row in self.rows(out / "reconciliation.csv") if row["source"] == "(all sources)"]
        self.outcomes = {row["outcome"]: (int(row["lines"]), row["debit"], row["credit"]) for row in rows}
        self.manifest = (out / "manifest.json").read_text(encoding="utf-8")

    @staticmethod
    def rows(path):
        # What a spreadsheet would take for a formula stands behind an apostrophe in files, and only there.
        plain = lambda cell: cell[1:] if re.match(r"'[=+\-@\t\r]", cell) else cell  # noqa: E731
        with path.open(newline="", encoding="utf-8") as lines:
            return [{name: plain(cell) for name, cell in row.items()} for row in csv.DictReader(lines)]


@pytest.fixture
def report(program, case, tmp_path):
    return Report(program, case, tmp_path)


def pounds(pence):
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02}"


def outcomes(totals):
    """Totals as `reconciliation.csv` has them."""
    told = {"total": totals["control"], **totals["outcomes"]}
    return {name: (t["lines"], pounds(t["debit"]), pounds(t["credit"])) for name, t in told.items()}


def rows(table):
    """An Arrow table as rows of text, blanks as in a CSV file."""
    return [{name: cell or "" for name, cell in row.items()} for row in pa.table(table).to_pylist()]


@pytest.fixture(scope="session")
def spark():
    """Spark on this machine, two tasks at once, each tried four times: plain `local[2]` never tries again."""
    sql = pytest.importorskip("pyspark.sql")
    if not shutil.which("java"):
        pytest.skip("there is no Java; install openjdk-17-jre-headless")
    # Workers are to have the Python in which the wheel is installed, whatever `python3` is on the path.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        sql.SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.python.worker.faulthandler.enabled", "true")
        .config("spark.sql.execution.pyspark.udf.faulthandler.enabled", "true")
        .getOrCreate()
    )
    yield session
    session.stop()
