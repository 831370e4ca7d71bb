"""The explorer, and the only place that knows Textual. `run` is all that the command line needs of it."""

from __future__ import annotations

import gc
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from iptui.filters import Filter
    from iptui.tui.early import EarlyScreen
    from iptui.tui.reading import Reading

__all__ = ["run"]

_UNUSED = ("ssl", "bz2", "lzma")
"""What `asyncio` and `shutil` take along where it is there, for connections and archives; the explorer has neither."""
_PALETTE = "textual.command"


class _Nothing(type(os)):  # type: ignore[misc]
    """A module that has every name, each a class of nothing: for what is only named where it is imported."""

    def __getattr__(self, name: str) -> type:
        """A class of that name."""
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def run(
    path: Path | str, *, ours: bool, filter_text: str = "", progress: Callable[[str, float], None] | None = None
) -> int:
    """Open the explorer on a crisis database and stay until the user leaves.

    Args:
        path: the database.
        ours: whether it lies in our own cache and never changes.
        filter_text: the filter to begin with.
        progress: told how far the sealing of a copy is, where one is made before the screen opens.

    Returns:
        The exit code: 0 when the user quit, 128 + n after signal n, 3 when the database went bad on the way,
        70 after a crash.

    Raises:
        FilterError: when the filter cannot be read or names something that there is not.
        DatabaseError: when the database cannot be opened or read.
    """
    early = None
    try:
        from iptui.tui.reading import open_reading

        reading, wanted = open_reading(path, ours=ours, filter_text=filter_text, progress=progress)
        early = _draw_early(reading, wanted)
        start = _textual()
        # Next to nothing of what is made until the first screen stands ever becomes garbage.
        gc.freeze()
        return start(reading, wanted, early)
    finally:
        if early is not None:
            early.give_back()


def _textual() -> Callable[[Reading, Filter, EarlyScreen | None], int]:
    """`iptui.tui.start.start`, with Textual imported for it, and without what nothing here uses.

    OpenSSL alone is a tenth of the memory of the first screen; Textual's command palette, with the inputs, trees and
    lists that it imports, a tenth of the time until it stands. Who imports any of it by name afterwards has it.
    """
    import sys

    before = set(sys.modules)
    try:
        return _start_without(_Nothing(_PALETTE))
    except (ImportError, AttributeError, TypeError):
        # A Textual that needs more of its palette than names: once more, with all of it.
        for name in sys.modules.keys() - before:
            del sys.modules[name]
        return _start_without(None)


def _start_without(palette: ModuleType | None) -> Callable[[Reading, Filter, EarlyScreen | None], int]:
    """Import the explorer without the modules that it does not use.

    Args:
        palette: what stands for Textual's command palette meanwhile; None for itself.
    """
    import sys

    # None is the import system's own way to say that there is none; both modules that ask for these do without.
    unused: dict[str, ModuleType | None] = dict.fromkeys(_UNUSED)
    if palette is not None:
        unused[_PALETTE] = palette
    unused = {name: there for name, there in unused.items() if name not in sys.modules}
    try:
        sys.modules.update(unused)  # type: ignore[arg-type]
        from iptui.tui.start import start
    finally:
        for name in unused:
            sys.modules.pop(name, None)
    return start


def _draw_early(reading: Reading, wanted: Filter) -> EarlyScreen | None:
    """The first screen, before Textual is there to draw it; None where it is left to that."""
    from iptui.tui.early import EarlyScreen, terminal

    found = terminal()
    if found is None:
        return None
    from iptui.store.shelf import library_stamp
    from iptui.tui.frame import encoded, first_screen

    rows = first_screen(reading, wanted, found.width, found.height, unattached=library_stamp() is None)
    if rows is None:
        return None
    try:
        return EarlyScreen(encoded(rows, true_colour=found.true_colour))
    except OSError:
        return None
