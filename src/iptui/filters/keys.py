"""The keys of the filter language, what values each takes, and the one error there is.

One table feeds reading, describing, errors and help. Nothing here reads filter text.
"""

from __future__ import annotations

from functools import lru_cache

import iptui.text as texts
from iptui.filters.terms import ALIASES

MAX_LENGTH = 10_000
"""Longest filter that is read, in characters."""

MAX_TERMS = 200
"""Most terms of one filter; SQLite takes expressions up to a depth of 1,000."""

_SHOWN = 40


class FilterError(ValueError):
    """A filter that cannot be read.

    Attributes:
        reason: What is wrong and what would be right, without the place. Safe to show.
        text: The filter as given.
        position: Index in ``text`` of the first offending character, from 0; the length of the
            text where something is missing at its end. The message counts from 1.
        length: How many characters are at fault; 0 where something is missing.
    """

    def __init__(self, reason: str, text: str = "", position: int = 0, length: int = 0) -> None:
        self.reason = texts.safe(reason)
        self.text = text
        self.position = position
        self.length = length
        super().__init__(f"{self.reason} (at character {position + 1})")

    def __reduce__(self) -> tuple[type[FilterError], tuple[str, str, int, int]]:
        return (type(self), (self.reason, self.text, self.position, self.length))

    def pointer(self, width: int = 72) -> str:
        """The filter and a line of carets under what is wrong, for a terminal.

        Args:
            width: Cells there are.

        Returns:
            Two lines of safe text joined by LF, each at most ``width`` cells.
        """
        before = texts.safe(self.text[: self.position])
        if texts.cell_width(before) > width // 2:
            tail = before[-(width // 3) :]
            while texts.cell_width(tail) > width // 3:
                tail = tail[1:]
            before = texts.safe("…" + tail)
        wrong = texts.safe(self.text[self.position : self.position + self.length])
        after = texts.safe(self.text[self.position + self.length :])
        column = texts.cell_width(before)
        carets = max(1, min(texts.cell_width(wrong), width - column))
        return f"{texts.truncate(before + wrong + after, width)}\n{' ' * column}{'^' * carets}"


def shown(text: str) -> str:
    """A piece of a filter as messages show it: safe, short, in quotation marks."""
    return f"“{texts.truncate(texts.safe(text), _SHOWN)}”"


class Key:
    """A key of the filter language.

    Attributes:
        name: As it is written before the colon.
        shape: What its values are: ``name`` (an id or a name of a record, any spelling), ``code``
            (a word, in lower case), ``choice`` (one of ``choices``), ``quad``, ``grade``, ``date``
            (EDTF), ``text`` (words to search for; these keys are never written).
        label: What stands before the value in a description.
        help: What it keeps, in one line.
        choices: The values of a ``choice``.
    """

    __slots__ = ("choices", "help", "label", "name", "shape")

    def __init__(self, name: str, shape: str, label: str, text: str, choices: tuple[str, ...] = ()) -> None:
        self.name = name
        self.shape = shape
        self.label = label
        self.help = text
        self.choices = choices

    def __repr__(self) -> str:
        return f"Key({self.name!r}, {self.shape!r})"


KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("actor", "name", "actor", "an actor in any role; states include their organisations"),
        Key("by", "name", "initiated by", "the initiator of an event (also written initiator:)"),
        Key("target", "name", "target", "the target of an event"),
        Key("speaker", "name", "speaker", "who made a statement"),
        Key("addressee", "name", "addressed to", "to whom a statement was made"),
        Key("behalf", "name", "on behalf of", "on whose behalf a statement was made"),
        Key("kind", "choice", "kind", "events or statements", ("event", "statement")),
        Key(
            "form", "choice", "form", "how a source gives a statement",
            ("verbatim", "mixed", "paraphrase"),
        ),
        Key("type", "code", "type", "event type (PLOVER): assault, consult, accuse …"),
        Key("mode", "code", "mode", "mode of the event type: aerial, visit, allege …"),
        Key("context", "code", "context", "context: military, diplomatic, economic …"),
        Key("quad", "quad", "quad class", "1–4, or verbal-cooperation … material-conflict"),
        Key(
            "status", "choice", "status", "how far an event is accepted",
            ("reported", "disputed", "denied", "planned", "background"),
        ),
        Key("place", "name", "place", "a place, and what lies in it"),
        Key("source", "name", "source", "a source that reports it"),
        Key("grade", "grade", "grade", "reliability of the source at least A–F; B2: credibility too"),
        Key("about", "name", "about", "statements about an event (its id)"),
        Key("id", "name", "id", "one item"),
        Key("since", "date", "from", "what may be on or after a date (EDTF)"),
        Key("until", "date", "until", "what may be on or before a date"),
        Key("on", "date", "on", "what may be in a date: a day, a month, an interval"),
        Key("known", "date", "as known on", "what was published by a date"),
        Key(
            "has", "choice", "with", "items that have it",
            ("quote", "disagreement", "response", "note", "bookmark", "coordinates"),
        ),
        Key("is", "choice", "", "what the item is", ("dated", "undated", "disputed")),
        Key(
            "basis", "choice", "basis", "what its date rests on",
            ("stated", "inferred", "outside"),
        ),
        Key("lang", "code", "language", "language of the utterance: fa, ur, en …"),
        Key("text", "text", "word", "a bare word: items with a word that begins so"),
        Key("phrase", "text", "phrase", "words in quotation marks, in that order"),
    )
}  # fmt: skip
"""The keys by name, in the order of the help. ``text`` and ``phrase`` are those of bare words."""

