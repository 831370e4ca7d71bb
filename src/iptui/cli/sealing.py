"""`iptui seal`: a database that a script has changed made fast again, in its own file."""

from __future__ import annotations

from pathlib import Path

import click

from iptui.cli.failures import OK
from iptui.cli.output import say

__all__ = ["seal_command"]


@click.command("seal", short_help="Make a database fast again after a script has changed it.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def seal_command(file: Path) -> int:
    """Seal the database FILE: derive anew, in the file itself, what lists, counts and searches read.

    Every change of the data marks a database as unsealed. It opens all the same, with the data as it is: each command
    then works on a sealed copy in your cache, which is made once for each state of the file. Seal the file itself when
    your script is done. It is one transaction: whatever ends it, the file is as it was or sealed. One that is sealed
    is not written to, but for one of an earlier iptui, whose views become today's: the same rows, some of them sooner.

    \b
    Examples:
      sqlite3 crisis.sqlite "UPDATE event SET status = 'disputed' WHERE id = 'the-strike'"
      iptui seal crisis.sqlite
    """
    from iptui.cli.progress import Bar, stoppable
    from iptui.store.inplace import seal_in_place

    with stoppable(), Bar() as bar:
        items = seal_in_place(file, bar.show)
    if items is None:
        say(f"{file}: sealed already; nothing was written")
    else:
        say(f"sealed {file}: {items} item{'s' * (items != 1)}")
    return OK
