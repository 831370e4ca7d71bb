"""Taking in the reader's copies: files are read, recognised and kept, and what was done is told of every one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from iptui.evidence.extract import SUFFIXES, Extracted, ExtractError, extract
from iptui.evidence.recognise import Recognition, recognise
from iptui.model import Source
from iptui.store import details
from iptui.store.catalogue import Catalogue
from iptui.store.cited import Cited, cited_by_source
from iptui.store.library import AttachedText, Library

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["Outcome", "attach_files", "files_in", "read_copies"]

_MOST_FILES = 10_000


class Outcome(NamedTuple):
    """What was done with one file. Its texts are data, to be made safe before they are shown.

    Attributes:
        path: the file.
        done: `attached`; `replaced`, in place of an earlier copy; `same`, as it is attached already; `kept`, as the
            copy that is there is the better one; `unknown`, of no source of this crisis; `unclear`, of one of
            several; `unreadable`; or `skipped`, of no kind that is read.
        source: id of its source, where that is known.
        note: why, or how it was recognised.
        named: whether the file itself was named, not only a folder that it is in.
        copy: the copy, where it was recognised.
    """

    path: Path
    done: Literal["attached", "replaced", "same", "kept", "unknown", "unclear", "unreadable", "skipped"]
    source: str | None
    note: str
    named: bool
    copy: AttachedText | None = None


def files_in(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """The files named, and those in the folders named and below, by name; each with whether it was named itself."""
    for path in paths:
        if not path.is_dir():
            yield path, True
            continue
        number = 0
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(name for name in names if not name.startswith(".")):
                number += 1
                if number > _MOST_FILES:
                    return
                yield Path(folder) / name, False


def read_copies(catalogue: Catalogue, paths: Iterable[Path]) -> Iterator[Outcome]:
    """Read and recognise files, and keep nothing; a recognised one is told as `attached`.

    Raises:
        DatabaseError: when the crisis database is damaged.
    """
    crisis = catalogue.info().id
    sources = details.sources(catalogue)
    passages = cache(lambda: cited_by_source(catalogue))
    for path, named in files_in(paths):
        yield _read(path, crisis, sources, passages, named=named)


def _read(
    path: Path, crisis: str, sources: Sequence[Source], passages: Callable[[], dict[str, list[Cited]]], *, named: bool
) -> Outcome:
    if not named and path.suffix.lower() not in SUFFIXES:
        return Outcome(path, "skipped", None, f"not one of {', '.join(SUFFIXES)}", named)
    try:
        found = extract(path)
    except ExtractError as error:
        return Outcome(path, "unreadable", None, str(error), named)
    seen = recognise(found.text, found.sha256, sources, passages)
    if seen.source is None:
        return Outcome(path, "unclear" if seen.rivals else "unknown", None, _why_not(seen), named)
    if seen.identical:
        same_bytes = any(source.sha256 == found.sha256 for source in sources)
        how = "byte for byte the source" if same_bytes else "character for character the source"
    else:
        how = f"by its words: {seen.found} of {seen.sampled} passages looked for"
    note = f"{how}; {found.note}" if found.note else how
    return Outcome(path, "attached", seen.source, note, named, _as_copy(crisis, seen.source, found))


def _why_not(seen: Recognition) -> str:
    if seen.rivals:
        return f"holds passages of {', '.join(seen.rivals)}, and which it is a copy of cannot be told"
    if seen.found:
        return f"holds {seen.found} of {seen.sampled} passages looked for, too few to tell that it is a copy"
    return "holds no passage that this crisis uses"


def _as_copy(crisis: str, source: str, found: Extracted) -> AttachedText:
    digest = sha256(found.text.encode("utf-8", "surrogatepass")).hexdigest()
    now = datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return AttachedText(crisis, source, found.name, found.kind, found.sha256, digest, found.text, now)


def attach_files(catalogue: Catalogue, library: Library, paths: Iterable[Path]) -> Iterator[Outcome]:
    """Read files, keep those that are copies of sources, and tell what was done with each.

    There is one copy a source: a new one takes the place of the old, unless the old is the source itself.

    Raises:
        DatabaseError: when the crisis database is damaged.
        LibraryError: when the library cannot be read or written; what was told as done before is done.
    """
    hashes = {source.id: source.sha256 for source in details.sources(catalogue)}
    for outcome in read_copies(catalogue, paths):
        copy = outcome.copy
        if copy is None:
            yield outcome
            continue
        old = library.text(copy.crisis, copy.source)
        if old is None:
            library.attach(copy)
            yield outcome
        elif old.sha256 == copy.sha256 and old.text_sha256 == copy.text_sha256:
            yield _instead(outcome, "same", "attached already")
        elif old.text_sha256 == hashes[copy.source] != copy.sha256:
            better = f"{old.file} is attached, which is the source itself; --forget {copy.source} takes it away"
            yield _instead(outcome, "kept", better)
        else:
            library.attach(copy)
            yield _instead(outcome, "replaced", f"{outcome.note}; in place of {old.file}")


def _instead(outcome: Outcome, done: Literal["same", "kept", "replaced"], note: str) -> Outcome:
    return Outcome(outcome.path, done, outcome.source, note, outcome.named, outcome.copy)
