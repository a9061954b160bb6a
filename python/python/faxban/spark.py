"""The audit of a Spark DataFrame, in one pass and wherever its partitions lie.

>>> import faxban.spark                                                          # doctest: +SKIP
>>> result = faxban.spark.audit(spark.read.parquet("s3://…/lines"), kind="ledger",
...                             as_of="2026-10-31", key="line_no")               # doctest: +SKIP
>>> result.save("s3://…/audit-2026-10").check()                                  # doctest: +SKIP
>>> result.findings.groupBy("outcome", "organisation").count().show()            # doctest: +SKIP

Every partition goes through ``DataFrame.mapInArrow`` once. What comes out are findings, cleared lines, rejected rows and
the control totals of the partition, in one DataFrame with a column that says which of them a row is. A task that
fails and runs again is counted once, for Spark keeps the output of one attempt only.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from . import Auditor, MissingColumnWarning, Totals, __version__, _in_words, _told, describe, output_columns

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

SCHEMA = "faxban-spark/1"
_LISTS = ("finding", "cleared", "reject")
_FOLDERS = ("findings.parquet", "cleared.parquet", "rejects.parquet")
# More of them may not fit a whole number of 64 bits once they are pence.
_MOST_DIGITS = 15
_NATIVE = ("string", "date", "boolean", "tinyint", "smallint", "int", "bigint", "float", "double")


class DateOrderError(ValueError):
    """Lines were judged with the day first (or the month), and the dates of the whole table say otherwise."""


class KeyWarning(UserWarning):
    """Rows are named by something that is no whole number, by which ``faxban report`` cannot order them."""


class TotalsError(ValueError):
    """What faxban counted is not what Spark counts."""


def audit(df: DataFrame, *, as_of: Any, kind: str | None = None, key: str | None = None, **options: Any) -> Result:
    """Audits a DataFrame; nothing runs before its results are asked for.

    The arguments are those of :func:`faxban.audit`. ``date_order`` is ``"day_first"`` unless given: one partition does
    not show what the whole table's dates allow. If they turn out to say otherwise, :meth:`Result.save` and
    :meth:`Result.check` raise :class:`DateOrderError`.

    ``rules`` and ``organisations`` are paths on every worker, as ``SparkContext.addFile`` puts them. ``key`` names a
    column of whole numbers, if ``faxban report`` is to read what is saved.
    """
    if not hasattr(df, "mapInArrow"):
        raise TypeError(f"{type(df).__name__} is no DataFrame of Spark; faxban.audit takes tables that are none")
    alike = [name for name, times in Counter(name.lower() for name in df.columns).items() if times > 1]
    if alike:
        raise ValueError(f"several columns are called {alike[0]}, which Spark cannot tell apart; rename or drop one")
    options = {**options, "as_of": str(as_of)[:10], "kind": kind, "key": key}
    names = list(df.columns)
    auditor = Auditor(names, **options)
    options["kind"] = auditor.kind
    # A worker's rules are those of its own wheel: it must be the same one everywhere.
    expected = auditor.rules["sha256"]
    columns = _columns()
    found = _as_text(df).mapInArrow(_Task(names, options, expected), ", ".join(f"{name} string" for name in columns))
    return Result(df, found, auditor, options)


def _columns() -> list[str]:
    """The columns of all lists together, each once, behind the one that says which list a row is of."""
    names = ["what", "totals"]
    for columns in output_columns():
        names += [name for name in columns if name not in names]
    return names


def _as_text(df: DataFrame) -> DataFrame:
    """The DataFrame with moments and decimals as the text that Spark writes for them, in the session's time zone."""
    from pyspark.sql import functions as F

    def plain(name: str, kind: str) -> Any:
        column = F.col("`" + name.replace("`", "``") + "`")
        return column if kind in _NATIVE else column.cast("string").alias(name)

    return df.select(*[plain(name, kind) for name, kind in df.dtypes])


class _Task:
    """What a worker does with its record batches. The session is made there, once for a partition; the compiled rules
    are kept in its process."""

    def __init__(self, names: list[str], options: dict[str, Any], expected: str) -> None:
        self.names, self.options, self.expected = names, options, expected

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        with warnings.catch_warnings():
            # The driver has told.
            warnings.simplefilter("ignore", MissingColumnWarning)
            auditor = Auditor(self.names, **self.options)
        if auditor.rules["sha256"] != self.expected:
            raise RuntimeError(
                "this worker has other rules than the driver; install the same wheel and put the same rules on both"
            )
        names = _columns()
        schema = pa.schema([(name, pa.string()) for name in names])
        sums = Totals()
        for batch in batches:
            *lists, totals = auditor.audit(batch)
            sums.add(totals)
            for what, found in zip(_LISTS, lists):
                if len(found):
                    yield _widened(pa.table(found), what, names, schema)
        # Last, and once: a task's output is kept as a whole or not at all.
        yield _row(["totals", sums.json()], names, schema)


