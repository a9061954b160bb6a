"""Spark comes to the command's outcomes, whatever its tasks go through."""

import os
import pathlib
import re
import subprocess

import faxban.spark
import pytest
from conftest import AS_OF, outcomes


def frame(spark, case, parts=3):
    table = case.table(keyed=True)
    return spark.createDataFrame(table.to_pylist(), ", ".join(f"`{n}` string" for n in table.column_names)).repartition(
        parts
    )


def audit(df, case, report, **options):
    return faxban.spark.audit(
        df, kind=case.kind, as_of=AS_OF, key="_line", source=report.file, default_organisation=case.folder, **options
    )


def lines(df):
    return sorted(
        ({name: cell or "" for name, cell in row.asDict().items()} for row in df.collect()),
        key=lambda row: int(row["row"]),
    )


def uncounted(rows):
    """Ids without the counter of equal lines, which no single batch can know."""
    return [{**row, "finding_id": "-".join(row["finding_id"].split("-")[:2])} for row in rows]


def order(case):
    return {"date_order": "month_first"} if case.name == "month_first" else {}


def test_every_field_is_as_the_command_has_it(spark, case, report):
    result = audit(frame(spark, case), case, report, **order(case)).persist()
    assert lines(result.findings) == uncounted(report.findings)
    assert lines(result.cleared) == report.cleared
    assert lines(result.rejects) == report.rejects
    assert outcomes(result.describe()) == report.outcomes
    result.check()


def test_what_was_saved_is_what_was_found(spark, case, report, tmp_path):
    result = audit(frame(spark, case), case, report, **order(case)).save(str(tmp_path / "out")).check()
    assert lines(spark.read.parquet(str(tmp_path / "out" / "findings.parquet"))) == uncounted(report.findings)
    import json
    import pathlib

    (part,) = pathlib.Path(tmp_path / "out" / "result.json").glob("part-*")
    told = json.loads(part.read_text(encoding="utf-8"))
    assert told["pack"]["sha256"] in report.manifest
    assert told["counted"]["lines"] == told["totals"]["control"]["lines"]


def test_the_command_makes_its_report_of_what_was_saved(spark, case, report, program, tmp_path):
    audit(frame(spark, case), case, report, **order(case)).save(str(tmp_path / "job"))
    out = tmp_path / "whole"
    done = subprocess.run(
        [program, "report", str(tmp_path / "job"), "--out", str(out), "--quiet"], capture_output=True, text=True, check=False
    )
    assert (out / "report.html").is_file() and (out / "findings.xlsx").is_file(), done.stderr
    # With the numbers of equal lines, which only all lines together show.
    assert report.rows(out / "findings.csv") == report.findings
    assert report.rows(out / "cleared.csv") == report.cleared
    assert report.rows(out / "rejects.csv") == report.rejects


def _die_once(marker):
    """A partition's first attempt ends as a segmentation fault does: the process is gone, after some output."""

    def once(batches):
        for batch in batches:
            yield batch
            try:
                os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                continue
            os.kill(os.getpid(), 11)

    return once


def test_a_segmentation_fault_is_counted_once(spark, case, report, tmp_path):
    marker = tmp_path / "died"
    df = frame(spark, case)
    calm = audit(df, case, report, **order(case)).describe()
    # The same pass as the audit's own: both run in one Python worker, which dies with it.
    task = faxban.spark._Task.__call__
    options = {**order(case), "as_of": AS_OF, "kind": case.kind, "key": "_line", "default_organisation": case.folder}
    names = list(df.columns)
    expected = faxban.Auditor(names, **options).rules["sha256"]
    once, work = _die_once(str(marker)), faxban.spark._Task(names, options, expected)
    schema = ", ".join(f"{name} string" for name in faxban.spark._columns())
    found = df.mapInArrow(lambda batches: once(task(work, batches)), schema)
    result = faxban.spark.Result(df, found, faxban.Auditor(names, **options), options).persist()
    totals = result.describe()
    assert marker.exists(), "no task died, so nothing was proved"
    assert totals == calm
    assert [row["row"] for row in lines(result.findings)] == [row["row"] for row in report.findings]


