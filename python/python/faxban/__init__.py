"""Audits NHS trusts' asset registers and purchase ledgers for departures from the fax-machine ban.

>>> import faxban
>>> import pyarrow as pa
>>> ledger = pa.table({
...     "Date": ["01/06/2020", "02/06/2020"],
...     "Supplier": ["Dunmoor Office Ltd", "Ullock Logistics Ltd"],
...     "Amount": ["149.00", "12.50"],
...     "Description": ["Brother FAX-2840 laser fax machine", "Printer paper A4"],
... })
>>> result = faxban.audit(ledger, kind="ledger", as_of="2026-10-31")
>>> result.totals["control"]["debit"]
16150
>>> result.reconciles
True
>>> finding = pa.table(result.findings).to_pylist()[0]
>>> finding["outcome"], finding["row"], finding["class"]
('breach', '2', 'fax_machine')

The outcomes are those of the command ``faxban audit`` on the same table. No finding is not "fax free": a line that does
not say what was bought cannot be assessed, and is counted as such.
"""

from __future__ import annotations

import datetime
import json
import os
import warnings
from collections.abc import Mapping
from typing import Any

from ._faxban import Auditor as _Auditor
from ._faxban import Table, Totals, __version__, meanings, output_columns

__all__ = [
    "Auditor",
    "MissingColumnWarning",
    "Result",
    "Table",
    "Totals",
    "__version__",
    "audit",
    "describe",
    "meanings",
    "output_columns",
]


_MISSING = {
    "description": "lines cannot be assessed unless another column names a product",
    "amount": "nothing is added up, and no sum proves that no line is missing",
    "date": "what was bought when is not known, and no line can be a breach by its date",
}


class MissingColumnWarning(UserWarning):
    """A table has no column for something without which its audit says little."""


class Auditor:
    """An audit of one table batch by batch, for those who hold its record batches themselves.

    Totals of batches add up with :meth:`Totals.add`. The order of day and month is not decided here, for one batch does
    not show it: it is ``date_order``, or day first; :func:`describe` says what the table's dates allow.
    """

    def __init__(
        self,
        names: list[str],
        *,
        as_of: str | datetime.date,
        kind: str | None = None,
        columns: Mapping[str, str] | None = None,
        key: str | None = None,
        rules: str | os.PathLike[str] | None = None,
        pack: str | None = None,
        organisation: str | None = None,
        default_organisation: str | None = None,
        organisations: str | os.PathLike[str] | None = None,
        date_basis: str | None = None,
        date_order: str | None = None,
        show_personal_data: bool = False,
        source: str = "table",
    ) -> None:
        if isinstance(as_of, datetime.datetime):
            as_of = as_of.date()
        self._auditor = _Auditor(
            list(names),
            as_of=str(as_of),
            kind=kind,
            map=dict(columns) if columns else None,
            key=key,
            rules=rules,
            pack=pack,
            organisation=organisation,
            default_organisation=default_organisation,
            organisations=organisations,
            date_basis=date_basis,
            date_order=date_order,
            show_personal_data=show_personal_data,
            source=source,
        )
        for meaning in self.layout["missing"]:
            warnings.warn(
                f'no column was taken for the {meaning}: {_MISSING[meaning]}. Pass columns={{"{meaning}": "the column\'s '
                f'name"}} if there is one; the columns are: {", ".join(names)}',
                MissingColumnWarning,
                stacklevel=3,
            )

    @property
    def kind(self) -> str:
        """``ledger`` or ``register``, as given or as the columns say."""
        return self._auditor.kind

    @property
    def layout(self) -> dict[str, Any]:
        """What the columns were taken for, and which are not used."""
        return json.loads(self._auditor.layout_json())

    @property
    def rules(self) -> dict[str, Any]:
        """The pack of rules: id, version, sha256, and where they came from."""
        return json.loads(self._auditor.rules_json())

    def audit(self, batch: Any) -> tuple[Table, Table, Table, Totals]:
        """Findings, cleared lines, rejected rows and totals of one record batch."""
        return self._auditor.audit(batch)

    def audit_table(self, table: Any) -> Result:
        """The audit of a whole table, the order of day and month decided by all its dates."""
        return Result(*self._auditor.audit_table(table), layout=self.layout, pack=self.rules)


def describe(totals: Totals) -> dict[str, Any]:
    """What totals say: lines and pence read and by outcome, whether they reconcile, dates, organisations."""
    return json.loads(totals.describe_json())


class Result:
    """What an audit found. ``findings``, ``cleared`` and ``rejects`` are Arrow tables for whatever reads Arrow:
    ``polars.DataFrame(result.findings)``, ``pandas.DataFrame.from_arrow(result.findings)`` from pandas 3 on,
    ``pyarrow.table(result.findings).to_pandas()`` before."""

    def __init__(
        self,
        findings: Table,
        cleared: Table,
        rejects: Table,
        totals: Totals,
        *,
        layout: dict[str, Any],
        pack: dict[str, Any],
    ) -> None:
        self.findings = findings
        self.cleared = cleared
        self.rejects = rejects
        self.totals: dict[str, Any] = describe(totals)
        self.layout = layout
        self.pack = pack

    @property
    def reconciles(self) -> bool:
        """Whether every line and penny that was read has an outcome."""
        return self.totals["reconciles"]

    def __repr__(self) -> str:
        return f"<faxban.Result {_in_words(_told(self.totals, self.pack))}>"

    def _repr_html_(self) -> str:
        told = _told(self.totals, self.pack)
        rows = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in told)
        return f"<table>{rows}</table><p>No finding is not &ldquo;fax free&rdquo;.</p>"


def _told(totals: Mapping[str, Any], pack: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Totals as names and figures."""
    told = [("lines read", f"{totals['control']['lines']:,}")]
    for outcome, tally in totals["outcomes"].items():
        told.append((outcome.replace("_", " "), f"{tally['lines']:,}"))
    told.append(("reconciles", "yes" if totals["reconciles"] else "NO"))
    told.append(("rules", f"{pack['id']} {pack['version']}"))
    return told


def _in_words(told: list[tuple[str, str]]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in told)


def audit(
    table: Any,
    *,
    as_of: str | datetime.date,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    key: str | None = None,
    **options: Any,
) -> Result:
    """Audits a table of pyarrow, polars or pandas as the command audits a file.

    :param as_of: the day as of which lines are judged, ``"2026-10-31"`` or a date.
    :param kind: ``"ledger"`` or ``"register"``; without it the columns say.
    :param columns: columns that are not known by their names, by what they mean: ``{"description": "Narrative"}``.
    :param key: a column whose value names the row in the results; without it rows are numbered from 2, as in a CSV file.
    :param rules: a folder of rules instead of those shipped; ``pack`` names the pack in it (``"fax"``).
    :param organisation: the organisation of all lines; ``default_organisation`` that of lines which name none.
    :param organisations: the path of an ODS list (``etr.csv``) that gives names their codes.
    :param date_order: ``"day_first"`` or ``"month_first"``; without it all dates of the table decide.
    :param show_personal_data: whether personal data is shown as it stands; it is masked otherwise.
    :param source: what the table is called in the results.
    :raises TypeError: the table is none; the message says what to pass.
    :raises ValueError: an argument is wrong or columns are not known; the message says what to pass.
    """
    table = Table.read(table)
    auditor = Auditor(table.column_names, as_of=as_of, kind=kind, columns=columns, key=key, **options)
    return auditor.audit_table(table)