WRITTEN = tuple(name for name, key in KEYS.items() if key.shape != "text")

# What people write who know another tool.
_HINTS = {
    "after": "since", "from": "since", "before": "until", "to": "until", "date": "on",
    "who": "actor", "said": "speaker", "where": "place", "event": "about", "quote": "has:quote",
}  # fmt: skip

_QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
_QUAD_VALUES: dict[str, tuple[str, ...]] = {
    **{str(number): (str(number),) for number in range(1, 5)},
    **{name: (str(number),) for number, name in enumerate(_QUADS, 1)},
    # The short names of CAMEO's quad counts.
    **{name: (str(n),) for n, name in enumerate(("vercp", "matcp", "vercf", "matcf"), 1)},
    "verbal": ("1", "3"),
    "material": ("2", "4"),
    "cooperation": ("1", "2"),
    "conflict": ("3", "4"),
}


def quad_name(number: str) -> str:
    """The name of a quad class, ``1`` to ``4``."""
    return _QUADS[int(number) - 1]


def find_key(name: str) -> Key | None:
    """The key that is written so, in any case; None where there is none."""
    key = KEYS.get(name)
    if key is None:
        name = name.casefold()
        key = KEYS.get(ALIASES.get(name, name))
    return None if key is None or key.shape == "text" else key


def unknown_key(name: str) -> str:
    """What to say of a key that does not exist."""
    hint = _HINTS.get(name.casefold())
    near = [hint] if hint else texts.nearest(name, (*WRITTEN, *ALIASES))
    meant = f"did you mean {texts.alternatives(near)}?" if near else f"the keys are {', '.join(WRITTEN)}."
    return f"{shown(name)} is no key of a filter; {meant} To search for the word itself put it in quotation marks"


class BadValueError(ValueError):
    """A value that its key does not take; ``offset`` is where in the value."""

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@lru_cache(maxsize=1024)
def canonical(key: Key, value: str) -> tuple[str, ...]:
    """Check a value and bring it into its one form.

    Args:
        key: The key it is for.
        value: The value, without quoting.

    Returns:
        One value, or several where it is short for them (``quad:conflict``).

    Raises:
        BadValueError: when the key takes no such value.
    """
    value = " ".join(value.split())
    if not value:
        raise BadValueError(f"{key.name}: needs a value right after the colon{_example(key)}")
    if key.shape == "name":
        return (value,)
    if key.shape == "text":
        if not texts.tokens(value):
            raise BadValueError(f"{shown(value)} has no letter or digit to search for")
        return (value,)
    if key.shape == "date":
        _check_date(key.name, value)
        return (value,)
    lowered = value.casefold()
    if key.shape == "code":
        return (lowered,)
    if key.shape == "quad":
        return _quad(lowered.replace("-", " ").replace("_", " "), value)
    if key.shape == "grade":
        return _grade(value)
    for choice in (lowered, lowered.removesuffix("s")):
        if choice in key.choices:
            return (choice,)
    near = texts.nearest(value, key.choices, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise BadValueError(f"{key.name}: is {texts.alternatives(key.choices)}, not {shown(value)}{hint}")


def _quad(lowered: str, value: str) -> tuple[str, ...]:
    if lowered in _QUAD_VALUES:
        return _QUAD_VALUES[lowered]
    reason = f"quad: is 1 to 4, {', '.join(_QUADS)}, cooperation or conflict, not {shown(value)}"
    if lowered in ("vc", "mc"):
        reason += " (which could be cooperation or conflict)"
    raise BadValueError(reason)


def _grade(value: str) -> tuple[str, ...]:
    grade = value.upper()
    if len(grade) < 3 and grade[0] in "ABCDEF" and (len(grade) == 1 or grade[1] in "123456"):
        return (grade,)
    raise BadValueError(
        f"grade: is a reliability from A to F, with a credibility from 1 to 6 if wanted (B2), not {shown(value)}"
    )


def _check_date(name: str, value: str) -> None:
    has_begin, has_end = _bounds(value)
    if name == "since" and not has_begin:
        raise BadValueError(f"since: needs a date with a beginning; {shown(value)} has none")
    if name in ("until", "known") and not has_end:
        raise BadValueError(f"{name}: needs a date with an end; {shown(value)} has none")
    if not has_begin and not has_end:
        raise BadValueError("on: needs a date; for what has none write is:undated")


@lru_cache(maxsize=512)
def _bounds(value: str) -> tuple[bool, bool]:
    """Whether a date has a beginning and an end."""
    # Imported here because a filter without a date needs no calendar.
    from iptui import edtf

    if edtf.plain_bounds(value):
        return True, True
    try:
        date = edtf.parse(value)
    except edtf.EdtfError as error:
        raise BadValueError(
            f"{shown(value)} is no date: {error.reason}; dates are written 2024-01-16, 2024-01 or "
            "2024-01-16/2024-01-18",
            error.position,
        ) from error
    return date.earliest is not None, date.latest is not None


def _example(key: Key) -> str:
    if key.choices:
        return f": {texts.alternatives(key.choices)}"
    examples = {
        "date": "2024-01-16", "grade": "B", "quad": "4", "name": "iran", "code": "assault",
    }  # fmt: skip
    example = {"lang": "fa", "context": "military", "mode": "visit", "source": "epoch"}.get(
        key.name, examples.get(key.shape, "")
    )
    return f", as in {key.name}:{example}" if example else ""