def test_dates_that_say_otherwise_are_told(spark, report, case):
    if case.name != "month_first":
        pytest.skip("its dates do not")
    result = audit(frame(spark, case), case, report).persist()
    with pytest.raises(faxban.spark.DateOrderError, match='date_order="month_first"'):
        result.check()


def test_a_lost_line_is_told(spark, case, report):
    df = frame(spark, case)
    result = audit(df, case, report, **order(case)).persist()
    result._df = df.union(df.limit(1))
    with pytest.raises(faxban.spark.TotalsError, match="Spark counts"):
        result.check()


def test_typed_columns_come_to_the_same(spark):
    df = spark.createDataFrame([("01/06/2019", "Inkwell", "149.00", "Fax machine")], "Date string, Supplier string, Amount string, Description string")
    typed = df.selectExpr(
        "to_timestamp(Date, 'dd/MM/yyyy') AS Date", "Supplier", "CAST(Amount AS decimal(12,2)) AS Amount", "Description"
    )
    # Cells are shown as they were written, which differs.
    found = [faxban.spark.audit(d, as_of=AS_OF).check().findings.drop("cells").collect() for d in (df, typed)]
    assert found[0] == found[1] and len(found[0]) == 1


@pytest.mark.parametrize(
    ("amounts", "pence"),
    [
        (["1,234.56", "5", "-0.5", " 7.10 ", "", None, "+2.00", "12.", "1.2.3"], None),
        (["1,234.56", "5", "-0.5", " 7.10 ", "", None, "+2.00"], 124_816),
        (["£5"], None),
        (["5.005"], None),
        (["12345678901234567.00"], None),
        (["", None, " "], 0),
    ],
)
def test_spark_adds_up_what_it_can_read(spark, amounts, pence):
    rows = [(f"Toner {number}", "01/02/2020", amount) for number, amount in enumerate(amounts)]
    df = spark.createDataFrame(rows, "Description string, Date string, Amount string")
    counted = faxban.spark.audit(df, kind="ledger", as_of=AS_OF).counted()
    assert counted == {"lines": len(amounts), "pence": pence}


LINES = [("PO1", "01/06/2019", "Inkwell", "149.00", "Fax machine"), ("PO2", "02/06/2019", "Inkwell", "5.00", "Paper")]
NAMES = "Order string, Date string, Supplier string, Amount string, Description string"


def test_saving_twice_into_one_folder_changes_nothing(spark, tmp_path):
    result = faxban.spark.audit(spark.createDataFrame(LINES, NAMES), as_of=AS_OF, kind="ledger")
    assert "not counted yet" in repr(result)
    for _ in range(2):
        result.save(str(tmp_path / "out")).check()
    assert result.findings.count() == 1
    assert "lines read: 2" in repr(result) and "reconciles: yes" in repr(result)


def test_a_key_that_is_no_number_is_told_when_it_is_saved(spark, tmp_path):
    result = faxban.spark.audit(spark.createDataFrame(LINES, NAMES), as_of=AS_OF, kind="ledger", key="Order")
    with pytest.warns(faxban.spark.KeyWarning, match='the key Order is "PO1"'):
        result.save(str(tmp_path / "out"))


def test_what_is_no_dataframe_of_spark_is_told(spark):
    import pyarrow

    with pytest.raises(TypeError, match="no DataFrame of Spark"):
        faxban.spark.audit(pyarrow.table({"Description": ["Fax"]}), as_of=AS_OF)
    twice = spark.createDataFrame([("1", "2", "Fax")], "Amount string, amount string, Description string")
    with pytest.raises(ValueError, match="several columns are called amount"):
        faxban.spark.audit(twice, as_of=AS_OF)


def test_the_page_on_scale_runs_as_it_stands(spark, program, tmp_path, monkeypatch, capsys):
    page = (pathlib.Path(__file__).parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")
    (example,) = [block for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "SparkSession" in block]
    monkeypatch.chdir(tmp_path)
    # Spark began in another folder.
    exec(example.replace('"audit-2026-10"', repr(str(tmp_path / "audit-2026-10"))), {})
    shown = capsys.readouterr().out
    assert "|1  |breach |" in shown and "cleared" in shown, shown
    done = subprocess.run([program, "report", "audit-2026-10", "--out", "national"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and (tmp_path / "national" / "report.html").is_file(), done.stderr
