"""`iptui check` and `iptui build`: a crisis folder of the user's own, from TOML to a database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iptui.cli.contradictions import contradictions_in, finding_lines, without_option
from iptui.cli.failures import FOUND, OK
from iptui.cli.output import Rows, say, write_lines, write_rows
from iptui.cli.shared import format_option
from iptui.text import safe

if TYPE_CHECKING:
    from iptui.store.records import CrisisFolder

__all__ = ["build_command", "check_command", "sources_option"]

_COLUMNS = ("file", "record", "field", "value", "message")
sources_option = click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with the sources' texts, by the names in sources.toml.",
)


@click.command("check", short_help="Everything that is wrong with a crisis folder, at once.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@sources_option
@without_option
@format_option
def check_command(folder: Path, sources: Path | None, without: tuple[str, ...], form: str) -> int:
    """Check the crisis folder DIR: every problem with file, record, field, value and what would be right.

    Passages are held against the sources' texts that lie in DIR, in DIR/texts or in the folder of --sources. Of a
    sound folder it is then told what contradicts the calendar or the offices, as `iptui anachronisms` does; such a
    folder can be built. Exit code 1 when there is anything of either.

    \b
    Examples:
      iptui check my-crisis
      iptui check my-crisis --sources ~/articles --format csv
      iptui check my-crisis --without an-unreliable-source
    """
    from iptui.store.folder import check_folder

    crisis = check_folder(folder, sources=sources)
    warnings = [] if crisis.problems else contradictions_in(crisis, without)
    if form == "table":
        write_lines(safe(str(problem)) for problem in crisis.problems)
        write_lines("warning: " + " ".join(map(str.strip, finding_lines(warning))) for warning in warnings)
    else:
        rows = [[getattr(problem, column) for column in _COLUMNS] for problem in crisis.problems]
        rows += [["", warning.ids[0], warning.kind, "", warning.message] for warning in warnings]
        write_rows(Rows(_COLUMNS, rows), form)
    for line in _summary(crisis):
        say(line)
    if warnings:
        say(f"{len(warnings)} warning(s): what contradicts the calendar or the offices")
    return FOUND if crisis.problems or warnings else OK


def _summary(crisis: CrisisFolder) -> Iterable[str]:
    from iptui.store.consistency import unchecked

    held, why = unchecked(crisis)
    counted = ", ".join(f"{len(entries)} {kind}" for kind, entries in crisis.records.items())
    wrong = len(crisis.problems)
    yield f"{crisis.name}: {f'{wrong} problem' + 's' * (wrong != 1) if wrong else 'sound'} ({counted})"
    yield f"{held} passage{'s' * (held != 1)} held against their texts"
    if why:
        yield "not checked: " + ", ".join(f"{number} {reason}" for reason, number in why.items())


@click.command("build", short_help="Build the database of a crisis folder.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Where to put it.")
@click.option("--force", is_flag=True, help="Replace FILE even where it is not a crisis database.")
@sources_option
def build_command(folder: Path, output: Path, force: bool, sources: Path | None) -> int:
    """Build the database of the crisis folder DIR and put it at FILE in one step.

    A folder with problems is not built: `iptui check` lists them, and so does this command, with exit code 3.

    \b
    Example:
      iptui build my-crisis -o my-crisis.sqlite && iptui my-crisis.sqlite
    """
    from iptui.store.errors import FolderError
    from iptui.store.folder import check_folder

    refuse_foreign(output, force=force)
    crisis = check_folder(folder, sources=sources)
    if crisis.problems:
        raise FolderError(str(folder), tuple(crisis.problems))
    from iptui.store.build import build

    build(crisis, output, over_any_file=force)
    say(f"built {output}")
    return OK


def refuse_foreign(output: Path, *, force: bool) -> None:
    """Keep a file that is no crisis database from being replaced by one.

    Raises:
        BuildError: when there is such a file and `force` is not set.
    """
    from iptui.store.errors import BuildError, DatabaseError
    from iptui.store.opening import check_header

    if force or not output.exists():
        return
    try:
        check_header(output)
    except DatabaseError as error:
        raise BuildError(f"{error}; it is not replaced without --force") from error
