"""What goes through a whole crisis when first asked: read ahead by a worker in a large one, so that no key waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from iptui.store.catalogue import Catalogue
    from iptui.store.publication import Publications

__all__ = ["Warmth", "read_ahead"]

_BEYOND = "9999"


class Warmth(NamedTuple):
    """What a worker has read ahead.

    Attributes:
        worded_alike: as `Catalogue.worded_alike`.
        publications: as `Catalogue.publications`, with what they keep on the way from day to day.
    """

    worded_alike: dict[str, tuple[str, ...]]
    publications: Publications

    def give(self, catalogue: Catalogue) -> None:
        """Have a catalogue, of the calling thread, go on from here; what it has read itself by now it keeps."""
        kept = vars(catalogue)
        kept.setdefault("worded_alike", self.worded_alike)
        if "publications" not in kept:
            kept["publications"] = self.publications.lent(catalogue)


def read_ahead(shown: Catalogue) -> Warmth:
    """Read ahead, with a connection of its own to what is shown.

    Raises:
        DatabaseError: when the file is damaged, or was changed since.
    """
    with shown.again() as catalogue:
        catalogue.publications.known(_BEYOND)
        return Warmth(catalogue.worded_alike, catalogue.publications)
