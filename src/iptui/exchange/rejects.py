"""The file of refused rows: what stood in each, where, and why; the file itself is only there once a row is refused."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from iptui.exchange.errors import FileError

__all__ = ["COLUMNS", "Rejects"]

COLUMNS = ("iptui_line", "iptui_problem")
"""Stand before the columns of the file: the line a row began in, and what was wrong with it."""


class Rejects:
    """Rows refused from one file, written beside their target and put in its place by `keep`."""

    def __init__(self, target: Path, header: Sequence[str], *, delimiter: str, encoding: str) -> None:
        """Note where rows would go.

        Args:
            target: the file to make.
            header: the columns of the file that the rows come from.
            delimiter: as in that file.
            encoding: as in that file, so that bytes that could not be read are kept.
        """
        self.target = target
        self.rows = 0
        self._first = [*COLUMNS, *header]
        self._delimiter = delimiter
        self._encoding = encoding
        self._file: TextIOWrapper | None = None
        self._new: Path | None = None

    def add(self, line: int, problem: str, fields: Sequence[str]) -> None:
        """Write one row.

        Raises:
            FileError: when the file cannot be written.
        """
        try:
            if self._file is None:
                self._open()
            assert self._file is not None
            self._writer.writerow([line, problem, *fields])
        except (OSError, UnicodeEncodeError) as error:
            raise FileError(f"{self.target}: cannot be written: {error}") from error
        self.rows += 1

    def _open(self) -> None:
        handle, name = tempfile.mkstemp(prefix=f".{self.target.name[:200]}.", suffix=".new", dir=self.target.parent)
        self._new = Path(name)
        wide = self._encoding.startswith(("utf-16", "utf-32"))
        self._file = os.fdopen(
            handle, "w", encoding=self._encoding, errors="surrogatepass" if wide else "surrogateescape", newline=""
        )
        if wide:
            self._file.write("\ufeff")
        self._writer = csv.writer(self._file, delimiter=self._delimiter)
        self._writer.writerow(self._first)

    def keep(self) -> bool:
        """Put the file in its place, where there are rows.

        Returns:
            Whether there were any.

        Raises:
            FileError: when that fails.
        """
        if self._file is None or self._new is None:
            return False
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._new.chmod(0o644)
            self._new.replace(self.target)
        except OSError as error:
            raise FileError(f"{self.target}: cannot be written: {error.strerror or error}") from error
        self._new = None
        return True

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete what `keep` did not put in its place."""
        if self._file is not None:
            self._file.close()
        if self._new is not None:
            self._new.unlink(missing_ok=True)
