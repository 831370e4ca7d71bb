"""Every passage that a crisis uses, with what it supports and the words quoted from it. Reading only."""

from __future__ import annotations

from iptui.model import Passage
from iptui.store.catalogue import Catalogue
from iptui.store.damage import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple

__all__ = ["Cited", "Use", "cited", "cited_by_source", "numbers_cited"]


class Use(NamedTuple):
    """One thing that a passage supports.

    Attributes:
        kind: `statement`, `event`, `claim`, `link` or `office`.
        id: id of that record; for a link the id it comes from, for an office the id of the person.
        item: id of the event or statement to open for it, or None for an office.
        label: what it is, in a line: data, to be made safe before it is shown.
        stance: for an event `supports`, `disputes` or `mentions`; for a link its type; otherwise None.
    """

    kind: str
    id: str
    item: str | None
    label: str
    stance: str | None = None


class Cited(NamedTuple):
    """A passage with the quotes taken from it, empty for a mere locator, and everything that it supports."""

    passage: Passage
    quotes: tuple[str, ...]
    uses: tuple[Use, ...]


# Each with the condition that its passage has to meet.
_USES = (
    "SELECT passage, 'statement', id, id, summary, NULL FROM statement WHERE {} ORDER BY id",
    """SELECT evidence.passage, 'event', event.id, event.id, event.title, stance
       FROM evidence JOIN event ON event.id = evidence.event WHERE {} ORDER BY event.id""",
    """SELECT passage, 'claim', claim.id, event.id,
              property || coalesce(' (' || qualifier || ')', '') || ': ' || CASE negated WHEN 1 THEN 'not ' ELSE '' END
              || value || ' · ' || event.title, NULL
       FROM claim JOIN event ON event.id = claim.event WHERE {} ORDER BY claim.rowid""",
    """SELECT passage, 'link', from_id, from_id, from_id || ' → ' || to_id, type
       FROM event_link WHERE {} ORDER BY from_id, to_id""",
    """SELECT passage, 'office', person, NULL, actor.name || ', ' || role, NULL
       FROM membership JOIN actor ON actor.id = person WHERE {} ORDER BY membership.id""",
)
_QUOTES = "SELECT passage, quote FROM statement WHERE {} AND quote IS NOT NULL ORDER BY id"
_PASSAGES = """
SELECT id, source, span_start, span_end, paragraph, words, sha256 FROM passage {} ORDER BY source, span_start, span_end
"""


def cited(catalogue: Catalogue, source: str | None = None) -> list[Cited]:
    """The passages of a source, or of all, by source and place.

    Raises:
        DatabaseError: when the database is damaged.
    """
    given: tuple[str, ...] = ()
    of_source, used = "", "passage IS NOT NULL"
    # Of an only source all passages are wanted: to pick them out would take longer.
    if source is not None and catalogue.texts("SELECT id FROM source LIMIT 2") != [source]:
        given, of_source = (source,), "WHERE source = ?"
        used = f"passage IN (SELECT id FROM passage {of_source})"
    with reading(catalogue.path):
        run = catalogue.connection.execute
        passages = [Passage(*row) for row in run(_PASSAGES.format(of_source), given)]
        uses: dict[int, list[Use]] = {}
        for query in _USES:
            for passage, *rest in run(query.format(used), given):
                uses.setdefault(passage, []).append(Use(*rest))
        quotes: dict[int, dict[str, None]] = {}
        for passage, quote in run(_QUOTES.format(used), given):
            quotes.setdefault(passage, {})[quote] = None
    return [Cited(passage, tuple(quotes.get(passage.id, ())), tuple(uses.get(passage.id, ()))) for passage in passages]


def cited_by_source(catalogue: Catalogue, only: str | None = None) -> dict[str, list[Cited]]:
    """The same by source id, without the sources that have no passages.

    Raises:
        DatabaseError: when the database is damaged.
    """
    found: dict[str, list[Cited]] = {}
    for one in cited(catalogue, only):
        found.setdefault(one.passage.source, []).append(one)
    return found


def numbers_cited(catalogue: Catalogue) -> dict[str, int]:
    """How many passages of each source the crisis uses, by the source's id.

    Raises:
        DatabaseError: when the database is damaged.
    """
    with reading(catalogue.path):
        found = catalogue.connection.execute(
            "SELECT id, (SELECT count(*) FROM passage WHERE passage.source = source.id) FROM source"
        )
        return dict(found.fetchall())
