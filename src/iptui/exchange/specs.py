"""What a mapping says, as data: which column is what. Read by `mapping`; no files, no checks here."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from iptui.exchange.dates import DateFormat

__all__ = ["PLACEHOLDER", "ActorSpec", "ClaimSpec", "Code", "Mapping", "Value", "columns_of"]

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""A column, or a special word after an `@`, in a template."""


def columns_of(template: str) -> list[str]:
    """The columns that a template puts together, without its special words."""
    return [name for name in PLACEHOLDER.findall(template) if not name.startswith("@")]


@dataclass(frozen=True, slots=True)
class Value:
    """Where the value of one field comes from: a column, a constant, or a template over columns."""

    field: str
    column: str | None = None
    constant: str | None = None
    template: str | None = None
    values: Table[str, str] | None = None
    default: str | None = None
    formats: tuple[DateFormat, ...] = (DateFormat.of("edtf"),)
    scheme: str = "plover"
    unknown: str = "refuse"

    def columns(self) -> list[str]:
        """The columns that it is made of."""
        if self.template is not None:
            return columns_of(self.template)
        return [] if self.column is None else [self.column]


@dataclass(frozen=True, slots=True)
class ActorSpec:
    """One column of actors: their role, what parts several of them, and what kind they are."""

    value: Value
    role: str
    split: str | None = None
    kind: str = "organisation"
    kinds: Table[str, str] = field(default_factory=dict)
    parent_prefix: int = 0
    names: Table[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimSpec:
    """A claim that each row makes: a property with a value, or a number with its bounds.

    `contradiction` says what becomes of a best estimate outside its bounds: the row is refused (`refuse`), or the
    estimate and the bounds are two claims (`split`), which then show as a disagreement of the source with itself.
    """

    property: str
    qualifier: Value | None
    value: Value | None
    numbers: tuple[Value | None, Value | None, Value | None]
    skip: frozenset[str]
    credibility: int
    contradiction: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a scheme that the codebook does not have, added by the mapping."""

    scheme: str
    code: str
    name: str
    plover: str
    definition: str | None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file.

    Attributes:
        name: the format's name, or that of the file.
        sha256: of the file.
        title: what the format is.
        kind: `csv` for delimited text, `json` for a list of objects, `jsonl` for an object a line.
        records: the path of that list, where a file is an object that holds it; else None.
        delimiter: what stands between fields; None where the mapping does not say.
        quotes: whether fields can stand in quotation marks.
        encoding: how files are encoded; None for UTF-8 or what a byte order mark says.
        columns: the names of the columns of files without a header.
        integers: columns of whole numbers, which may be written `1.0`.
        empty: texts that stand for no value.
        optional: whether columns that a file lacks count as empty.
        spare: columns of which nobody is told that they were left out.
        required: columns that it must have nevertheless.
        source: constant columns of the table `source`.
        crisis: title, summary, note of the crisis.
        event: values by field.
        place: values by field.
        within: larger places, from the smallest up.
        actors: columns of actors.
        claims: claims of each row.
        codes: codes added to the codebook.
    """

    name: str
    sha256: str
    title: str
    kind: str
    records: str | None
    delimiter: str | None
    quotes: bool
    encoding: str | None
    columns: tuple[str, ...]
    integers: frozenset[str]
    empty: frozenset[str]
    optional: bool
    source: Table[str, str]
    crisis: Table[str, str]
    event: Table[str, Value]
    place: Table[str, Value]
    within: tuple[Value, ...]
    actors: tuple[ActorSpec, ...]
    claims: tuple[ClaimSpec, ...]
    codes: tuple[Code, ...]
    required: frozenset[str] = frozenset()
    spare: frozenset[str] = frozenset()

    def columns_wanted(self) -> dict[str, bool]:
        """Every column that the mapping takes something from, and whether only as a column of actors."""
        single = [*self.event.values(), *self.place.values(), *self.within]
        for claim in self.claims:
            single += [value for value in (claim.qualifier, claim.value, *claim.numbers) if value is not None]
        several = [spec.value for spec in self.actors]
        found = dict.fromkeys((name for value in several for name in value.columns()), True)
        found.update(dict.fromkeys((name for value in single for name in value.columns()), False))
        found.update(dict.fromkeys((name for value in several if value.template for name in value.columns()), False))
        return found
