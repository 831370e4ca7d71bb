"""`iptui keys`: the explorer's keys, from the table that the explorer itself is made from."""

from __future__ import annotations

import click

from iptui.cli import cells
from iptui.cli.failures import OK
from iptui.cli.output import Rows, write_rows
from iptui.cli.shared import format_option

__all__ = ["keys_command"]

_COLUMNS = ("group", "keys", "help", "where", "id", "label")
_BRIEF = [cells.the("group"), cells.the("keys"), cells.the("help", "what it does"), cells.the("where")]


@click.command("keys", short_help="The explorer's keys.")
@format_option
def keys_command(form: str) -> int:
    """List the keys of the explorer, what they do, and in which pane where not in all."""
    from iptui.tui import keys

    rows = (
        (
            command.group,
            " ".join(keys.shown(key) for key in command.keys),
            command.help,
            keys.where(command),
            command.id,
            command.label,
        )
        for _group, commands in keys.rows()
        for command in commands
    )
    write_rows(Rows(_COLUMNS, rows, _BRIEF), form)
    return OK
