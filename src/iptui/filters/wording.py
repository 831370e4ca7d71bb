"""Filters in plain English. What is written here is never read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from iptui import edtf
from iptui.filters.keys import KEYS, quad_name
from iptui.filters.terms import Term
from iptui.text import safe

Names = Callable[[str, str], "str | None"]


def describe(terms: Iterable[Term], names: Names | None = None) -> str:
    """Put the terms into one line of safe text; ``everything`` where there are none."""
    by_key: dict[str, list[Term]] = {}
    for term in terms:
        group = "since" if term.key == "until" else "text" if term.key == "phrase" else term.key
        by_key.setdefault(group, []).append(term)
    pieces = [_group(key, group, names) for key, group in by_key.items()]
    return safe("; ".join(pieces) or "everything")


def _group(key: str, terms: list[Term], names: Names | None) -> str:
    """The terms of one key."""
    if key == "since":
        return " ".join(map(_bound, sorted(terms, key=_since_first)))
    if key == "text":
        return _search(terms)
    wanted = [_any_of(term, names) for term in terms if not term.negated]
    unwanted = [_any_of(term, names) for term in terms if term.negated]
    if key in ("has", "is", "on", "grade", "kind"):
        return ", ".join([*map(_PLAIN[key], wanted), *map(_NEGATED[key], unwanted)])
    said = [", and ".join(wanted)] if wanted else []
    return f"{KEYS[key].label} {', '.join([*said, *(f'not {each}' for each in unwanted)])}"


_PLAIN: dict[str, Callable[[str], str]] = {
    "has": "with {}".format,
    "is": "{}".format,
    "on": "on {}".format,
    "grade": lambda grade: f"grade {grade}" + ("" if grade in ("A", "A1") else " or better"),
    "kind": lambda kind: "events or statements" if " " in kind else f"{kind}s only",
}
_NEGATED: dict[str, Callable[[str], str]] = {
    "has": "without {}".format,
    "is": "not {}".format,
    "on": "not on {}".format,
    "grade": "grade worse than {}".format,
    "kind": lambda kind: "neither events nor statements" if " " in kind else f"no {kind}s",
}


def _any_of(term: Term, names: Names | None) -> str:
    return " or ".join(_value(term.key, value, names) for value in term.values)


def _value(key: str, value: str, names: Names | None) -> str:
    if KEYS[key].shape == "date":
        return edtf.humanize(edtf.parse(value))
    if names is not None and (name := names(key, value)):
        return name
    return quad_name(value) if key == "quad" else value


def _since_first(term: Term) -> bool:
    return term.key == "until"


def _bound(term: Term) -> str:
    date = _any_of(term, None)
    if term.negated:
        return f"before {date}" if term.key == "since" else f"after {date}"
    return f"from {date}" if term.key == "since" else f"until {date}"


def _search(terms: list[Term]) -> str:
    pieces = []
    for kind, singular in (("text", "word"), ("phrase", "phrase")):
        found = [f"“{t.values[0]}”" for t in terms if t.key == kind and not t.negated]
        if found:
            pieces.append(f"{singular}{'s' if len(found) > 1 else ''} {' and '.join(found)}")
    unwanted = [f"“{term.values[0]}”" for term in terms if term.negated]
    if unwanted:
        pieces.append(f"without {' or '.join(unwanted)}")
    return ", ".join(pieces)
