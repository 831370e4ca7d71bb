"""What can go wrong in the store, as types that the command line turns into one sentence and an exit code."""

from __future__ import annotations

__all__ = [
    "BuildError",
    "ChangedError",
    "DamageError",
    "DatabaseError",
    "FolderError",
    "Problem",
    "QueryError",
    "QueryLimitError",
    "StoreError",
]


class StoreError(Exception):
    """Anything that the store refuses or cannot do; its text is one sentence for the user."""


class DatabaseError(StoreError):
    """A database that cannot be opened or read: missing, damaged, foreign, too new."""


class ChangedError(DatabaseError):
    """A database that another program has changed since it was opened."""


class DamageError(DatabaseError):
    """A value that no database of ours holds. Raised where the file is not known; who knows it adds its name."""


class BuildError(StoreError):
    """A database that could not be built or put in its place."""


class QueryError(StoreError):
    """A user's query that is wrong, or that asks for something other than reading."""


class QueryLimitError(StoreError):
    """A user's query that ran into a limit of time, size or memory; the text names it."""


class Problem:
    """One thing that is wrong with a crisis folder.

    Attributes:
        file: name of the file within the folder.
        record: kind and id of the record, such as `event iran-strikes-pakistan`, or its number where it has no id.
        field: name of the field, or an empty text where the whole record or file is meant.
        value: what stands there, shortened.
        message: what is wrong and what would be right.
    """

    __slots__ = ("field", "file", "message", "record", "value")

    # No dataclass: to import that takes longer than what most commands do.
    def __init__(self, file: str, record: str, field: str, value: str, message: str) -> None:
        self.file = file
        self.record = record
        self.field = field
        self.value = value
        self.message = message

    def _all(self) -> tuple[str, str, str, str, str]:
        return self.file, self.record, self.field, self.value, self.message

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Problem) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return f"Problem{self._all()!r}"

    def __str__(self) -> str:
        """One line: file, record, field, value, what would be right."""
        where = ": ".join(part for part in (self.file, self.record, self.field) if part)
        value = f" = {self.value}" if self.value else ""
        return f"{where}{value}: {self.message}"


class FolderError(StoreError):
    """A crisis folder with problems, all of them at once."""

    def __init__(self, folder: str, problems: tuple[Problem, ...]) -> None:
        """Keep every problem; the text counts them and shows the first."""
        self.folder = folder
        self.problems = problems
        first = f", the first: {problems[0]}" if problems else ""
        super().__init__(f"{folder}: {len(problems)} problem(s){first}")
