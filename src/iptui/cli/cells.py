"""What people see in a table's cell: dates, marks, quotes, places in a source. Pure; the writer makes them safe."""

from __future__ import annotations

from iptui.cli.output import Column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from iptui.store.sql import Value

    Row: TypeAlias = Mapping[str, Value]

__all__ = [
    "DATE",
    "ID",
    "KIND",
    "date",
    "listed",
    "number",
    "passage",
    "quote",
    "quoted",
    "span",
    "text",
    "the",
    "words",
]

UNDATED = ("XXXX", "")


def text(value: Value) -> str:
    """A value as text, nothing for NULL."""
    return "" if value is None else str(value)


def the(name: str, heading: str | None = None) -> Column:
    """The column of a name as it is."""
    return Column(heading or name, lambda row: text(row[name]))


def number(name: str, heading: str | None = None) -> Column:
    """A column of numbers, to the right."""
    return Column(heading or name, lambda row: text(row[name]), "right")


def date(row: Row) -> str:
    """An EDTF date; what is undated says so."""
    return "undated" if row["date"] in UNDATED else text(row["date"])


def quoted(words_: str) -> str:
    """Words that somebody used, in quotation marks of their own kind."""
    return f"“{words_}”"


def quote(row: Row) -> str:
    """The exact words; of a paraphrase, our summary without quotation marks."""
    return quoted(text(row["quote"])) if row["quote"] is not None else text(row["summary"])


def words(row: Row) -> str:
    """An event's title, or a statement's exact words, or our summary of it."""
    return quoted(text(row["quote"])) if row["quote"] is not None else text(row["title"])


def span(row: Row) -> str:
    """From which character to which."""
    return f"{text(row['span_start'])}–{text(row['span_end'])}"


def passage(row: Row) -> str:
    """Where it is written: source, paragraph, span in characters."""
    if row["source_id"] is None:
        return ""
    return f"{text(row['source_id'])} ¶{text(row['paragraph'])} [{span(row)}]"


def listed(heading: str, cell: Callable[[Row], str]) -> Column:
    """A column with a cell of its own making."""
    return Column(heading, cell)


def _kind(row: Row) -> str:
    """`event`, or what a statement gives: the exact words or only their sense."""
    if row["kind"] == "event":
        return "event" if row["status"] in ("reported", None) else text(row["status"])
    return "quote" if row["quote"] is not None else "statement"


DATE = listed("date", date).as_("key")
KIND = listed("kind", _kind).as_("key")
ID = the("id").as_("key")
