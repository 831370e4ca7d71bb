"""Changing a text in known ways, and telling which of its passages the change touches. For tests of evidence."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from iptui.evidence.copytext import cuts_word, firm_edge
from iptui.model import Passage
from iptui.passages import locate, locator_at
from iptui.store.cited import Cited
from iptui.text import fingerprint

__all__ = ["CHANGES", "FORMATS", "Mutation", "cite", "cite_span", "mutate", "touched"]


def cite_span(text: str, start: int, end: int, number: int = 1, *, quoted: bool = False) -> Cited:
    """A passage of a text as a crisis would hold it; with its words where it is a quote."""
    found = locator_at(text, start, end)
    passage = Passage(number, "s", found.start, found.end, found.paragraph, found.words, found.fingerprint)
    return Cited(passage, (text[start:end],) if quoted else (), ())


def cite(text: str, words: str, nth: int | None = None, number: int = 1, *, quoted: bool = False) -> Cited:
    """The passage of these words."""
    found = locate(text, words, nth)
    return cite_span(text, found.start, found.end, number, quoted=quoted)


@dataclass(frozen=True)
class Mutation:
    """A text in which `new` stands instead of what was from `start` to `end`."""

    kind: str
    text: str
    start: int
    end: int
    new: str


CHANGES = (
    "character",
    "insertion",
    "deletion",
    "word",
    "lost word",
    "negation",
    "digit",
    "doubled",
    "quote mark",
    "line end",
)
_STRAIGHT = {"“": '"', "”": '"', "’": "'", "'": "’", '"': "”", "‘": "'"}


def mutate(text: str, kind: str, dice: random.Random) -> Mutation | None:
    """Change one thing of a kind somewhere; None where the text has nothing of that kind."""
    # A pattern for each place there can be; every character is one where a kind has none.
    patterns = {
        "word": r"\w+",
        "lost word": r"\w+",
        "negation": r"\w+",
        "digit": r"\d",
        "quote mark": "[“”’‘'\"]",
        "line end": "\n",
    }
    if kind in patterns:
        places = [found.span() for found in re.finditer(patterns[kind], text)]
    else:
        places = list(pairwise(range(len(text) + 1)))
    if not places:
        return None
    start, end = dice.choice(places)
    was = text[start:end]
    new = {
        "character": dice.choice('abcxyz019.,;- \n”"'),
        "insertion": dice.choice('abcxyz019.,;- \n”"'),
        "deletion": "",
        "word": dice.choice(["never", "the", "17", "everybody"]),
        "lost word": "",
        "negation": "not ",
        "digit": str((int(was) + 1) % 10) if was.isdecimal() and was.isascii() else "7",
        "doubled": was,
        "quote mark": _STRAIGHT.get(was, was),
        "line end": dice.choice(["\r\n", "\n\n", " ", "\u2028", "\n \n"]),
    }[kind]
    if kind in ("insertion", "negation", "doubled"):
        end = start
    return Mutation(kind, text[:start] + new + text[end:], start, end, new)


def touched(passages: Sequence[Passage], change: Mutation) -> dict[int, bool | None]:
    """Whether a change is one of each passage's words, by the passage's id; None where that can be argued either way.

    A word that was made longer at the edge of a passage (`7` to `70`) is changed. Arguable are a change that leaves the
    same words (a letter doubled at a seam), and a hyphen, apostrophe or unit that came to stand at the very edge.
    """
    moved = len(change.new) - (change.end - change.start)
    found: dict[int, bool | None] = {}
    for passage in passages:
        start, end = passage.start, passage.end
        if change.end <= start:
            start, end = start + moved, end + moved
        elif change.start < end:
            if change.start < start or change.end > end:
                found[passage.id] = True
                continue
            end += moved
        same = fingerprint(change.text[start:end]) == passage.fingerprint
        if same:
            cut = cuts_word(change.text, start) or cuts_word(change.text, end)
            firm = firm_edge(change.text, start) and firm_edge(change.text, end)
            found[passage.id] = True if cut else False if firm else None
        else:
            kept = any(
                fingerprint(change.text[first:last]) == passage.fingerprint
                for first in (start, start + moved)
                for last in (end, end - moved)
                if 0 <= first < last
            )
            found[passage.id] = None if kept else True
    return found


def _wrapped(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        words, row = line.split(" "), ""
        for word in words:
            if len(row) + len(word) > 60:
                lines.append(row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        lines.append(row)
    return "\n".join(lines)


FORMATS: dict[str, Callable[[str], str]] = {
    "a line end more": lambda text: text + "\n",
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old Mac line ends": lambda text: text.replace("\n", "\r"),
    "single line ends": lambda text: text.replace("\n\n", "\n"),
    "one line": lambda text: " ".join(text.split()),
    "hard-wrapped": _wrapped,
    "indented": lambda text: text.replace("\n", "\n\t  "),
    "boilerplate around": lambda text: "Home | News | Opinion\n\n" * 20 + text + "\n\nRelated articles\n" * 9,
    "straight quotes": lambda text: text.translate(str.maketrans("“”‘’", "\"\"''")),
    "curly quotes": lambda text: text.replace("'", "’").replace('"', "”"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "hyphens for dashes": lambda text: text.replace("—", "-").replace("–", "-"),
    "capitals": lambda text: text.upper(),
    "byte order mark": lambda text: "\ufeff" + text,
}
"""Changes of form that leave every word as it is."""
