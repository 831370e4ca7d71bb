"""Names that somebody may have meant. Nothing is looked up here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iptui.text.folding import fold, tokens

_ENOUGH = 0.6
_LONGEST = 200


def nearest(name: str, candidates: Iterable[str], n: int = 3) -> list[str]:
    """The candidates that a misspelt name is most like.

    A candidate is as like as its folded letters are (``difflib``'s ratio), or, a little less, as
    its most similar word is, or where it begins with the name.

    Args:
        name: What was written.
        candidates: What there is.
        n: How many at most.

    Returns:
        The nearest first, equal ones in the order of the candidates; those under 0.6 not at all.
    """
    # Imported here because only errors need it.
    from difflib import SequenceMatcher

    sought = fold(name[:_LONGEST]).strip()
    if not sought or n < 1:
        return []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(sought)

    def likeness(folded: str) -> float:
        matcher.set_seq1(folded)
        if matcher.real_quick_ratio() < _ENOUGH or matcher.quick_ratio() < _ENOUGH:
            return 0.0
        return matcher.ratio()

    scored: list[tuple[float, int, str]] = []
    for order, candidate in enumerate(dict.fromkeys(candidates)):
        folded = fold(candidate[:_LONGEST])
        score = likeness(folded)
        if score < 1 and len(words := tokens(folded)) > 1:
            score = max(score, 0.95 * max(map(likeness, words)))
        if folded.startswith(sought):
            score = max(score, 0.9)
        if score >= _ENOUGH:
            scored.append((-score, order, candidate))
    return [candidate for _, _, candidate in sorted(scored)[:n]]


def did_you_mean(name: str, candidates: Iterable[str], otherwise: str = "", *, before: str = "") -> str:
    """Ask whether one of the candidates nearest to a name was meant.

    Args:
        name: What was written.
        candidates: What there is.
        otherwise: What to say where none is near.
        before: What stands before whatever is said; nothing where there is nothing to say.

    Returns:
        ``did you mean one or another?``; the candidates as they are given.
    """
    near = nearest(name, candidates)
    said = f"did you mean {' or '.join(near)}?" if near else otherwise
    return f"{before}{said}" if said else ""


def alternatives(words: Sequence[str]) -> str:
    """Name some words to choose from, at least one: ``a, b or c``."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
