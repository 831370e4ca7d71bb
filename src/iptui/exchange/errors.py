"""What can go wrong with a foreign file or a mapping."""

from __future__ import annotations

from iptui.store.errors import Problem, StoreError

__all__ = ["SHOWN", "FileError", "ImportRefusedError", "MappingError", "RowError", "problem"]

SHOWN = 20
"""So many problems of a refused import are kept and shown; the rest is counted."""
_VALUE = 80


class MappingError(StoreError):
    """A mapping file that cannot be used."""


class SchemeError(MappingError):
    """Rows whose codes are not of the scheme that the mapping names.

    Attributes:
        fitting: the schemes that have all of these codes.
    """

    def __init__(self, text: str, fitting: list[str]) -> None:
        """Keep the schemes."""
        self.fitting = fitting
        super().__init__(text)


class FileError(StoreError):
    """A foreign file that cannot be read at all: no rows of it can be told apart."""


class ImportRefusedError(StoreError):
    """Rows that cannot be imported.

    Attributes:
        problems: the first of them, at most `SHOWN`.
        total: how many there are.
        rows: how many rows were read.
    """

    def __init__(self, problems: list[Problem], total: int, rows: int) -> None:
        """Keep the problems; the text counts them."""
        self.problems = problems
        self.total = total
        self.rows = rows
        super().__init__(f"nothing was imported: {total} of {rows} row(s) cannot be read as the mapping says")


class RowError(ValueError):
    """One value of a row that does not do.

    Attributes:
        field: what it was wanted for, or the column it stands in.
        value: what stands there.
        message: what is wrong, and what would be right.
    """

    def __init__(self, field: str, value: str | None, message: str) -> None:
        """Keep the parts for a `Problem`."""
        self.field = field
        self.value = value
        self.message = message
        super().__init__(f"{field}: {message}")


def problem(file: str, place: str, error: RowError) -> Problem:
    """The problem of a row as one line: file, place in it, field, value, what would be right."""
    value = error.value
    shown = "" if value is None else repr(value if len(value) <= _VALUE else value[: _VALUE - 1] + "…")
    return Problem(file, place, error.field, shown, error.message)
