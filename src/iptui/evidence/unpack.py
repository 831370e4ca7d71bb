"""The child process that takes Markdown, HTML and PDF apart: bytes in, text out, within limits.

Called as `python -m iptui.evidence.unpack KIND` by `iptui.evidence.extract`, never imported by the rest. It may be
killed at any time and may fail at any point: all that it says is its exit code and the last line of its standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

__all__ = ["html_text", "main", "markdown_text", "pdf_text"]

_MEMORY = 2_000_000_000
_SECONDS = 60
_MAX_PAGES = 3000
_MISSING_LIBRARY = 4
_USAGE = 2

_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "head"})
_BLOCK_NAMES = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section
    select summary table tbody td tfoot th thead title tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())


def _limit() -> None:
    """Limit this process's memory and time, where the system can."""
    try:
        import resource
    except ImportError:
        # Windows has no such limits; the deadline of the parent still holds.
        return
    for what, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_FSIZE, 0)):
        _, hard = resource.getrlimit(what)
        # Some systems know a limit and refuse to set it; the deadline of the parent still holds.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _joined(blocks: Iterator[str]) -> str:
    """Blocks as paragraphs parted by blank lines, lines without blanks at their ends, empty ones left out."""
    paragraphs = []
    for block in blocks:
        lines = [line.strip(" ") for line in block.split("\n")]
        if any(lines):
            paragraphs.append("\n".join(line for line in lines if line))
    return "\n\n".join(paragraphs) + "\n" if paragraphs else ""


def html_text(data: bytes) -> str:
    """The text of an HTML page: a paragraph for each block, a line for each `br`, entities decoded.

    Scripts, styles and the like are left out; everything that a reader could see stays, menus and footers too, since
    it does not keep a passage from being found.
    """
    from bs4 import BeautifulSoup

    # Python's own parser: no compiled code, no document type definitions, no external entities, nothing fetched.
    return _joined(_html_blocks(BeautifulSoup(data, "html.parser")))


def _html_blocks(soup: BeautifulSoup) -> Iterator[str]:
    from bs4.element import NavigableString, PreformattedString, Tag

    line: list[str] = []
    # An explicit stack: a page may nest tags deeper than Python calls.
    stack: list[object] = [soup]
    breaks = _Break()
    preformatted = 0
    while stack:
        found = stack.pop()
        if isinstance(found, _Break):
            yield "".join(line)
            line = []
        elif isinstance(found, _Plain):
            preformatted -= 1
        elif isinstance(found, Tag):
            if found.name in _UNSEEN:
                continue
            if found.name == "br":
                line.append("\n")
                continue
            if found.name == "pre":
                preformatted += 1
                stack.append(_Plain())
            if found.name in _BLOCKS:
                yield "".join(line)
                line = []
                stack.append(breaks)
            stack.extend(reversed(found.contents))
        elif isinstance(found, NavigableString) and not isinstance(found, PreformattedString):
            # A line break in the file is a space on the page. A no-break space stays what it is.
            text = str(found).replace("\r\n", "\n")
            line.append(text if preformatted else _spaced(text))
    yield "".join(line)


class _Break:
    """Stands on the stack where a block ends."""


class _Plain:
    """Stands on the stack where preformatted text ends."""


_HTML_SPACE = str.maketrans(dict.fromkeys("\t\n\f\r", " "))


def _spaced(text: str) -> str:
    spaced = text.translate(_HTML_SPACE)
    while "  " in spaced:
        spaced = spaced.replace("  ", " ")
    return spaced


def markdown_text(data: bytes) -> str:
    """The text of a Markdown file (CommonMark, with tables): a paragraph for each block, without the markup."""
    from markdown_it import MarkdownIt

    text = data.decode("utf-8-sig", "replace")
    # Tags inside are text like any other once the page is rendered, and go the way of HTML.
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    return html_text(f"<!doctype html><body>{page}</body>".encode())


def pdf_text(data: bytes) -> str:
    """The text layer of a PDF, a page after the other; lines are the page's own.

    A soft hyphen at the end of a line is taken out with the line's end; a hard one stays, as it may belong to the word.
    """
    import logging
    from io import BytesIO

    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("it is locked with a password")
    if len(reader.pages) > _MAX_PAGES:
        raise ValueError(f"it has {len(reader.pages)} pages, at most {_MAX_PAGES} are read")
    pages = (page.extract_text() for page in reader.pages)
    return _joined(page.replace("\u00ad\n", "").replace("\r\n", "\n") for page in pages)


_READERS = {"html": html_text, "markdown": markdown_text, "pdf": pdf_text}


def main(arguments: list[str]) -> int:
    """Read standard input as the kind named and write its text."""
    if len(arguments) != 1 or arguments[0] not in _READERS:
        return _USAGE
    _limit()
    data = sys.stdin.buffer.read()
    try:
        text = _READERS[arguments[0]](data)
    except ImportError:
        return _MISSING_LIBRARY
    except MemoryError:
        sys.stderr.write("it needs too much memory\n")
        return 1
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
