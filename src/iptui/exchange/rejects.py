"""The file of refused rows: what stood in each, where, and why; the file itself is only there once a row is refused."""

from __future__ import annotations

import csv
import json
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from iptui.exchange.errors import FileError
from iptui.exchange.records import BadRecord, Record
from iptui.store.making import NewFile

__all__ = ["COLUMNS", "JsonRejects", "Rejects", "TableRejects"]

COLUMNS = ("iptui_line", "iptui_problem")
"""Stand before the columns of the file: the line a row began in, and what was wrong with it."""
_OBJECT = re.compile(r"\s*\{\s*(\})?")
_UNSAFE = re.compile("[\ud800-\udfff]")


class Rejects(ABC):
    """Rows refused from one file, written beside their target by `finish` and put in its place by `keep`."""

    encoding = "utf-8"

    def __init__(self, target: Path) -> None:
        """Note where rows would go.

        Args:
            target: the file to make.
        """
        self.target = target
        self.rows = 0
        self._new: NewFile | None = None
        self._file: TextIOWrapper | None = None

    def add(self, record: Record | BadRecord, problem: str) -> None:
        """Write one row.

        Raises:
            FileError: when the file cannot be written.
        """
        try:
            if self._file is None:
                self._file = self._open()
                self._begin(self._file)
            self._write(record, problem)
        except (OSError, UnicodeEncodeError) as error:
            raise FileError(f"{self.target}: cannot be written: {error}") from error
        self.rows += 1

    @abstractmethod
    def _begin(self, file: TextIOWrapper) -> None:
        """Take the file that is written to, and write what stands before the rows."""

    @abstractmethod
    def _write(self, record: Record | BadRecord, problem: str) -> None:
        """Write a row."""

    def _open(self) -> TextIOWrapper:
        self._new = NewFile(self.target)
        wide = self.encoding.startswith(("utf-16", "utf-32"))
        file = self._new.path.open(
            "w", encoding=self.encoding, errors="surrogatepass" if wide else "surrogateescape", newline=""
        )
        if wide:
            file.write("\ufeff")
        return file

    def finish(self) -> None:
        """Write what is still to be written, so that only the name of the file is missing.

        Raises:
            FileError: when that fails, or something stands there that is no file.
        """
        if self._file is None:
            return
        try:
            if self.target.exists() and not self.target.is_file():
                raise FileError(f"{self.target}: cannot be written: is not a regular file")
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise FileError(f"{self.target}: cannot be written: {error.strerror or error}") from error

    def keep(self) -> bool:
        """Put the finished file in its place, where there are rows.

        Returns:
            Whether there were any.

        Raises:
            BuildError: when that fails.
        """
        if self._new is None:
            return False
        self._new.put()
        return True

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete what `keep` did not put in its place."""
        try:
            if self._file is not None:
                self._file.close()
        except OSError:
            # What could not be written is given up anyway, and why is told by whoever wrote it.
            pass
        finally:
            if self._new is not None:
                self._new.close()


class TableRejects(Rejects):
    """Rows of delimited text, with `COLUMNS` before their own."""

    def __init__(self, target: Path, header: Sequence[str], *, delimiter: str, encoding: str) -> None:
        """Note where rows would go.

        Args:
            target: the file to make.
            header: the columns of the file that the rows come from.
            delimiter: as in that file.
            encoding: as in that file, so that bytes that could not be read are kept.
        """
        super().__init__(target)
        self.encoding = encoding
        self._first = [*COLUMNS, *header]
        self._delimiter = delimiter

    def _begin(self, file: TextIOWrapper) -> None:
        self._writer = csv.writer(file, delimiter=self._delimiter)
        self._writer.writerow(self._first)

    def _write(self, record: Record | BadRecord, problem: str) -> None:
        self._writer.writerow([record.line, problem, *record.fields])


class JsonRejects(Rejects):
    """Records of JSON, one a line: an object with `COLUMNS` before its own fields, which stand as they stood.

    What is no object, or no JSON, is kept as text in the field `iptui_text`.
    """

    def _begin(self, file: TextIOWrapper) -> None:
        self._lines = file

    def _write(self, record: Record | BadRecord, problem: str) -> None:
        raw = record.raw if isinstance(record, Record) else record.fields[0]
        first = json.dumps(dict(zip(COLUMNS, (record.line, problem), strict=True)), ensure_ascii=False)[:-1]
        begun = _OBJECT.match(raw) if isinstance(record, Record) or record.whole else None
        if begun is not None and not _UNSAFE.search(raw):
            # Line ends in JSON stand between things, never in a text.
            rest = "" if begun.group(1) else ", " + raw[begun.end() :].rstrip()[:-1]
            self._lines.write(f"{first}{rest}}}\n".replace("\r", " ").replace("\n", " ").rstrip() + "\n")
        else:
            self._lines.write(f'{first}, "iptui_text": {json.dumps(raw)}}}\n')
