"""What can go wrong with a foreign file or a mapping."""

from __future__ import annotations

from dataclasses import dataclass

from iptui.store.errors import Problem, StoreError

__all__ = [
    "SHOWN",
    "DateError",
    "FileError",
    "ImportRefusedError",
    "MappingError",
    "Problems",
    "RowError",
    "SchemeError",
]

SHOWN = 20
"""So many different problems of an import are kept and shown; the rest is counted."""
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
        problems: the first of them, at most `SHOWN`, those that are alike put together.
        untold: how many rows have none of these.
        total: how many rows cannot be imported.
        rows: how many rows were read.
    """

    def __init__(self, found: Problems, rows: int) -> None:
        """Keep the problems; the text counts them."""
        self.problems = found.told()
        self.untold = found.untold
        self.total = found.total
        self.rows = rows
        super().__init__(f"nothing was imported: {self.total} of {rows} row(s) cannot be read as the mapping says")


def _told(reason: str, advice: str) -> str:
    return f"{reason}; {advice}" if advice else reason


class DateError(ValueError):
    """A text that is no date.

    Attributes:
        reason: what is wrong.
        advice: what would be right, the same for all that are wrong alike.
    """

    def __init__(self, reason: str, advice: str = "") -> None:
        """Keep the parts; the text is both."""
        self.reason = reason
        self.advice = advice
        super().__init__(_told(reason, advice))


class RowError(ValueError):
    """One value of a row that does not do.

    Attributes:
        field: what it was wanted for, or the column it stands in.
        value: what stands there.
        reason: what is wrong.
        advice: what can be done about it and about all that is wrong alike.
        message: both.
    """

    def __init__(self, field: str, value: str | None, reason: str, advice: str = "") -> None:
        """Keep the parts for a `Problem`."""
        self.field = field
        self.value = value
        self.reason = reason
        self.advice = advice
        self.message = _told(reason, advice)
        super().__init__(f"{field}: {self.message}")


@dataclass(slots=True)
class _Alike:
    """Rows with the same wrong value in the same field: where the first of them is, and how many there are."""

    file: str
    place: str
    error: RowError
    rows: int = 1


class Problems:
    """What is wrong with the rows of an import: those that are alike together, the first `SHOWN` kept, all counted.

    Attributes:
        total: rows with a problem.
        untold: rows whose problem is none of those that are kept.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.total = 0
        self.untold = 0
        self._kept: dict[tuple[str, str, str | None, str], _Alike] = {}

    def add(self, file: str, place: str, error: RowError) -> None:
        """Count the problem of a row.

        Args:
            file: the name of its file.
            place: where the row is in that, in words.
            error: what is wrong with it.
        """
        self.total += 1
        key = (file, error.field, error.value, error.message)
        alike = self._kept.get(key)
        if alike is not None:
            alike.rows += 1
        elif len(self._kept) < SHOWN:
            self._kept[key] = _Alike(file, place, error)
        else:
            self.untold += 1

    def told(self) -> list[Problem]:
        """The problems that are kept, in the order of the first row of each; a piece of advice stands once."""
        found = []
        advised: set[str] = set()
        for alike in self._kept.values():
            error = alike.error
            more = f" and {alike.rows - 1:,} more row{'s' * (alike.rows > 2)}" if alike.rows > 1 else ""
            value = error.value
            shown = "" if value is None else repr(value if len(value) <= _VALUE else value[: _VALUE - 1] + "…")
            message = error.reason if error.advice in advised else error.message
            advised.add(error.advice)
            found.append(Problem(alike.file, alike.place + more, error.field, shown, message))
        return found
