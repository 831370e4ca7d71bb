"""From a file to the text in it: plain text, Markdown, HTML and PDF.

A file may come from anywhere. Text is only decoded here; the other formats are taken apart in a child process with a
deadline and a limit on memory (`iptui.evidence.unpack`), by libraries of the extra `attach`. Nothing opens the network.
"""

from __future__ import annotations

import os
import stat
import sys
from hashlib import sha256
from pathlib import Path
from typing import Literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["MAX_BYTES", "MAX_CHARS", "SUFFIXES", "ExtractError", "Extracted", "Kind", "decode", "extract", "kind_of"]

Kind = Literal["text", "markdown", "html", "pdf"]

MAX_BYTES: dict[Kind, int] = {"text": 20_000_000, "markdown": 5_000_000, "html": 10_000_000, "pdf": 50_000_000}
"""The largest file of each kind that is read."""

MAX_CHARS = 5_000_000
"""The longest text that is kept, in code points: some eight hundred thousand words."""

SECONDS = 60
"""How long a child process may take over one file."""

SUFFIXES: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
}
"""The file name endings by which a folder is searched, and the kind that each names."""

_NEEDS = {"markdown": "markdown-it-py and beautifulsoup4", "html": "beautifulsoup4", "pdf": "pypdf"}
_MISSING_LIBRARY = 4


class ExtractError(Exception):
    """A file whose text cannot be had; the message says why, without the file's name."""


class Extracted(NamedTuple):
    """The text of a file.

    Attributes:
        name: the file's name, without its folder.
        kind: what it was read as.
        sha256: SHA-256 of the file's bytes.
        text: the text; line ends are the file's own.
        note: what the reader should know of how it was read, or an empty text.
    """

    name: str
    kind: Kind
    sha256: str
    text: str
    note: str = ""


def extract(path: Path) -> Extracted:
    """Read the text of a file.

    Raises:
        ExtractError: when it cannot be read, is too large, is of no kind that is read, or is damaged.
    """
    data, suffix = _read(path), path.suffix.lower()
    kind = kind_of(data, suffix)
    if len(data) > MAX_BYTES[kind]:
        raise ExtractError(f"too large: {len(data):,} bytes, at most {MAX_BYTES[kind]:,} are read of {kind}")
    digest = sha256(data).hexdigest()
    if kind == "text":
        text, note = decode(data)
    else:
        text, note = _unpacked(data, kind), ""
    if len(text) > MAX_CHARS:
        raise ExtractError(f"too long: {len(text):,} characters, at most {MAX_CHARS:,} are kept")
    if not text.strip():
        what = "; a scan has pictures of words only, and needs text recognition first" if kind == "pdf" else ""
        raise ExtractError(f"no text in it{what}")
    return Extracted(path.name, kind, digest, text, note)


def kind_of(data: bytes, suffix: str) -> Kind:
    """What kind of file the bytes are: by their beginning where that tells, else by the ending of the name."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%pdf-" in data[:1024].lower():
        return "pdf"
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    found = SUFFIXES.get(suffix, "text")
    return "text" if found == "pdf" else found


def decode(data: bytes) -> tuple[str, str]:
    """The text of a plain text file, and a note where it was not UTF-8.

    A file in UTF-8 is decoded as it stands, byte order mark included, since spans count every code point of it.

    Raises:
        ExtractError: when the bytes are no text.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), "read as UTF-16"
            except UnicodeDecodeError as error:
                raise ExtractError(f"not text: its byte order mark says UTF-16, and {error.reason}") from error
    if b"\0" in data:
        raise ExtractError("not text: it has zero bytes")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        place = error.start
    try:
        return data.decode("cp1252"), "read as Windows-1252"
    except UnicodeDecodeError as error:
        raise ExtractError(f"not text: neither UTF-8 (byte {place}) nor Windows-1252 (byte {error.start})") from error


def _read(path: Path) -> bytes:
    try:
        # A pipe or a device could block or never end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise ExtractError("not a regular file")
        with path.open("rb") as file:
            data = file.read(max(MAX_BYTES.values()) + 1)
    except OSError as error:
        raise ExtractError(error.strerror or str(error)) from error
    if len(data) > max(MAX_BYTES.values()):
        raise ExtractError(f"too large: more than {max(MAX_BYTES.values()):,} bytes")
    return data


def _unpacked(data: bytes, kind: Kind) -> str:
    """The text that the child process finds."""
    import subprocess

    # The child imports what this process imports, and runs nothing from the current folder.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part), "PYTHONUTF8": "1"}
    command = [sys.executable, "-P", "-m", "iptui.evidence.unpack", kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, env=environment, check=False)
    except subprocess.TimeoutExpired as error:
        raise ExtractError(f"took more than {SECONDS} seconds to read") from error
    except OSError as error:
        raise ExtractError(f"no process could be started to read it: {error.strerror or error}") from error
    if done.returncode == _MISSING_LIBRARY:
        raise ExtractError(f"{kind} needs {_NEEDS[kind]}: install iptui with its extra, iptui[attach]")
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ExtractError(f"damaged or not {kind}: {why[-1][:200] if why else 'the reader of the format gave up'}")
    return done.stdout.decode("utf-8", "replace")
