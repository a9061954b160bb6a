"""Odd tables, wrong calls, and what a notebook sees."""

import datetime
import decimal
import doctest
import json
import random

import faxban
import pyarrow as pa
import pytest
from conftest import AS_OF, rows

LINES = {
    "Date": ["01/06/2019", "14/06/2019"],
    "Supplier": ["Inkwell Direct", "Ullock Ltd"],
    "Amount": ["149.00", "12.50"],
    "Description": ["Brother FAX-2840 laser fax machine", "Copier paper"],
}


def test_the_examples_in_the_documentation_run():
    import faxban.spark

    done = [doctest.testmod(module) for module in (faxban, faxban.spark)]
    assert done[0].attempted > 4
    assert not any(result.failed for result in done)


def test_tables_of_pandas_and_polars_are_taken():
    results = [faxban.audit(pa.table(LINES), as_of=AS_OF)]
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    results += [faxban.audit(pandas.DataFrame(LINES), as_of=AS_OF), faxban.audit(polars.DataFrame(LINES), as_of=AS_OF)]
    assert len({json.dumps(rows(result.findings)) for result in results}) == 1
    assert len(rows(results[0].findings)) == 1
    assert polars.DataFrame(results[0].findings).height == 1


def test_numbers_and_days_are_read_as_the_text_of_the_same_table():
    # Cells are shown as they were written, which differs.
    def read(result):
        return [{name: cell for name, cell in row.items() if name != "cells"} for row in rows(result.findings)]

    typed = pa.table({
        **LINES,
        "Date": [datetime.date(2019, 6, 1), datetime.date(2019, 6, 14)],
        "Amount": [decimal.Decimal("149.00"), decimal.Decimal("12.50")],
    })
    day = faxban.audit(typed, as_of=AS_OF)
    text = faxban.audit(pa.table(LINES), as_of=AS_OF)
    assert read(day) == read(text)
    floats = typed.set_column(2, "Amount", pa.array([149.0, 12.5]))
    assert read(faxban.audit(floats, as_of=AS_OF)) == read(text)
    moments = typed.set_column(0, "Date", typed.column(0).cast(pa.timestamp("us")))
    assert read(faxban.audit(moments, as_of=AS_OF)) == read(text)
    pence = day.totals["control"]
    assert (pence["debit"], pence["credit"]) == (16150, 0)


@pytest.mark.parametrize("seed", range(20))
def test_no_table_makes_it_panic(seed):
    odd = random.Random(seed)
    texts = [None, "", " ", "fax machine", "ＦＡＸ", "\0", "é" * 50, "=1+1", "99999999999999999999999", "1e308", "31/02/2020"]
    kinds = [
        pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int32(), pa.large_string()),
    ]
    length = odd.choice([0, 1, 7, 100])
    columns = {}
    for name in ["Date", "Amount", "Description", "Entity", "Other"]:
        cells = pa.array([odd.choice(texts) for _ in range(length)], pa.string())
        columns[name] = cells.cast(odd.choice(kinds))
    columns["Number"] = pa.array([odd.choice([None, float("nan"), 1e300, -0.0]) for _ in range(length)], pa.float64())
    columns["Nothing"] = pa.nulls(length)
    columns["List"] = pa.array([[1]] * length, pa.list_(pa.int8()))
    table = pa.table(columns).slice(odd.randrange(3))
    result = faxban.audit(table, as_of=AS_OF, kind=odd.choice(["ledger", "register"]))
    assert result.reconciles
    assert result.totals["control"]["lines"] == len(table)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: faxban.audit([1, 2], as_of=AS_OF), TypeError, "pass a table of pyarrow"),
        (lambda: faxban.audit(pa.array(["a"]), as_of=AS_OF), (TypeError, ValueError), ""),
        (lambda: faxban.audit(pa.table(LINES), as_of="soon"), ValueError, 'as_of="2026-10-31"'),
        (lambda: faxban.audit(pa.table(LINES), as_of=AS_OF, kind="book"), ValueError, "use one of: ledger, register"),
        (lambda: faxban.audit(pa.table(LINES), as_of=AS_OF, columns={"words": "Date"}), ValueError, "use one of"),
        (lambda: faxban.audit(pa.table(LINES), as_of=AS_OF, columns={"description": "X"}), ValueError, "#4 \"Description\""),
        (lambda: faxban.audit(pa.table(LINES), as_of=AS_OF, key="line"), ValueError, "the columns are: Date"),
        (lambda: faxban.audit(pa.table({"a": ["b"]}), as_of=AS_OF), ValueError, "Pass columns="),
        (lambda: faxban.audit(pa.table(LINES), as_of=AS_OF, rules="/nowhere"), ValueError, "/nowhere is no folder"),
        (lambda: faxban.audit(pa.table(LINES), as_of=AS_OF, date_order="us"), ValueError, "month_first"),
        (lambda: faxban.audit(pa.table(LINES), as_of=AS_OF, colour="red"), TypeError, "colour"),
        (lambda: faxban.Totals("{"), ValueError, "no totals of faxban"),
    ],
)
def test_a_bad_call_says_what_to_pass(call, error, says):
    with pytest.raises(error) as raised:
        call()
    assert says in str(raised.value)


