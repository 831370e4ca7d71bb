"""What names and codes refer to: which actor is `iran`, which type `assault`; and which there are. No sets here."""

from __future__ import annotations

import iptui.text as texts
from iptui.filters import FilterError
from iptui.store.damage import reading, typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iptui.filters import Filter, Term
    from iptui.store.catalogue import Catalogue

__all__ = ["CODES", "NAMED", "codes", "complain", "exists", "names", "resolve"]

NAMED = {
    "actor": "actor",
    "by": "actor",
    "target": "actor",
    "speaker": "actor",
    "addressee": "actor",
    "behalf": "actor",
    "place": "place",
    "source": "source",
    "about": "event",
    "id": "item",
}
"""Keys whose values are ids or names, and of what."""

CODES = ("type", "mode", "context", "lang")
"""Keys whose values are codes, in any case."""

_OFFERED = 20_000
"""So many names are looked through for one that was meant."""
_NAMES = {
    "actor": "SELECT name, id FROM actor UNION ALL SELECT name, actor FROM actor_alias",
    "place": "SELECT name, id FROM place UNION ALL SELECT name, place FROM place_alias",
    "source": "SELECT title, id FROM source UNION ALL SELECT publisher, id FROM source WHERE publisher IS NOT NULL",
    "event": "SELECT title, id FROM event",
    # Only offered where an id is wrong.
    "item": f"SELECT id, id FROM seal_item LIMIT {_OFFERED}",
}


def names(catalogue: Catalogue, kind: str) -> list[tuple[str, str]]:
    """Pairs of (name, id) by which each `actor`, `place`, `source`, `event` or `item` goes, in every spelling.

    Raises:
        DatabaseError: when the file is damaged.
    """
    if kind not in catalogue.named:
        with reading(catalogue.file):
            found = catalogue.connection.execute(_NAMES[kind])
            catalogue.named[kind] = [(typed(name, str), typed(id_, str)) for name, id_ in found]
    return catalogue.named[kind]


def exists(catalogue: Catalogue, kind: str, id_: str) -> bool:
    """Whether there is an `actor`, `place`, `source`, `event` or `item` of an id.

    Raises:
        DatabaseError: when the file is damaged.
    """
    table = "seal_item" if kind == "item" else kind
    if kind not in _NAMES:
        raise KeyError(kind)
    return bool(catalogue.numbers(f"SELECT count(*) FROM {table} WHERE id = ?", id_)[0])


def codes(catalogue: Catalogue, facet: str) -> list[str]:
    """The codes of `type`, `mode`, `context` (those of the codebook too) or `lang`.

    Raises:
        DatabaseError: when the file is damaged.
    """
    known = catalogue.texts("SELECT DISTINCT code FROM codebook WHERE kind = ? AND scheme = 'plover'", facet)
    return list(dict.fromkeys([*catalogue.values(facet), *known]))


def complain(reason: str, wanted: Filter, term: Term) -> FilterError:
    """An error about a term of a filter, which points at the term in the filter's canonical text."""
    before = [str(each) for each in wanted.terms[: wanted.terms.index(term)]]
    position = sum(len(text) + 1 for text in before)
    return FilterError(reason, str(wanted), position, len(str(term)))


def resolve(catalogue: Catalogue, wanted: Filter, term: Term) -> tuple[str, ...]:
    """The ids or codes that the values of a term stand for.

    A name is an id; else a name or spelling, however it is accented, capitalised and punctuated; else the beginnings
    of words of one, and then every record that has them is meant. A place that is named by its id is meant with its
    namesakes: a name stands at as many places as a data set gives it coordinates, and the first has it for its id.

    Args:
        catalogue: where they are looked up.
        wanted: the filter, for errors.
        term: a term of it whose key is in `NAMED` or `CODES`.

    Raises:
        FilterError: when a value stands for nothing, with the nearest names.
    """
    found: dict[str, None] = {}
    for value in term.values:
        key = (NAMED.get(term.key, term.key), value)
        if key not in catalogue.resolved:
            ids = _code(catalogue, *key) if term.key in CODES else _named(catalogue, *key)
            if not ids:
                raise complain(_unknown(catalogue, *key), wanted, term)
            catalogue.resolved[key] = ids
        found.update(dict.fromkeys(catalogue.resolved[key]))
    return tuple(found)


def _named(catalogue: Catalogue, kind: str, value: str) -> tuple[str, ...]:
    there = (value,) if exists(catalogue, kind, value) else ()
    if kind == "item" or (there and kind != "place"):
        return there
    known = names(catalogue, kind)
    wanted = texts.tokens(value)
    if not wanted:
        return there
    # Without what stands between letters: `US` is `U.S.`, and `jaish ul adl` is `Jaish-ul-Adl`.
    same = [id_ for name, id_ in known if "".join(texts.tokens(name)) == "".join(wanted)]
    if same or there:
        return tuple(dict.fromkeys((*there, *same)))
    return tuple(dict.fromkeys(id_ for name, id_ in known if _begins(f"{name} {id_}", wanted)))


def _begins(name: str, wanted: list[str]) -> bool:
    there = texts.tokens(name)
    return all(any(word.startswith(part) for word in there) for part in wanted)


def _code(catalogue: Catalogue, facet: str, value: str) -> tuple[str, ...]:
    return tuple(code for code in codes(catalogue, facet) if code.casefold() == value)


def _unknown(catalogue: Catalogue, kind: str, value: str) -> str:
    shown = f"“{texts.safe(value[:80])}”"
    if kind in CODES:
        known = codes(catalogue, kind)
        near = texts.nearest(value, known)
        there = ", ".join(sorted(known)) or "none"
        hint = f"did you mean {texts.alternatives(near)}?" if near else f"there are {there}"
        return f"no {'language' if kind == 'lang' else kind} {shown}; {hint}"
    what = "event or statement" if kind == "item" else kind
    pairs = names(catalogue, kind)[:_OFFERED]
    offered: dict[str, str] = {}
    for pair in pairs:
        for each in pair:
            offered.setdefault(texts.fold(each), each)
    near = texts.nearest(value, offered.values())
    if near:
        return f"no {what} {shown}; did you mean {texts.alternatives([texts.safe(name) for name in near])}?"
    first, _, rest = value.partition(" ")
    if rest and _named(catalogue, kind, first):
        # A shell has taken the quotation marks of `actor:"united states"`, so that all of an argument is the value.
        return (
            f"no {what} {shown}, but “{texts.safe(first[:80])}”; from a shell, other words are arguments of their own"
        )
    return f"no {what} {shown}"
