"""Filter text, and shell arguments, to filters. What a value may be is for ``keys``, quoting for ``scanner``."""

from __future__ import annotations

from iptui.filters.keys import KEYS, MAX_LENGTH, MAX_TERMS, BadValueError, FilterError, canonical, find_key
from iptui.filters.terms import QUOTES, Filter, Term, key_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def parse(text: str, *, lenient: bool = False) -> Filter:
    """Read a filter.

    Args:
        text: Filter text; see the package for the language.
        lenient: For search as you type: what is unfinished or wrong is left out instead of
            refused, an unknown key is taken for a word, a phrase without its closing mark for
            words of which the last may go on, and text beyond the limits is not read.

    Returns:
        The filter; an empty one for blank text.

    Raises:
        FilterError: when the text is no filter; never if ``lenient``.
    """
    if len(text) > MAX_LENGTH:
        if not lenient:
            raise FilterError(
                f"a filter has at most {MAX_LENGTH:,} characters, this one {len(text):,}",
                text,
                MAX_LENGTH,
                len(text) - MAX_LENGTH,
            )
        text = text[:MAX_LENGTH]
    found = _plain_terms(text)
    if found is None:
        # Imported here because few filters need its patterns, which cost more than all of the others.
        from iptui.filters.scanner import Scanner

        found = Scanner(text, lenient).terms()
    return Filter(found)


def _plain_terms(text: str) -> list[Term] | None:
    """The terms of a text without quoting, lists and mistakes, None where it may have any: most filters by far."""
    if not text.isascii() or '"' in text or "\\" in text or "," in text:
        return None
    words = text.split()
    found = []
    for word in words[:MAX_TERMS]:
        negated = word[0] == "-"
        name, colon, value = word[negated:].partition(":")
        key = find_key(name) if colon else KEYS["text"]
        if key is None or (colon and not value) or name[:1] in ("", "-") or (negated and key.name == "known"):
            return None
        try:
            values = canonical(key, value if colon else name)
        except BadValueError:
            return None
        found.append(Term.of_canonical(key.name, values, negated))
    once = sum(term.key == "known" for term in found) < 2
    return found if once and len(words) <= MAX_TERMS else None


def parse_args(args: Iterable[str]) -> Filter:
    """Read a filter from shell arguments.

    The arguments are joined by spaces. The shell has taken away quotation marks that a value
    needed, so in an argument that begins with a key of names or codes and holds spaces, but no
    further key, minus or quotation mark, all of it is the value: ``actor:"united states"`` arrives
    as ``actor:united states``. An argument without a key is read as it stands: to search for a
    phrase from a shell, its quotation marks must reach the program (``'"minor irritants"'``).

    Args:
        args: The arguments.

    Returns:
        The filter.

    Raises:
        FilterError: when the joined text, which the error holds, is no filter.
    """
    return parse(" ".join(map(_requoted, args)))


def _requoted(arg: str) -> str:
    """A shell argument with the quotation marks that its value needs."""
    start = int(arg.startswith("-"))
    colon = key_end(arg, start)
    key = find_key(arg[start:colon]) if colon else None
    if key is None or key.shape not in ("name", "code"):
        return arg
    value = arg[colon + 1 :]
    if not value or value[0].isspace() or len(value.split()) < 2 or _has_more_terms(value):
        return arg
    return arg[: colon + 1] + ",".join(f'"{part.strip()}"' if part.strip() else part for part in value.split(","))


def _has_more_terms(value: str) -> bool:
    """Whether quoting of its own, a minus or a further key stands in a shell argument's value."""
    if "\\" in value or any(mark in value for mark in QUOTES):
        return True
    for word in value.split()[1:]:
        colon = key_end(word)
        if word[0] == "-" or (colon and find_key(word[:colon]) is not None):
            return True
    return False
