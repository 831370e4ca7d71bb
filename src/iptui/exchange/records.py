"""Records as files of rows give them, whatever their format: good ones and others, how long they may be, the files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from iptui.exchange.errors import FileError, RowError
from iptui.exchange.textfile import TextFile

__all__ = ["MAX_FIELD", "MAX_RECORD", "MAX_SHOWN", "BadRecord", "Record", "RecordFile"]

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


class RecordFile(TextFile, ABC):
    """A file of records, read once from beginning to end."""

    _reading: Generator[Record | BadRecord, None, None] | None = None

    def records(self) -> Iterator[Record | BadRecord]:
        """Every record, as the format has them.

        Raises:
            FileError: when the file is not of its format, cannot be decoded at all, or reading fails.
        """
        self._reading = self._guarded()
        return self._reading

    def close(self) -> None:
        """Close the file, and end the reading of it."""
        if self._reading is not None:
            self._reading.close()
        super().close()

    def _guarded(self) -> Generator[Record | BadRecord, None, None]:
        try:
            yield from self._records()
        except UnicodeDecodeError as error:
            raise FileError(f"{self.path}: is not {self.encoding}: {error.reason}") from error
        except OSError as error:
            raise FileError(f"{self.path}: {error.strerror or error}") from error

    @abstractmethod
    def _records(self) -> Iterator[Record | BadRecord]:
        """What `records` gives, with the errors of decoding and reading as Python tells them."""
