"""A filter as a value: terms that are all to hold. Immutable, hashable, with one text each.

Reading text is for ``reader``, the English for ``wording``. The keys and what each takes are asked of
``keys`` where a term is checked: a filter without terms needs none of them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ALIASES = {"initiator": "by", "language": "lang"}
"""Other ways to write a key."""

QUOTES = '"“”„‟«»'
# White space in a canonical value is single spaces.
_NEEDS_QUOTES = frozenset(f" ,\\{QUOTES}")
_IN_QUOTES = str.maketrans({char: f"\\{char}" for char in f"\\{QUOTES}"})
_IN_WORD = {**_IN_QUOTES, ord(" "): "\\ "}


def key_end(text: str, start: int = 0) -> int:
    """The index of the colon after what is written like a key at ``start``; 0 where nothing is."""
    colon = text.find(":", start)
    name = text[start : max(start, colon)]
    written = name.isascii() and name[:1].isalpha() and name.replace("_", "").replace("-", "").isalpha()
    return colon if written else 0


class _Frozen:
    """Slots that are set once, by ``object.__setattr__``.

    Not a dataclass, because importing :mod:`dataclasses` takes longer than all of this package.
    """

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable; cannot set {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable; cannot delete {name}")


class Term(_Frozen):
    """One condition of a filter: any of the values of a key, or none of them.

    Attributes:
        key: A name of ``KEYS``; ``text`` for a bare word, ``phrase`` for a phrase.
        values: One or more, in their canonical form, without repetitions; exactly one for ``text``
            and ``phrase``.
        negated: Whether none of the values may hold.
    """

    __slots__ = ("key", "negated", "values")
    key: str
    values: tuple[str, ...]
    negated: bool

    def __init__(self, key: str, values: Iterable[str], negated: bool = False) -> None:
        """Check the values and bring them into their canonical form.

        Args:
            key: A key or an alias.
            values: The values, unquoted; one string is one value.
            negated: Whether none of them may hold.

        Raises:
            FilterError: when there is no such key or it takes no such value.
        """
        from iptui.filters.keys import KEYS, BadValueError, FilterError, canonical, shown

        name = ALIASES.get(key, key)
        if name not in KEYS:
            raise FilterError(f"{shown(key)} is no key of a filter", key, 0, len(key))
        given = (values,) if isinstance(values, str) else tuple(values)
        checked: list[str] = []
        for value in given:
            try:
                checked.extend(canonical(KEYS[name], value))
            except BadValueError as problem:
                raise FilterError(problem.reason, value, problem.offset, len(value)) from problem
        reason = shape_problem(name, len(given), negated)
        if reason:
            raise FilterError(reason, key)
        _fill(self, name, checked, negated)

    @classmethod
    def of_canonical(cls, key: str, values: Sequence[str], negated: bool) -> Term:
        """A term of values that ``canonical`` gave for this key; nothing is checked again."""
        term = cls.__new__(cls)
        _fill(term, key, values, negated)
        return term

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Term):
            return NotImplemented
        return (self.key, self.values, self.negated) == (other.key, other.values, other.negated)

    def __hash__(self) -> int:
        return hash((self.key, self.values, self.negated))

    def __repr__(self) -> str:
        return f"Term({self.key!r}, {self.values!r}, {self.negated!r})"

    def __reduce__(self) -> tuple[type[Term], tuple[str, tuple[str, ...], bool]]:
        return (type(self), (self.key, self.values, self.negated))

    def __str__(self) -> str:
        """The term as filter text."""
        minus = "-" if self.negated else ""
        if self.key == "phrase":
            return f'{minus}"{self.values[0].translate(_IN_QUOTES)}"'
        if self.key == "text":
            word = self.values[0].translate(_IN_WORD)
            if word.startswith("-"):
                word = "\\" + word
            elif colon := key_end(word):
                word = f"{word[:colon]}\\{word[colon:]}"
            return minus + word
        return f"{minus}{self.key}:{','.join(map(_quoted, self.values))}"


# The descriptors of the slots set them in half the time that object.__setattr__ takes.
_set_key = Term.__dict__["key"].__set__
_set_values = Term.__dict__["values"].__set__
_set_negated = Term.__dict__["negated"].__set__


def _fill(term: Term, key: str, values: Sequence[str], negated: bool) -> None:
    """Set what a new term holds."""
    _set_key(term, key)
    _set_values(term, tuple(values) if len(values) == 1 else tuple(dict.fromkeys(values)))
    _set_negated(term, negated)


def shape_problem(key: str, count: int, negated: bool) -> str | None:
    """What is wrong with so many values for a key, or with a minus before it; None if nothing."""
    if not count:
        return f"{key}: needs a value"
    from iptui.filters.keys import KEYS

    if count > 1 and (key in ("since", "until", "known") or KEYS[key].shape == "text"):
        return f"{key}: takes one {'date' if KEYS[key].shape == 'date' else 'value'}, not several"
    if negated and key == "known":
        return "known: cannot be left out by a minus; it sets the day from which all is seen"
    return None


def _quoted(value: str) -> str:
    if _NEEDS_QUOTES.isdisjoint(value):
        return value
    return f'"{value.translate(_IN_QUOTES)}"'


class Filter(_Frozen):
    """Terms that all have to hold, in the order they were given.

    ``parse(str(f)) == f`` within the limits of length and number. Equality minds the order. Of
    several ``known`` the last one counts, as it is no condition but a point of view.

    Attributes:
        terms: The terms, without repetitions.
    """

    __slots__ = ("terms",)
    terms: tuple[Term, ...]

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        """Keep the terms, each once, and the last ``known`` only."""
        kept = dict.fromkeys(terms)
        for term in [term for term in kept if term.key == "known"][:-1]:
            del kept[term]
        object.__setattr__(self, "terms", tuple(kept))

    def __eq__(self, other: object) -> bool:
        return self.terms == other.terms if isinstance(other, Filter) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.terms)

    def __repr__(self) -> str:
        return f"Filter({self.terms!r})"

    def __reduce__(self) -> tuple[type[Filter], tuple[tuple[Term, ...]]]:
        return (type(self), (self.terms,))

    def __str__(self) -> str:
        """The canonical text."""
        return " ".join(map(str, self.terms))

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def is_empty(self) -> bool:
        """Whether everything passes."""
        return not self.terms

    @property
    def words(self) -> tuple[str, ...]:
        """The words searched for (beginnings of words), for lighting matches."""
        return self.values("text")

    @property
    def phrases(self) -> tuple[str, ...]:
        """The phrases searched for, for lighting matches."""
        return self.values("phrase")

    def get(self, key: str) -> tuple[Term, ...]:
        """The terms of a key or an alias, negated ones too."""
        name = ALIASES.get(key, key)
        return tuple(term for term in self.terms if term.key == name)

    def values(self, key: str, *, negated: bool = False) -> tuple[str, ...]:
        """The values of all terms of a key that are, or are not, negated."""
        return tuple(value for term in self.get(key) if term.negated == negated for value in term.values)

    def with_term(self, term: Term) -> Filter:
        """This filter and one more condition (another ``known`` takes the place of the first)."""
        return Filter((*self.terms, term))

    def without(self, key: str) -> Filter:
        """This filter without the terms of a key or an alias."""
        name = ALIASES.get(key, key)
        return Filter(term for term in self.terms if term.key != name)

    def merge(self, other: Filter) -> Filter:
        """What passes both filters."""
        return Filter(self.terms + other.terms)

    def toggle(self, key: str, value: str, negated: bool = False) -> Filter:
        """Switch one value on or off, as a list with check marks does.

        A value that is there with this sign goes. One that is not joins the first term of its key
        and sign by *or* (``actor:iran`` becomes ``actor:iran,pakistan``), and goes from those of the
        other sign. Words, phrases and keys that take one date have terms of their own; a new
        ``since``, ``until`` or ``known`` takes the place of the old one.

        Args:
            key: A key or an alias.
            value: A value, unquoted.
            negated: Whether the value is to be left out.

        Returns:
            Another filter; the order of the other terms stays.

        Raises:
            FilterError: when there is no such key or it takes no such value.
        """
        from iptui.filters.keys import KEYS

        new = Term(key, (value,), negated)
        folded = {each.casefold() for each in new.values}
        there = {
            each.casefold()
            for term in self.terms
            if term.key == new.key and term.negated == negated
            for each in term.values
        }
        kept: list[Term | None] = []
        place: int | None = None
        alone = bool(shape_problem(new.key, 2, negated=False))
        for term in self.terms:
            if term.key != new.key:
                kept.append(term)
                continue
            left = [each for each in term.values if each.casefold() not in folded]
            if KEYS[new.key].shape == "date" and alone and term.negated == negated:
                left = []
            if term.negated == negated and place is None and not alone:
                place = len(kept)
            kept.append(Term.of_canonical(term.key, left, term.negated) if left else None)
        if not folded <= there:
            if place is None:
                kept.append(new)
            else:
                before = kept[place]
                joined = (before.values if before else ()) + new.values
                kept[place] = Term.of_canonical(new.key, joined, negated)
        return Filter(term for term in kept if term is not None)

    def describe(self, names: Callable[[str, str], str | None] | None = None) -> str:
        """The filter in plain English, for people.

        Args:
            names: Gives the name to show for a key and a value (``actor``, ``us``); where it is
                absent or gives None, the value itself is shown.

        Returns:
            One line of safe text: ``actor Iran, not United States; from 16 Jan 2024``.
        """
        # Imported here because most filters are never put into words.
        from iptui.filters.wording import describe

        return describe(self.terms, names)
