"""The detail pane: everything known of one event or statement, as a page."""

from __future__ import annotations

from itertools import groupby

from iptui.model import Detail
from iptui.text import safe
from iptui.tui.format.beside import POSSIBLY, Beside, proof_pieces, since_text
from iptui.tui.format.claims import claims_section, source_name
from iptui.tui.format.dates import basis_text, human_date, lag
from iptui.tui.format.page import Page
from iptui.tui.format.pieces import Line, Piece
from iptui.tui.format.rows import GLYPHS, MARKS, Needles, glyph

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from iptui.model import Dating, Link, Membership, Passage, Row, Source, StatementDetail
    from iptui.tui.format.claims import Sources

__all__ = ["detail_page"]

_FORMS = {
    "verbatim": "word for word, from between the source's quotation marks",
    "mixed": "quoted, with the source's own insertions",
    "paraphrase": "told by the source in its own words; not a quotation",
}
_QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
_LINKS = {
    ("response_to", True): "in response to",
    ("response_to", False): "answered by",
    ("retaliation_for", True): "in retaliation for",
    ("retaliation_for", False): "retaliated by",
    ("follow_up_of", True): "follows up",
    ("follow_up_of", False): "followed up by",
    ("fulfils", True): "fulfils",
    ("fulfils", False): "fulfilled by",
    ("part_of", True): "part of",
    ("part_of", False): "has the part",
}
_BEHAVIOUR = {"think": "thinking", "say": "saying", "do": "doing"}


def detail_page(
    item: Detail | StatementDetail,
    sources: Sources,
    width: int,
    needles: Needles | None = None,
    beside: Beside | None = None,
    most: int | None = None,
) -> Page:
    """Lay out everything known of an item.

    Args:
        item: the event or statement.
        sources: the sources by id.
        width: cells of a line.
        needles: what to light.
        beside: how its passages were proved, and the day that is looked from.
        most: so many lines are wanted; what follows may only be counted.

    Returns:
        The page; its links name items by id, or passages.
    """
    page = Page(width, needles, beside, most)
    _looked_from(page)
    if isinstance(item, Detail):
        _event(page, item, sources)
    else:
        _statement(page, item, sources)
    return page


def _statement(page: Page, item: StatementDetail, sources: Sources) -> None:
    if item.quote is not None:
        quote = page.data(item.quote, "quote", newlines=True)
        page.paragraph([Piece("“", "quote"), *quote, Piece("”", "quote")], indent="  ", first="❝ ")
        page.blank()
        page.paragraph(page.data(item.summary, "say"))
    else:
        page.paragraph(page.data(item.summary, "say"), indent="  ", first="› ")
    page.blank()
    page.paragraph([Piece(_FORMS.get(item.form, safe(item.form)), "dim")])
    page.blank()
    page.labelled("speaker", page.data(item.speaker_name or item.speaker, "speaker") or [Piece("not named", "dim")])
    page.labelled("as named", page.data(item.office))
    _offices(page, item)
    page.labelled("on behalf", page.data(item.on_behalf_of))
    page.labelled("to", page.data(item.addressee))
    others = [actor for actor in item.actors if actor.role == "mentioned"]
    page.labelled("mentions", page.data(", ".join(actor.name for actor in others)))
    name = source_name(sources.get(item.passage.source), item.passage.source)
    proof = proof_pieces(page.beside.proof(item.passage))
    page.labelled(
        "written in",
        [Piece("→ ", "dim"), Piece(f"{name} · ¶\u00a0{item.passage.paragraph} ", "source"), *proof],
        link=page.new_link(item.passage),
    )
    page.labelled("verb", page.data(item.verb))
    page.labelled("channel", page.data(item.channel))
    page.labelled("language", _language(page, item))
    _when(page, item.dating)
    _coded(page, item.type, item.type_name, item.mode, None, item.quad, item.score)
    _status(page, item.status)
    page.heading("Written in")
    _source(page, sources.get(item.passage.source), item.passage.source, full=True)
    _published_since(page, sources.get(item.passage.source), None)
    _passage(page, item.passage)
    if item.about is not None:
        page.heading("About")
        page.link(item.about, page.data(item.about_title or item.about))
    if item.variants:
        page.heading(f"Reported elsewhere · {len(item.variants)}")
        for row in item.variants:
            _row(page, row)
    if item.claims:
        page.heading("Claims drawn from it")
        claims_section(page, item.claims, sources)
    _links(page, item.links)
    _note(page, item.note)


