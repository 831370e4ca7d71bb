"""What the command palette offers, and how it is found by typing. Nothing here draws."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from iptui.text import fold
from iptui.tui.keys import COMMANDS, shown

__all__ = ["Offer", "matching", "offers"]


class Offer(NamedTuple):
    """One line of the palette: our own words, never data.

    Attributes:
        title: what it does.
        keys: how it is done without the palette, or an empty text.
        action: the action of the screen.
    """

    title: str
    keys: str
    action: str


def offers(themes: Mapping[str, str]) -> list[Offer]:
    """Every command that makes sense without a cursor, then the themes.

    Args:
        themes: what each theme is called, by its name.
    """
    found = [
        Offer(command.help, " ".join(map(shown, command.keys)), command.action)
        for command in COMMANDS
        if command.palette and command.scope == "explorer"
    ]
    return found + [Offer(f"theme: {label}", "", f"set_theme({name!r})") for name, label in themes.items()]


def matching(found: Sequence[Offer], typed: str) -> list[tuple[Offer, tuple[int, ...]]]:
    """The offers whose title has the typed letters in order, the tightest first, and where they stand.

    Args:
        found: what there is.
        typed: letters; every word of it is looked for behind the one before.
    """
    letters = "".join(fold(typed).split())
    scored: list[tuple[int, int, Offer, tuple[int, ...]]] = []
    for number, offer in enumerate(found):
        places = _places(fold(offer.title), letters)
        if places is not None:
            spread = places[-1] - places[0] + places[0] // 4 if places else 0
            scored.append((spread, number, offer, places))
    scored.sort(key=lambda each: each[:2])
    return [(offer, places) for _, _, offer, places in scored]


def _places(title: str, letters: str) -> tuple[int, ...] | None:
    """Where the letters stand in order: together if they do anywhere, else from the first on."""
    if not letters:
        return ()
    bare = [index for index, char in enumerate(title) if not char.isspace()]
    together = "".join(title[index] for index in bare).find(letters)
    if together >= 0:
        return tuple(bare[together : together + len(letters)])
    places: list[int] = []
    at = 0
    for letter in letters:
        at = title.find(letter, at)
        if at < 0:
            return None
        places.append(at)
        at += 1
    return tuple(places)
