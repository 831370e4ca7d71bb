"""Records as files of rows give them, whatever their format: good ones and others, and how long they may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from iptui.exchange.errors import RowError

__all__ = ["MAX_FIELD", "MAX_RECORD", "MAX_SHOWN", "BadRecord", "Record"]

MAX_FIELD = 1_000_000
"""Longest field that is read, in characters."""
MAX_RECORD = 4_000_000
"""Longest record that is read, in characters."""
MAX_SHOWN = 10_000
"""So much of a line that is no record is kept for the file of refused rows."""


class Record(NamedTuple):
    """One record.

    Attributes:
        number: its place among the records after the header, from 1; refused ones count, blank lines do not.
        line: the physical line in which it begins, from 1.
        start: its first character in the file.
        raw: its text, without the line end.
        fields: its fields.
    """

    number: int
    line: int
    start: int
    raw: str
    fields: list[str]


@dataclass(frozen=True, slots=True)
class BadRecord:
    """Text that is no record of the file.

    Attributes:
        number: as of a `Record`.
        line: as of a `Record`.
        fields: what could be told apart, else the text as it stands.
        error: what is wrong with it.
        whole: whether it is well formed, and only not what is wanted.
    """

    number: int
    line: int
    fields: list[str]
    error: RowError
    whole: bool = False
