"""Every passage that a crisis uses, with what it supports and the words quoted from it. Reading only."""

from __future__ import annotations

from dataclasses import dataclass

from iptui.model import Passage
from iptui.store.catalogue import Catalogue
from iptui.store.damage import reading

__all__ = ["Cited", "Use", "cited"]


@dataclass(frozen=True, slots=True)
class Use:
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


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage with the quotes taken from it, empty for a mere locator, and everything that it supports."""

    passage: Passage
    quotes: tuple[str, ...]
    uses: tuple[Use, ...]


_USES = (
    "SELECT passage, 'statement', id, id, summary, NULL FROM statement ORDER BY id",
    """SELECT evidence.passage, 'event', event.id, event.id, event.title, stance
       FROM evidence JOIN event ON event.id = evidence.event ORDER BY event.id""",
    """SELECT passage, 'claim', claim.id, event.id,
              property || coalesce(' (' || qualifier || ')', '') || ': ' || CASE negated WHEN 1 THEN 'not ' ELSE '' END
              || value || ' · ' || event.title, NULL
       FROM claim JOIN event ON event.id = claim.event ORDER BY claim.rowid""",
    """SELECT passage, 'link', from_id, from_id, from_id || ' → ' || to_id, type
       FROM event_link WHERE passage IS NOT NULL ORDER BY from_id, to_id""",
    """SELECT passage, 'office', person, NULL, actor.name || ', ' || role, NULL
       FROM membership JOIN actor ON actor.id = person WHERE passage IS NOT NULL ORDER BY membership.id""",
)


def cited(catalogue: Catalogue, source: str | None = None) -> list[Cited]:
    """The passages of a source, or of all, by source and place.

    Raises:
        DatabaseError: when the database is damaged.
    """
    where = "WHERE source = ?" if source is not None else ""
    with reading(catalogue.path):
        passages = [
            Passage(*row)
            for row in catalogue.connection.execute(
                f"""SELECT id, source, span_start, span_end, paragraph, words, sha256 FROM passage {where}
                    ORDER BY source, span_start, span_end""",
                (source,) if source is not None else (),
            )
        ]
        uses: dict[int, list[Use]] = {}
        for query in _USES:
            for passage, *rest in catalogue.connection.execute(query):
                uses.setdefault(passage, []).append(Use(*rest))
        quotes: dict[int, dict[str, None]] = {}
        for passage, quote in catalogue.connection.execute(
            "SELECT passage, quote FROM statement WHERE quote IS NOT NULL ORDER BY id"
        ):
            quotes.setdefault(passage, {})[quote] = None
    return [Cited(passage, tuple(quotes.get(passage.id, ())), tuple(uses.get(passage.id, ()))) for passage in passages]
