"""Verification as explorer and command line ask for it: a verdict for every passage, and a source's text to read.

Reads the crisis database and the user's library; writes neither. Fit for a worker thread of its own connection.
"""

from __future__ import annotations

from collections.abc import Mapping

from iptui.evidence.copytext import Span
from iptui.evidence.verdicts import State, Verdict
from iptui.evidence.verify import verify_copy
from iptui.model import Passage, Source
from iptui.store import details
from iptui.store.catalogue import Catalogue
from iptui.store.cited import Cited, Use, cited, cited_by_source
from iptui.store.library import AttachedText, Library
from iptui.text import paragraph_spans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["Checked", "Reading", "ReadingPassage", "check", "marks", "reading"]


class Checked(NamedTuple):
    """One source with its passages, the copy of it, and what that says of each passage, by the passage's id."""

    source: Source
    cited: tuple[Cited, ...]
    copy: AttachedText | None
    verdicts: Mapping[int, Verdict]

    @property
    def identical(self) -> bool:
        """Whether the copy's text is the source to the byte."""
        return self.copy is not None and self.copy.text_sha256 == self.source.sha256


class ReadingPassage(NamedTuple):
    """A passage as the source reader shows it.

    Attributes:
        passage: the passage, with its span in the source.
        verdict: what the copy says of it.
        span: where it stands in the copy, or, for an altered one, would have to; None where that is not known.
        quotes: the words quoted from it.
        uses: what it supports.
    """

    passage: Passage
    verdict: Verdict
    span: Span | None
    quotes: tuple[str, ...]
    uses: tuple[Use, ...]


class Reading(NamedTuple):
    """A source to be read.

    Attributes:
        source: the source.
        copy: the attached copy, or None: then `text` is empty, and the passages are locators only.
        text: the copy's text, as data.
        paragraphs: spans of its paragraphs; the first is number 1.
        passages: every passage that the crisis uses, in the order of the copy, those without a place last.
    """

    source: Source
    copy: AttachedText | None
    text: str
    paragraphs: tuple[Span, ...]
    passages: tuple[ReadingPassage, ...]


_NO_COPY = "no copy of the source is attached"


def check(
    catalogue: Catalogue, copies: Mapping[str, AttachedText], only: str | None = None, *, unattached: bool = True
) -> list[Checked]:
    """Prove the passages of the sources, or of one, against copies given by source id.

    Args:
        catalogue: the crisis.
        copies: the copies.
        only: id of the one source that is asked about.
        unattached: whether to read the passages of sources without a copy too, of which there is nothing to prove.

    Raises:
        DatabaseError: when the crisis database is damaged.
    """
    wanted = [source for source in details.sources(catalogue) if only in (None, source.id)]
    if unattached or all(source.id in copies for source in wanted):
        passages = cited_by_source(catalogue, only)
    else:
        passages = {source.id: cited(catalogue, source.id) for source in wanted if source.id in copies}
    return [_checked(source, tuple(passages.get(source.id, ())), copies.get(source.id)) for source in wanted]


def _checked(source: Source, of_source: tuple[Cited, ...], copy: AttachedText | None) -> Checked:
    if copy is None:
        verdicts: Mapping[int, Verdict] = {
            one.passage.id: Verdict(one.passage.id, source.id, State.UNATTACHED, note=_NO_COPY) for one in of_source
        }
    else:
        identical = copy.text_sha256 == source.sha256
        verdicts = verify_copy(of_source, copy.text, identical=identical, chars=source.chars)
    return Checked(source, of_source, copy, verdicts)


def marks(catalogue: Catalogue, library: Library) -> dict[int, Verdict]:
    """The verdict on every passage of a crisis, by the passage's id, against the copies in the library.

    Cheap when asked again: what was proved is remembered for as long as text and passages are the same.

    Raises:
        DatabaseError: when the crisis database is damaged.
        LibraryError: when the library cannot be read.
    """
    found: dict[int, Verdict] = {}
    for checked in check(catalogue, library.texts(catalogue.info().id)):
        found.update(checked.verdicts)
    return found


def reading(catalogue: Catalogue, library: Library, source: str) -> Reading | None:
    """A source with its attached text and all passages located in it, or None where the crisis has no such source.

    Raises:
        DatabaseError: when the crisis database is damaged.
        LibraryError: when the library cannot be read.
    """
    copy = library.text(catalogue.info().id, source)
    for checked in check(catalogue, {source: copy} if copy else {}, source):
        passages = [
            ReadingPassage(one.passage, verdict, verdict.span, one.quotes, one.uses)
            for one in checked.cited
            for verdict in (checked.verdicts[one.passage.id],)
        ]
        # Without a place, in the order of the source.
        passages.sort(key=lambda each: (each.span is None, each.span or (each.passage.start, each.passage.end)))
        text = copy.text if copy else ""
        return Reading(checked.source, copy, text, tuple(paragraph_spans(text)), tuple(passages))
    return None
