"""The package comes to the command's outcomes, field by field."""

import faxban
import pyarrow as pa
import pytest
from conftest import AS_OF, outcomes, rows

TYPES = {
    "string": pa.string(),
    "large_string": pa.large_string(),
    "string_view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
}


def audit(case, report, table):
    return faxban.audit(table, kind=case.kind, as_of=AS_OF, source=report.file, default_organisation=case.folder)


@pytest.mark.parametrize("kind", TYPES)
def test_every_field_is_as_the_command_has_it(case, report, kind):
    result = audit(case, report, case.table(TYPES[kind]))

    def moved(lines):
        return [{**line, "row": str(int(line["row"]) + case.above)} for line in rows(lines)]

    assert report.findings or report.cleared, "a case in which nothing is found proves nothing"
    assert moved(result.findings) == report.findings
    assert moved(result.cleared) == report.cleared
    assert moved(result.rejects) == report.rejects
    assert outcomes(result.totals) == report.outcomes
    assert result.reconciles
    assert result.pack["sha256"] in report.manifest


def test_chunks_make_no_difference(case, report):
    table = case.table()
    cut = pa.Table.from_batches(table.to_batches(max_chunksize=7), schema=table.schema)
    whole, parts = audit(case, report, table), audit(case, report, cut)
    assert rows(parts.findings) == rows(whole.findings)
    assert parts.totals == whole.totals


def test_batches_add_up_to_the_table(case, report):
    table = case.table()
    result = audit(case, report, table)
    order = result.totals["date_order"]["decided"]
    auditor = faxban.Auditor(
        table.column_names, kind=case.kind, as_of=AS_OF, date_order=order, default_organisation=case.folder
    )
    parts = [auditor.audit(batch) for batch in table.to_batches(max_chunksize=11)]
    findings = [row for part in parts for row in rows(part[0])]
    assert [(row["outcome"], row["reason"]) for row in findings] == [
        (row["outcome"], row["reason"]) for row in rows(result.findings)
    ]
    sums = faxban.Totals()
    for part in reversed(parts):
        sums.add(faxban.Totals(part[3].json()))
    assert outcomes(faxban.describe(sums)) == report.outcomes


def test_a_key_names_the_rows(case, report):
    table = case.table(keyed=True)
    auditor = faxban.Auditor(table.column_names, kind=case.kind, as_of=AS_OF, key="_line", date_order="day_first")
    parts = [auditor.audit(batch) for batch in table.to_batches(max_chunksize=13)]
    for at, told in enumerate((report.findings, report.cleared, report.rejects)):
        assert [row["row"] for part in parts for row in rows(part[at])] == [row["row"] for row in told]
