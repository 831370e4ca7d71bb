"""The records of a crisis folder in memory, with where each comes from and what is wrong with it. No checks here."""

from __future__ import annotations

from dataclasses import dataclass, field

from iptui import edtf
from iptui.store.checks import shown
from iptui.store.errors import Problem

__all__ = ["CrisisFolder", "Entry", "dating"]

Entry = dict[str, object]


@dataclass(slots=True)
class CrisisFolder:
    """The records of a crisis folder, by kind, in the order of files and lines.

    `texts` holds the sources' texts that are at hand, by source id. Passages are resolved: each is a table with
    `source`, `span`, `paragraph`, `words` (number) and `sha256`. `homes` holds the file and the label of each record,
    `broken` the records with a field that failed its check, both by `id()` of the record.
    """

    name: str
    records: dict[str, list[Entry]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    homes: dict[int, tuple[str, str]] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)

    def of(self, kind: str) -> list[Entry]:
        """The records of one kind."""
        return self.records.get(kind, [])

    def sound(self, kind: str) -> list[Entry]:
        """The records of one kind whose fields passed their checks."""
        return [entry for entry in self.of(kind) if id(entry) not in self.broken]

    def blame(self, entry: Entry, name: str, value: object, message: str) -> None:
        """Note a problem of a record."""
        file, record = self.homes[id(entry)]
        self.problems.append(Problem(file, record, name, "" if value is None else shown(value), message))


def dating(text: str) -> tuple[str | None, str | None, int | None, int | None, int]:
    """Earliest, latest, begin, end and precision (UCDP GED's `date_prec`) of an EDTF date.

    Raises:
        EdtfError: when it is none.
    """
    parsed = edtf.parse(text)
    return parsed.earliest, parsed.latest, parsed.begin, parsed.end, edtf.date_prec(parsed)