def test_columns_are_named_by_hand():
    table = pa.table(LINES).rename_columns(["Date", "Supplier", "Amount", "Narrative of the thing"])
    result = faxban.audit(table, as_of=AS_OF, kind="ledger", columns={"description": "Narrative of the thing"})
    assert result.layout["fields"]["description"] == "Narrative of the thing"
    assert len(rows(result.findings)) == 1


def test_other_rules_have_another_hash(tmp_path):
    pack = tmp_path / "rules" / "fax"
    pack.mkdir(parents=True)
    from conftest import ROOT

    for file in (ROOT / "rules" / "fax").iterdir():
        text = file.read_text(encoding="utf-8")
        (pack / file.name).write_text(text + ("\n# ours\n" if file.suffix == ".toml" else ""), encoding="utf-8")
    own = faxban.audit(pa.table(LINES), as_of=AS_OF, rules=tmp_path / "rules")
    built_in = faxban.audit(pa.table(LINES), as_of=AS_OF)
    assert own.pack["sha256"] != built_in.pack["sha256"]
    assert rows(own.findings) == rows(built_in.findings)


def test_personal_data_is_masked_unless_asked_for():
    lines = {**LINES, "Description": ["Fax machine for Dr John Smith, 020 7946 0123, NHS 943 476 5919", "Paper"]}
    masked = faxban.audit(pa.table(lines), as_of=AS_OF)
    shown = faxban.audit(pa.table(lines), as_of=AS_OF, show_personal_data=True)
    assert "943 476 5919" not in json.dumps(rows(masked.findings))
    assert "943 476 5919" in json.dumps(rows(shown.findings))


def test_a_notebook_sees_the_totals():
    result = faxban.audit(pa.table(LINES), as_of=datetime.date(2026, 11, 23))
    assert "breach: 1" in repr(result) and "reconciles: yes" in repr(result)
    assert "<td>2</td>" in result._repr_html_()


def test_columns_that_are_missing_are_told():
    table = pa.table({"Supplier": ["Inkwell"], "Date": ["01/06/2020"], "Zzz": ["Fax machine"]})
    with pytest.warns(faxban.MissingColumnWarning) as told:
        result = faxban.audit(table, kind="ledger", as_of="2026-10-31")
    assert result.layout["missing"] == ["description", "amount"]
    assert ["no column was taken for the description" in str(told[0].message), "Zzz" in str(told[0].message)] == [True, True]
    assert "no column was taken for the amount" in str(told[1].message)
    named = {"description": "Zzz"}
    with pytest.warns(faxban.MissingColumnWarning, match="amount"):
        assert faxban.audit(table, kind="ledger", as_of="2026-10-31", columns=named).layout["missing"] == ["amount"]