def _event(page: Page, item: Detail, sources: Sources) -> None:
    sign, role, _ = GLYPHS.get(str(item.quad or "event"), GLYPHS["event"])
    page.paragraph([Piece(f"{sign} ", role), *page.data(item.title, "strong")], indent="  ", first="")
    page.blank()
    page.paragraph(page.data(item.summary))
    page.blank()
    _when(page, item.dating)
    _place(page, item)
    for label, actors in groupby(item.actors, key=lambda actor: actor.role):
        page.labelled(safe(label), page.data(", ".join(actor.name for actor in actors), "speaker"))
    page.labelled("behaviour", [Piece(_BEHAVIOUR.get(item.behaviour, safe(item.behaviour)))])
    _coded(page, item.type, item.type_name, item.mode, item.mode_name, item.quad, item.score)
    page.labelled("context", page.data(item.context))
    _status(page, item.status)
    _sources_line(page, item, sources)
    if item.claims:
        page.heading("What the accounts say")
        claims_section(page, item.claims, sources, event=item.id)
    _links(page, item.links)
    if item.statements:
        page.heading(f"Said about it · {len(item.statements)}")
        for row in item.statements:
            _row(page, row)
    if item.evidence:
        count = len({found.passage.source for found in item.evidence})
        page.heading(f"Written in {count} source{'s' if count != 1 else ''}")
        for source, group in groupby(item.evidence, key=lambda found: found.passage.source):
            passages = list(group)
            _source(page, sources.get(source), source, full=False)
            mentions = all(one.stance == "mentions" for one in passages)
            _published_since(page, sources.get(source), item, mentions=mentions)
            for found in passages:
                _passage(page, found.passage, "" if found.stance == "supports" else safe(found.stance))
                page.paragraph(page.data(found.note, "dim"), indent="    ")
    _note(page, item.note)


def _sources_line(page: Page, item: Detail, sources: Sources) -> None:
    """Who writes of it, in a line; the passages stand at the end of the page."""
    line: Line = []
    for id_ in dict.fromkeys(found.passage.source for found in item.evidence):
        source = sources.get(id_)
        grade = f"\u00a0{source.reliability}" if source is not None else ""
        line += [Piece(" · ", "dim")] if line else []
        line.append(Piece(safe(source_name(source, id_).replace(" ", "\u00a0") + grade), "source"))
    page.labelled("written in", line)


def _language(page: Page, item: StatementDetail) -> Line:
    line = page.data(item.language)
    if item.translated is not None:
        word = "translated by the source" if item.translated else "not a translation"
        line.append(Piece(f"{', ' if line else ''}{word}", "dim"))
    return line


def _offices(page: Page, item: StatementDetail) -> None:
    """The office held on the day, from the memberships: to be held against the office as named."""
    for number, office in enumerate(item.offices):
        page.labelled("held then" if not number else "", _office(page, office))


def _office(page: Page, office: Membership) -> Line:
    line = page.data(office.role)
    if office.acting:
        line.append(Piece(" (acting)"))
    line += [Piece(", "), *page.data(office.organisation_name)]
    known = "" if office.basis == "stated" else f"; {basis_text(office.basis)}"
    return [*line, Piece(f" · {human_date(office.span)}{known}", "dim")]


def _when(page: Page, dating: Dating) -> None:
    page.labelled("date", [Piece(human_date(dating.date), "strong")])
    basis = basis_text(dating.basis)
    page.remark([Piece(f"EDTF {safe(dating.date)} · {basis}", "dim")])
    page.remark(page.data(dating.note, "dim"))


def _place(page: Page, item: Detail) -> None:
    if item.place is None:
        return
    line = page.data(item.place.name, "strong")
    if item.place.country and item.place.country != item.place.name:
        line += [Piece(", "), *page.data(item.place.country)]
    precision = f" · precision {item.where_prec} of 7" if item.where_prec is not None else ""
    page.labelled("place", [*line, Piece(f" ({safe(item.place.kind)}){precision}", "dim")])


def _coded(
    page: Page,
    type_: str | None,
    type_name: str | None,
    mode: str | None,
    mode_name: str | None,
    quad: int | None,
    score: float | None,
) -> None:
    if type_ is None:
        return
    line = page.data(type_, "strong")
    if type_name and type_name.casefold() != type_.casefold():
        line += [Piece(" "), *page.data(type_name)]
    if mode:
        line += [Piece(" / "), *page.data(mode_name or mode)]
    extra = "".join(
        (f" · {_QUADS[quad]}" if quad in _QUADS else "", f" · score {score:+g}" if score is not None else "")
    )
    page.labelled("type", [*line, Piece(extra, "dim")])


