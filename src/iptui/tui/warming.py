"""What goes through a whole crisis when first asked: read ahead by a worker in a large one, so that no key waits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from iptui.store.catalogue import Catalogue

if TYPE_CHECKING:
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


def read_ahead(path: Path, *, ours: bool) -> Warmth:
    """Read ahead, with a connection of its own.

    Raises:
        DatabaseError: when the file is damaged.
    """
    with Catalogue.open(path, ours=ours) as catalogue:
        catalogue.publications.known(_BEYOND)
        return Warmth(catalogue.worded_alike, catalogue.publications)
