"""Full citations: who said it in which office, when, and where exactly it is written. Plain text and Markdown.

What is not known is said to be unknown, never made up. Reading only; the formats that programs read are in
`iptui.evidence.cite_formats`.
"""

from __future__ import annotations

from dataclasses import dataclass

from iptui import edtf
from iptui.model import Dating, Detail, Passage, Source, StatementDetail
from iptui.store import details
from iptui.store.catalogue import Catalogue

__all__ = [
    "HASH",
    "STYLES",
    "Citation",
    "Reference",
    "by_grade",
    "cite",
    "markdown",
    "notes",
    "parties",
    "plain",
    "when",
]

STYLES = ("plain", "markdown", "bibtex", "csl-json", "ris")
HASH = 12
"""How many hexadecimal digits of a source's SHA-256 a citation shows."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A source and the places in it; each with its stance (`supports`, `disputes`, `mentions`), or none for words."""

    source: Source
    places: tuple[tuple[Passage, str | None], ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited and where it is written.

    Attributes:
        id: of the statement, event or source.
        kind: `statement`, `event` or `source`.
        text: the exact words of a quote, or else the summary or title of the record.
        form: `verbatim`, `mixed` or `paraphrase` of a statement, else None.
        speaker: name, None where unknown or where nobody speaks.
        office: the speaker's office as the source names it.
        dating: of the statement or event, None of a source.
        references: the sources, one each.
        behalf: names of those on whose behalf a statement was made, None where it is not said.
        addressee: names of those to whom it was made, None where it is not said.
    """

    id: str
    kind: str
    text: str
    form: str | None
    speaker: str | None
    office: str | None
    dating: Dating | None
    references: tuple[Reference, ...]
    behalf: str | None = None
    addressee: str | None = None


def cite(catalogue: Catalogue, id_: str) -> Citation | None:
    """The citation of a statement, an event (each source of its evidence) or a source; None where there is no such id.

    Raises:
        DatabaseError: when the file is damaged.
    """
    found = details.detail(catalogue, id_)
    known = {source.id: source for source in details.sources(catalogue)}
    if found is None:
        source = known.get(id_)
        if source is None:
            return None
        return Citation(id_, "source", source.title, None, None, None, None, (Reference(source, ()),))
    if isinstance(found, Detail):
        places: dict[str, list[tuple[Passage, str | None]]] = {}
        for each in found.evidence:
            places.setdefault(each.passage.source, []).append((each.passage, each.stance))
        references = tuple(
            Reference(known[each], tuple(places[each])) for each in sorted(places, key=lambda id_: by_grade(known[id_]))
        )
        return Citation(id_, "event", found.title, None, None, None, found.dating, references)
    return Citation(
        id_,
        "statement",
        found.summary if found.quote is None else found.quote,
        found.form,
        found.speaker_name,
        found.office,
        found.dating,
        (Reference(known[found.passage.source], ((found.passage, None),)),),
        _named(found, "on_behalf_of"),
        _named(found, "addressee"),
    )


def _named(said: StatementDetail, role: str) -> str | None:
    """The names of those who have a part in a statement."""
    return " and ".join(actor.name for actor in said.actors if actor.role == role) or None


def by_grade(source: Source) -> tuple[str, bool, str, str]:
    """What sources are ordered by: their grade, A first; then the first day of publication, unknown last; then id."""
    first = source.earliest or source.latest
    return source.reliability, first is None, first or "", source.id


def when(date: str) -> str:
    """A date in English; the text itself where it is no EDTF."""
    try:
        parsed = edtf.parse(date)
    except edtf.EdtfError:
        return date
    if parsed.undated:
        return "date unknown"
    start, _, stop = date.partition("/")
    return f"from {edtf.humanize(edtf.parse(start))} on" if stop == ".." else edtf.humanize(parsed)


def _basis(basis: str | None) -> str:
    """A mark for what the text itself does not say."""
    return {"outside": " [known from outside, not from the text]", "inferred": " [inferred]"}.get(basis or "", "")


def notes(source: Source) -> list[str]:
    """What a citation must say of a source beyond its fields: what is unknown, inferred, or known from outside."""
    told = []
    if source.author is None:
        told.append("author unknown")
    if source.publisher is None:
        told.append("publisher unknown")
    elif source.publisher_basis in ("outside", "inferred"):
        told.append(f"publisher{_basis(source.publisher_basis)}")
    if when(source.published) == "date unknown":
        told.append("date of publication unknown")
    elif source.published_basis in ("outside", "inferred"):
        told.append(f"date of publication {when(source.published)}{_basis(source.published_basis)}")
    return told


def place(passage: Passage, stance: str | None = None) -> str:
    """A place in a source: paragraph and characters, counted from 0 with the end excluded."""
    mark = f" ({stance})" if stance not in (None, "supports") else ""
    return f"¶ {passage.paragraph}, characters {passage.start}–{passage.end}{mark}"


def _published(source: Source) -> str:
    date = when(source.published)
    if date == "date unknown":
        return "date of publication unknown"
    return f"published {date}{_basis(source.published_basis)}"


def parties(citation: Citation) -> list[str]:
    """On whose behalf a statement was made and to whom, as far as it is said."""
    behalf = [f"on behalf of {citation.behalf}"] if citation.behalf else []
    return behalf + ([f"to {citation.addressee}"] if citation.addressee else [])


def _head(citation: Citation) -> list[str]:
    """Who, in which office, for whom and to whom, when; for an event only when."""
    told = []
    if citation.kind == "statement":
        told.append(citation.speaker or "speaker unknown")
        told.append(citation.office or "office not named")
        told += parties(citation)
    if citation.dating is not None:
        date = when(citation.dating.date)
        told.append(date if date == "date unknown" else date + _basis(citation.dating.basis))
    return told


def _fields(source: Source) -> list[str]:
    told = [source.author or "author unknown"]
    told.append(f"{source.publisher}{_basis(source.publisher_basis)}" if source.publisher else "publisher unknown")
    told.append(_published(source))
    return told


def _tail(reference: Reference) -> list[str]:
    told = [place(*each) for each in reference.places]
    if reference.source.url:
        told.append(reference.source.url)
    told.append(f"sha256 {reference.source.sha256[:HASH]}…" if reference.source.sha256 else "no copy on record")
    return told


def _kind_note(citation: Citation) -> str:
    return {"mixed": " (altered by the source)", "paraphrase": " (paraphrase)"}.get(citation.form or "", "")


def plain(citation: Citation) -> str:
    """The citation as plain text: of a statement or a source a sentence, of an event a line a source below its own."""
    lines = [_line(reference) for reference in citation.references] or ["no source on record"]
    text = f"“{citation.text}”" if citation.form in ("verbatim", "mixed") else citation.text
    if citation.kind == "source":
        return lines[0]
    head = f"{text}{_kind_note(citation)} — {', '.join(_head(citation))}"
    if citation.kind == "statement":
        return f"{head}. In: {lines[0]}"
    return "\n".join([f"{head}. Told by:", *(f"- {line}" for line in lines)])


def _line(reference: Reference) -> str:
    source = reference.source
    author, *rest = _fields(source)
    return f"{author}, “{source.title}”, {', '.join(rest)}; {'; '.join(_tail(reference))}."


_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>#|~&!"})


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_SPECIAL)


def markdown(citation: Citation) -> str:
    """The citation as Markdown (CommonMark): words as a block quotation, titles in italics, data escaped."""
    lines = []
    for reference in citation.references:
        author, *rest = _fields(reference.source)
        about = ", ".join(_escaped(field) for field in rest)
        tail = "; ".join(_escaped(each) for each in _tail(reference))
        lines.append(f"{_escaped(author)}, *{_escaped(reference.source.title)}*, {about}; {tail}.")
    lines = lines or ["no source on record"]
    if citation.kind == "source":
        return lines[0]
    head = ", ".join(_escaped(each) for each in _head(citation))
    if citation.kind == "event":
        return "\n".join([f"**{_escaped(citation.text)}**, {head}", "", *(f"- {line}" for line in lines)])
    text = "\n> ".join(_escaped(line) for line in citation.text.splitlines() if line.strip()) or "…"
    if citation.form in ("verbatim", "mixed"):
        text = f"“{text}”"
    return f"> {text}{_kind_note(citation)}\n>\n> — {head}. In: {lines[0]}"
