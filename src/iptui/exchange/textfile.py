"""A foreign file of text, opened: what it must be, how it is decoded, its SHA-256 on the way. Knows no format."""

from __future__ import annotations

import re
import stat
from hashlib import sha256
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from iptui.exchange.errors import FileError

__all__ = ["BOM", "NAME_ENCODING", "UNREADABLE", "TextFile", "safe_text"]

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
BOM = "\ufeff"
UNREADABLE = re.compile("[\ud800-\udfff]")
"""Half characters, which also stand for bytes that could not be decoded."""
NAME_ENCODING = "name the file's encoding with --encoding, such as latin-1 or cp1252"
"""What to do about those."""


class _Hashing(RawIOBase):
    """Bytes of a file with their SHA-256 on the way."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = sha256()
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self.digest.update(data)
        self.count += len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


class TextFile:
    """A file of text, read once from beginning to end.

    Attributes:
        path: where it is.
        name: its name, without folders.
        size: its size in bytes.
        encoding: how it is decoded; bytes that do not fit become half characters, see `UNREADABLE`.
        wide: whether that is one of UTF-16 and UTF-32.
        text: its characters, line ends as they are.
    """

    def __init__(self, path: Path, encoding: str | None = None, *, what: str = "text") -> None:
        """Open the file.

        Args:
            path: a regular file.
            encoding: how the file is encoded; None for UTF-8, or what a byte order mark says.
            what: the file should hold, for the error where it is none.

        Raises:
            FileError: when it cannot be opened, is empty or no regular file, or the encoding is unknown.
        """
        self.path = path
        self.name = path.name
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                kind = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
                raise FileError(f"{path}: {kind}; give a file of {what}")
            self.size = found.st_size
            if not self.size:
                raise FileError(f"{path}: is empty")
            file = path.open("rb", buffering=0)
        except OSError as error:
            raise FileError(f"{path}: {error.strerror or error}") from error
        self._bytes = _Hashing(file)
        buffered = BufferedReader(self._bytes, 1 << 18)
        mark = buffered.peek(4)[:4]
        by_mark = next((name for bom, name in _MARKS if mark.startswith(bom)), None)
        self.encoding = encoding or by_mark or "utf-8"
        self.wide = self.encoding.lower().replace("_", "-").startswith(("utf-16", "utf16", "utf-32", "utf32"))
        try:
            self.text = TextIOWrapper(
                buffered,
                encoding=self.encoding,
                errors="surrogatepass" if self.wide else "surrogateescape",
                newline="",
            )
        except LookupError as error:
            buffered.close()
            raise FileError(f"{path}: there is no encoding {self.encoding!r}; try utf-8 or latin-1") from error

    def close(self) -> None:
        """Close the file."""
        self.text.close()

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes read so far, after the end that of the file."""
        return self._bytes.digest.hexdigest()

    @property
    def bytes_read(self) -> int:
        """How far the reading has come, in bytes."""
        return self._bytes.count


def safe_text(text: str) -> str:
    """Text without lone surrogates, which cannot be printed or stored."""
    return UNREADABLE.sub("\ufffd", text)