def _status(page: Page, status: str) -> None:
    if status != "reported":
        sign, role, _ = MARKS.get(status, ("", "warn", ""))
        page.labelled("status", [Piece(f"{sign} {safe(status)}".strip(), role)])


def _passage(page: Page, passage: Passage, stance: str = "") -> None:
    """Where a passage stands, how it was proved, its words and the beginning of their fingerprint; leads to it."""
    words = f"{passage.words} word{'s' if passage.words != 1 else ''}"
    line: Line = [Piece(f"¶ {passage.paragraph} · chars {passage.start}–{passage.end}", "source")]
    proof = proof_pieces(page.beside.proof(passage))
    line += [Piece(" · ", "dim"), Piece(stance, "warn")] if stance else []
    line += [Piece(" · ", "dim"), *proof] if proof else []
    line += [Piece(f" · {words} · {safe(passage.fingerprint[:12])}", "dim")]
    page.paragraph(line, indent="    ", first="  → ", link=page.new_link(passage))


def _looked_from(page: Page) -> None:
    """Whether the item was published by the day that is looked from."""
    beside = page.beside
    if not beside.day:
        return
    if beside.doubtful is None:
        page.paragraph([Piece(f"not yet published by {beside.day}", "warn")], indent="  ")
    elif beside.doubtful:
        sign, role, _ = POSSIBLY
        told = f"{sign} possibly published by {beside.day}, not certainly"
        page.paragraph([Piece(told, role)], indent="  ", first="")
    else:
        return
    page.blank()


def _published_since(page: Page, source: Source | None, event: Detail | None, *, mentions: bool = False) -> None:
    """Since when the source could have reported it, and how that stands on the day that is looked from."""
    if source is None:
        return
    begin = event.dating.earliest if event is not None and event.status != "planned" else None
    line: Line = [Piece(since_text(source, begin, mentions=mentions), "dim")]
    standing = page.beside.standing.get(source.id)
    if standing == "possibly":
        line += [Piece(" · ", "dim"), Piece(f"{POSSIBLY[0]}\u00a0possibly by then", POSSIBLY[1])]
    page.paragraph(line, indent="  ")


def _source(page: Page, source: Source | None, id_: str, *, full: bool) -> None:
    if source is None:
        page.paragraph(page.data(id_, "strong"))
        return
    grade = f" · grade {safe(source.reliability)}"
    publisher = page.data(source.publisher) or [Piece("publisher not stated", "dim")]
    if not full:
        page.paragraph(
            [*page.data(source.title, "strong"), Piece(" · "), *publisher, Piece(grade, "strong")],
            indent="  ",
            first="",
        )
        return
    page.paragraph(page.data(source.title, "strong"))
    by = [Piece(" · by "), *page.data(source.author)] if source.author else [Piece(" · author not stated", "dim")]
    page.paragraph([*publisher, *by])
    known = "" if source.published_basis == "stated" else f" · {basis_text(source.published_basis)}"
    page.paragraph([Piece("published "), Piece(human_date(source.published)), Piece(known, "dim")])
    reason = [Piece(": ", "dim"), *page.data(source.reliability_reason, "dim")] if source.reliability_reason else []
    page.paragraph([Piece(f"grade {safe(source.reliability)}", "strong"), *reason])


def _row(page: Page, row: Row) -> None:
    sign, role = glyph(row)
    if row.quote is not None:
        title = [Piece("“", "quote"), *page.data(row.quote, "quote"), Piece("”", "quote")]
    else:
        title = page.data(row.title)
    who = safe(row.actors).partition(", ")[0] if row.kind == "statement" else ""
    note = " · ".join(part for part in (who, human_date(row.date)) if part)
    page.link(row.id, [Piece(f"{sign} ", role), *title], note=[Piece(note, "dim")])


def _links(page: Page, links: Sequence[Link]) -> None:
    if not links:
        return
    page.heading(f"Responses and links · {len(links)}")
    for link in links:
        word = _LINKS.get((link.type, link.forward), safe(link.type.replace("_", " ")))
        sign = "❝" if link.other_kind == "statement" else "◇"
        parts = [human_date(link.other_date), lag(link.lag_days), safe(link.basis)]
        if link.passage is not None:
            parts.append(f"{safe(link.passage.source)} ¶ {link.passage.paragraph}")
        note = [Piece(" · ".join(part for part in parts if part), "dim")]
        page.link(
            link.other_id, [Piece(f"{word} ", "label"), Piece(f"{sign} "), *page.data(link.other_title)], note=note
        )
        page.paragraph(page.data(link.note, "dim"), indent="    ")


def _note(page: Page, note: str | None) -> None:
    if note:
        page.heading("Note")
        page.paragraph(page.data(note, newlines=True))
