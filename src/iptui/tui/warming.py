"""What goes through a whole crisis when first asked: read ahead by a worker in a large one, so that no key waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iptui.store.branches import every_branch
from iptui.tui.freeing import give_back
from iptui.tui.tree import Tree

if TYPE_CHECKING:
    from typing import NamedTuple

    from iptui.store.publication import Publications
    from iptui.tui.reading import Reading
else:
    from iptui.tuples import NamedTuple

__all__ = ["Warmth", "read_ahead"]

_BEYOND = "9999"


class Warmth(NamedTuple):
    """What a worker has read ahead.

    Attributes:
        worded_alike: as `Catalogue.worded_alike`.
        publications: as `Catalogue.publications`, with what they keep on the way from day to day.
        tree: as `Reading.tree`.
    """

    worded_alike: dict[str, tuple[str, ...]]
    publications: Publications
    tree: Tree

    def give(self, reading: Reading) -> None:
        """Have a crisis, open in the calling thread, go on from here; what it has read itself by now it keeps."""
        catalogue = reading.catalogue
        kept = vars(catalogue)
        kept.setdefault("worded_alike", self.worded_alike)
        if "publications" not in kept:
            kept["publications"] = self.publications.lent(catalogue)
        vars(reading).setdefault("tree", self.tree)


def read_ahead(shown: Reading) -> Warmth:
    """Read ahead, with a connection of its own to what is shown.

    Raises:
        DatabaseError: when the file is damaged, or was changed since.
    """
    with shown.catalogue.again() as catalogue:
        catalogue.publications.known(_BEYOND)
        # Other spellings are asked of what is shown, in its own thread, when an actor is sought.
        tree = Tree(every_branch(catalogue), spelled=lambda: shown.actors)
        found = Warmth(catalogue.worded_alike, catalogue.publications, tree)
    give_back()
    return found
