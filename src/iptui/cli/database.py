"""`iptui db`: the database as a file: where it is, what it is, a copy of it."""

from __future__ import annotations

from pathlib import Path

import click

from iptui.cli import cells
from iptui.cli.authoring import refuse_foreign
from iptui.cli.failures import OK
from iptui.cli.options import database_path, open_catalogue
from iptui.cli.output import Rows, say, to_json, write_lines, write_path, write_rows
from iptui.cli.shared import database_option, format_option

__all__ = ["db_command"]


@click.group("db", short_help="The database file: path, info, build, backup.")
def db_command() -> None:
    """The database as a file."""


@db_command.command("path", short_help="Print where the database is.")
@database_option
def path_command(database: str | None) -> int:
    """Print the path of the database; the bundled crisis is built where it is not there yet.

    \b
    Example:
      sqlite3 "$(iptui db path)" 'SELECT * FROM timeline'
    """
    path, _ours = database_path(database)
    write_path(str(path.absolute()))
    return OK


_COUNTED = ("actor", "place", "source", "claim")


@db_command.command("info", short_help="What is in it.")
@database_option
@format_option
def info_command(database: str | None, form: str) -> int:
    """Tell what the database holds: the crisis, its bounds, and how much of everything."""
    with open_catalogue(database) as catalogue:
        info = catalogue.info()
        version = catalogue.numbers("PRAGMA user_version")[0]
        told: dict[str, str | int | None] = {
            "path": str(catalogue.path),
            "id": info.id,
            "title": info.title,
            "summary": info.summary,
            "date": info.date,
            "earliest": info.earliest,
            "latest": info.latest,
            "note": info.note,
            "events": info.events,
            "statements": info.statements,
            "quotes": catalogue.members("has", "quote").bit_count(),
            **{f"{table}s": catalogue.numbers(f"SELECT count(*) FROM {table}")[0] for table in _COUNTED},
            "schema_version": version,
        }
    if form in ("json", "jsonl"):
        write_lines([to_json(told, indent=2 if form == "json" else None)])
    else:
        shown = [cells.the("name"), cells.the("value")]
        write_rows(Rows(["name", "value"], told.items(), shown), form)
    return OK


@db_command.command("build", short_help="Build the bundled crisis somewhere.")
@click.option("-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Where to put it.")
@click.option("--force", is_flag=True, help="Replace FILE even where it is not a crisis database.")
def build_command(output: Path, force: bool) -> int:
    """Build the database of the bundled crisis at FILE."""
    from iptui.store.bundled import export_bundled

    refuse_foreign(output, force=force)
    export_bundled(output, over_any_file=force)
    say(f"built {output}")
    return OK


@db_command.command("backup", short_help="Copy it to a file.")
@click.argument("output", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE even where it is not a crisis database.")
@database_option
def backup_command(output: Path, force: bool, database: str | None) -> int:
    """Copy the database to FILE, whole even while somebody writes to it."""
    from iptui.store.backup import backup

    refuse_foreign(output, force=force)
    path, ours = database_path(database)
    backup(path, output, ours=ours)
    say(f"copied to {output}")
    return OK
