"""Filter text with quoting, lists and mistakes in it, in one pass. What a value may be is for ``keys``."""

from __future__ import annotations

import re

from iptui.filters.keys import (
    KEYS,
    MAX_TERMS,
    BadValueError,
    FilterError,
    Key,
    canonical,
    find_key,
    unknown_key,
)
from iptui.filters.terms import QUOTES, Term, key_end, shape_problem

# The patterns know the straight quotation mark only and are run over a copy of the text that has
# no other: sets of ASCII compile ten times as fast, which counts at the start of the program.
_STRAIGHT = str.maketrans(dict.fromkeys(QUOTES, '"'))
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r'(?:[^\s\\"]|\\[\s\S]|\\\Z)+')
_VALUE = re.compile(r'(?:[^\s,\\"]|\\[\s\S]|\\\Z)+')
_QUOTED = re.compile(r'"((?:[^\\"]|\\[\s\S]|\\\Z)*)("?)')
# Most terms by far: one key, one value, no quoting.
_SIMPLE = re.compile(r'(-?)([a-z]+):([^\s,\\"]+)(?!\S)')
_ESCAPE = re.compile(r"\\([\s\S])")


def _plain(raw: str) -> str:
    """Text without the backslashes that took the meaning of what follows them."""
    return _ESCAPE.sub(r"\1", raw) if "\\" in raw else raw


_CLOSING = {"[": "]", "{": "}"}


def _sets_joined(raw: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Values with those made one that are a set of dates, whose commas are its own."""
    joined: list[tuple[str, int, int]] = []
    closing: str | None = None
    for value, begin, end in raw:
        if closing is None:
            joined.append((value, begin, end))
            closing = _CLOSING.get(value[:1])
        else:
            first, start, _ = joined[-1]
            joined[-1] = (f"{first},{value}", start, end)
        if closing is not None and value.endswith(closing):
            closing = None
    return joined


class Scanner:
    """One pass over one filter text."""

    def __init__(self, text: str, lenient: bool) -> None:
        self.text = text
        self.scan = text if text.isascii() else text.translate(_STRAIGHT)
        self.lenient = lenient
        self.position = 0

    def terms(self) -> list[Term]:
        """All terms; raises FilterError unless lenient."""
        found: list[Term] = []
        known = False
        while True:
            start = self._skip_blanks()
            if start >= len(self.text):
                return found
            try:
                term = self._term(start)
                if term is not None and term.key == "known" and known:
                    self._fail("known: is given twice; one day is enough", start)
                if len(found) == MAX_TERMS:
                    self._fail(f"a filter has at most {MAX_TERMS} terms", start)
            except FilterError:
                if not self.lenient:
                    raise
                continue
            if term is not None:
                found.append(term)
                known = known or term.key == "known"

    def _skip_blanks(self) -> int:
        match = _SPACE.match(self.scan, self.position)
        self.position = match.end() if match else self.position
        return self.position

    def _fail(self, reason: str, start: int, end: int | None = None) -> None:
        """Raise for the text from ``start`` to ``end``, or to where reading has come."""
        stop = self.position if end is None else end
        raise FilterError(reason, self.text, start, max(0, stop - start))

    def _term(self, start: int) -> Term | None:
        """The term that begins at ``start``; reading goes on behind it, whatever happens."""
        text = self.scan
        simple = _SIMPLE.match(text, start)
        if simple and (key := find_key(simple[2])) and not (simple[1] and key.name == "known"):
            self.position = simple.end()
            values = self._canonical(key, simple[3], simple.start(3))
            return Term.of_canonical(key.name, values, bool(simple[1]))
        negated = text[start] == "-"
        if negated:
            self.position += 1
            while text[self.position : self.position + 1] == "-":
                self.position += 1
            if self.position > start + 1 and not self.lenient:
                self._fail("one minus is enough; put a word that begins with one in quotes", start)
            if self.position == len(text) or text[self.position].isspace():
                self._fail("a minus needs a word, a phrase or a key right after it", start)
        begin = self.position
        colon = key_end(text, begin)
        if colon:
            key = find_key(text[begin:colon])
            if key is not None:
                self.position = colon + 1
                return self._values(key, start, negated)
            if not self.lenient:
                self._fail(unknown_key(text[begin:colon]), begin, colon)
        if text[begin] == '"':
            raw, closed = self._quoted()
            return self._search("phrase" if closed else "text", raw, begin, negated)
        word = _WORD.match(text, begin)
        if word is None:
            raise AssertionError("a word begins at every character but blanks and quotes")
        self.position = word.end()
        return self._search("text", _plain(self.text[begin : self.position]), begin, negated)

    def _search(self, key: str, raw: str, start: int, negated: bool) -> Term:
        """A word or phrase to search for."""
        return Term.of_canonical(key, self._canonical(KEYS[key], raw, start), negated)

    def _quoted(self) -> tuple[str, bool]:
        """What stands in quotation marks here, and whether they are closed."""
        start = self.position
        match = _QUOTED.match(self.scan, start)
        if match is None:
            raise AssertionError("quoted text begins at every quotation mark")
        self.position = match.end()
        if not match[2] and not self.lenient:
            self._fail("a quotation mark is opened here and never closed", start, start + 1)
        return _plain(self.text[match.start(1) : match.end(1)]), bool(match[2])

    def _value(self) -> str:
        """One value, up to a comma or a blank."""
        pieces: list[str] = []
        while self.position < len(self.text):
            if self.scan[self.position] == '"':
                pieces.append(self._quoted()[0])
                continue
            match = _VALUE.match(self.scan, self.position)
            if match is None:
                break
            self.position = match.end()
            pieces.append(_plain(self.text[match.start() : match.end()]))
        return "".join(pieces)

    def _values(self, key: Key, start: int, negated: bool) -> Term | None:
        """The values after a colon."""
        raw: list[tuple[str, int, int]] = []
        while True:
            begin = self.position
            value = self._value()
            raw.append((value, begin, self.position))
            if self.text[self.position : self.position + 1] != ",":
                break
            self.position += 1
        if key.shape == "date" and len(raw) > 1:
            raw = _sets_joined(raw)
        if self.lenient:
            raw = [each for each in raw if each[0] and not each[0].isspace()]
            if not raw:
                return None
        reason = shape_problem(key.name, len(raw), negated)
        if reason:
            self._fail(reason, start)
        values: list[str] = []
        for value, begin, end in raw:
            values.extend(self._canonical(key, value, begin, end))
        return Term.of_canonical(key.name, values, negated)

    def _canonical(self, key: Key, value: str, start: int, end: int | None = None) -> tuple[str, ...]:
        """The value in its canonical form; a problem with it points into the text."""
        try:
            return canonical(key, value)
        except BadValueError as problem:
            stop = self.position if end is None else end
            # The offset holds for a value that is written without quoting.
            inner = start + problem.offset if self.text[start:stop] == value else start
            raise FilterError(problem.reason, self.text, inner, max(0, stop - inner)) from problem