def _widened(table: pa.Table, what: str, names: list[str], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    own = set(table.column_names)
    nulls = pa.nulls(len(table), pa.string())
    cells = [
        pa.array([what] * len(table), pa.string()) if name == "what"
        else table.column(name).combine_chunks() if name in own
        else nulls
        for name in names
    ]
    return pa.RecordBatch.from_arrays([_whole(column) for column in cells], schema=schema)


def _whole(column: Any) -> Any:
    import pyarrow as pa

    return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column


def _row(values: list[str], names: list[str], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    cells = values + [None] * (len(names) - len(values))
    return pa.RecordBatch.from_arrays([pa.array([cell], pa.string()) for cell in cells], schema=schema)


class Result:
    """What an audit found, as DataFrames. Without :meth:`persist` or :meth:`save` each of them runs the audit anew."""

    def __init__(self, df: DataFrame, found: DataFrame, auditor: Auditor, options: dict[str, Any]) -> None:
        self._df, self._found, self._auditor, self._options = df, found, auditor, options
        self._sum: Totals | None = None
        self._saved: str | None = None
        self._counted: dict[str, int | None] | None = None

    def _list(self, what: str, columns: list[str]) -> DataFrame:
        return self._found.where(f"what = '{what}'").select(*columns)

    @property
    def findings(self) -> DataFrame:
        """Findings, with the columns of ``findings.csv``."""
        return self._list("finding", output_columns()[0])

    @property
    def cleared(self) -> DataFrame:
        """Lines that a rule matches and an exclusion explains, with the columns of ``cleared.csv``."""
        return self._list("cleared", output_columns()[1])

    @property
    def rejects(self) -> DataFrame:
        """Rows that could not be read as lines, with the columns of ``rejects.csv``."""
        return self._list("reject", output_columns()[2])

    @property
    def parts(self) -> DataFrame:
        """The control totals of every partition, as JSON in the column ``totals``."""
        return self._list("totals", ["totals"])

    @property
    def totals(self) -> DataFrame:
        """Lines and pence by outcome, and the control totals in the row ``total``."""
        said = self.describe()
        rows = [(outcome, _pence(tally)) for outcome, tally in said["outcomes"].items()]
        rows.append(("total", _pence(said["control"])))
        flat = [(outcome, *numbers) for outcome, numbers in rows]
        columns = "outcome string, lines bigint, debit_pence decimal(38,0), credit_pence decimal(38,0)"
        return self._df.sparkSession.createDataFrame(flat, columns)

    @property
    def layout(self) -> dict[str, Any]:
        """What the columns were taken for, and which are not used."""
        return self._auditor.layout

    @property
    def pack(self) -> dict[str, Any]:
        """The pack of rules: id, version, sha256, and where they came from."""
        return self._auditor.rules

    def persist(self) -> Result:
        """Keeps what was found, so that several questions cost one audit. It is little: a row in a hundred."""
        self._found = self._found.persist()
        return self

    def describe(self) -> dict[str, Any]:
        """What the totals of all partitions say together."""
        if self._sum is None:
            self._sum = Totals()
            for row in self.parts.collect():
                self._sum.add(Totals(row.totals))
        return describe(self._sum)

    def save(self, folder: str) -> Result:
        """Writes findings, cleared lines, rejected rows and totals below a folder, and ``result.json`` last.

        The audit runs once, and what it found is read back from the folder from then on. What another job saved there
        is replaced. Saving again where it is saved already changes nothing.

        :raises DateOrderError: lines were judged by the wrong order of day and month.
        """
        if self._saved == folder.rstrip("/"):
            return self
        session = self._df.sparkSession
        whole = f"{folder.rstrip('/')}/_found.parquet"
        self._found.write.mode("overwrite").parquet(whole)
        self._found = session.read.schema(self._found.schema).parquet(whole)
        self._sum = None
        for name, rows in zip(_FOLDERS, (self.findings, self.cleared, self.rejects)):
            rows.coalesce(1).write.mode("overwrite").parquet(f"{folder.rstrip('/')}/{name}")
        self.parts.coalesce(1).write.mode("overwrite").parquet(f"{folder.rstrip('/')}/totals.parquet")
        self._check_order()
        self._check_key()
        # Written last: a folder with it is complete. As text through Spark, for the folder may be an object store.
        told = json.dumps(self._told(), ensure_ascii=False, sort_keys=True)
        session.createDataFrame([(told,)], "value string").coalesce(1).write.mode("overwrite").text(
            f"{folder.rstrip('/')}/result.json"
        )
        self._saved = folder.rstrip("/")
        return self

    def _told(self) -> dict[str, Any]:
        names = (
            "kind", "key", "columns", "organisation", "default_organisation", "date_basis", "date_order",
            "show_personal_data", "rules", "pack",
        )
        given = {name: self._options.get(name) for name in names}
        return {
            "schema": SCHEMA,
            "faxban": __version__,
            "as_of": self._options["as_of"],
            "source": self._options.get("source", "table"),
            "kind": self._auditor.kind,
            "pack": self.pack,
            "options": {name: str(value) if name == "rules" and value else value for name, value in given.items()},
            "layout": self.layout,
            "date_order": self._order,
            "counted": self.counted(),
            "totals": self.describe(),
        }

    @property
    def _order(self) -> str:
        return self._options.get("date_order") or "day_first"

    def __repr__(self) -> str:
        if self._sum is None:
            return "<faxban.spark.Result, not counted yet: save(), check() or describe() runs the audit>"
        return f"<faxban.spark.Result {_in_words(_told(self.describe(), self.pack))}>"

    def _check_key(self) -> None:
        if self._options.get("key") is None:
            return
        from pyspark.sql import functions as F

        key = F.col("row")
        odd = self._found.where((key != "") & F.expr("try_cast(row AS bigint)").isNull()).select("row").first()
        if odd is not None:
            warnings.warn(
                f'the key {self._options["key"]} is "{odd.row}" in a row that is found: faxban report, which needs whole '
                "numbers, will refuse this folder; name another column or none",
                KeyWarning,
                stacklevel=3,
            )

    def _check_order(self) -> None:
        order = self.describe()["date_order"]
        if self._options.get("date_order") is None and order["decided"] != self._order:
            raise DateOrderError(
                f"lines were judged with the day before the month, but the table's dates say {order['sentence']};"
                f" pass date_order=\"{order['decided']}\" and run it again"
            )

    def counted(self) -> dict[str, int | None]:
        """Lines and pence as Spark counts and adds them up itself, without faxban; no pence where an amount is no plain
        number to Spark."""
        if self._counted is None:
            self._counted = _count(self._df, self.layout["amount"])
        return self._counted

    def check(self) -> Result:
        """Proves the totals: every line and penny has an outcome, and Spark's own count and sum come to the same.

        :raises TotalsError: they do not; the message says which figures differ.
        :raises DateOrderError: lines were judged by the wrong order of day and month.
        """
        said, counted = self.describe(), self.counted()
        control, wrong = said["control"], []
        if not said["reconciles"]:
            wrong.append("the outcomes do not add up to what was read")
        if control["lines"] != counted["lines"]:
            wrong.append(f"faxban read {control['lines']} lines, Spark counts {counted['lines']}")
        pence = control["debit"] + control["credit"]
        if counted["pence"] is not None and pence != counted["pence"]:
            wrong.append(f"faxban read {pence} pence, Spark adds up {counted['pence']}")
        if wrong:
            raise TotalsError("; ".join(wrong))
        self._check_order()
        return self


def _pence(tally: dict[str, int]) -> tuple[int, Any, Any]:
    from decimal import Decimal

    return tally["lines"], Decimal(tally["debit"]), Decimal(tally["credit"])


def _count(df: DataFrame, amount: str | None) -> dict[str, int | None]:
    from pyspark.sql import functions as F

    if amount is None:
        return {"lines": df.count(), "pence": None}
    # By whole numbers and one step after the other: expressions for patterns, decimals, and steps that are worked out
    # anew for every use of them would take Spark longer than the audit takes faxban.
    rows = df.select(F.trim(F.col("`" + amount.replace("`", "``") + "`").cast("string")).alias("written"))
    rows = rows.select("written", F.replace("written", F.lit(","), F.lit("")).alias("plain"))
    rows = rows.select("written", "plain", F.replace("plain", F.lit("."), F.lit("")).alias("digits"))
    points = F.length("plain") - F.length("digits")
    number = F.when(F.length("digits") <= _MOST_DIGITS, F.col("digits").try_cast("bigint"))

    def has_decimals(count: int) -> Any:
        return (points == 1) & (F.substring("plain", -1 - count, 1) == ".")

    pence = F.when(points == 0, number * 100).when(has_decimals(1), number * 10).when(has_decimals(2), number)
    rows = rows.select("written", pence.alias("pence"))
    is_other = F.col("written").isNotNull() & (F.col("written") != "") & F.col("pence").isNull()
    row = rows.agg(
        F.count(F.lit(1)).alias("lines"),
        F.count("pence").alias("numbers"),
        F.try_sum("pence").alias("pence"),
        F.count(F.when(is_other, 1)).alias("other"),
    ).first()
    # No sum where an amount is no plain number, or where it is too large for one.
    return {"lines": row.lines, "pence": None if row.other else row.pence if row.numbers else 0}
