from typing import Any

__version__: str

class Table:
    """A table in Arrow's form; anything that reads Arrow takes it: ``pyarrow.table(it)``, ``polars.DataFrame(it)``."""

    @staticmethod
    def read(table: Any) -> Table:
        """Takes a table over from whoever exports Arrow."""
    @property
    def num_rows(self) -> int: ...
    @property
    def column_names(self) -> list[str]: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: Any | None = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...

class Auditor:
    """The native half of :class:`faxban.Auditor`."""

    def __init__(
        self,
        columns: list[str],
        *,
        as_of: str,
        kind: str | None = None,
        map: dict[str, str] | None = None,
        key: str | None = None,
        rules: Any | None = None,
        pack: str | None = None,
        organisation: str | None = None,
        default_organisation: str | None = None,
        organisations: Any | None = None,
        date_basis: str | None = None,
        date_order: str | None = None,
        show_personal_data: bool = False,
        source: str = "table",
    ) -> None: ...
    @property
    def kind(self) -> str: ...
    def audit(self, batch: Any) -> tuple[Table, Table, Table, Totals]: ...
    def audit_table(self, table: Any) -> tuple[Table, Table, Table, Totals]: ...
    def layout_json(self) -> str: ...
    def rules_json(self) -> str: ...

class Totals:
    """Control totals of some rows; they add up in any order and go through text unchanged."""

    def __init__(self, json: str | None = None) -> None: ...
    def add(self, other: Totals) -> None: ...
    def json(self) -> str: ...
    def describe_json(self) -> str: ...

def output_columns() -> tuple[list[str], list[str], list[str]]:
    """The columns of findings, cleared lines and rejected rows."""

def meanings() -> list[str]:
    """The names of what a column can mean."""
