"""`iptui import`: foreign files into a new database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iptui.cli.failures import BAD_DATA, FOUND, OK
from iptui.cli.output import say, tell, write_lines
from iptui.cli.progress import Bar, stoppable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iptui.exchange.adapting import Adapting
    from iptui.exchange.incoming import Report
    from iptui.exchange.specs import Mapping
    from iptui.store.errors import Problem

__all__ = ["import_command"]

_DELIMITERS = {"\\t": "\t", "tab": "\t"}


def _delimiter(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    if given is None:
        return None
    meant = _DELIMITERS.get(given.lower(), given)
    if len(meant) != 1 or meant in '"\r\n':
        raise click.BadParameter(r"one character, or \t")
    return meant


def _show_mapping(context: click.Context, _parameter: click.Parameter, given: str | None) -> None:
    """Print a mapping and end the command."""
    if given is None:
        return
    from iptui import resources
    from iptui.exchange.mapping import formats

    if given not in (*formats(), "jsonl"):
        raise click.BadParameter(f"there are {', '.join(formats())}")
    file = "json" if given == "jsonl" else given
    write_lines(resources.read_text(f"formats/{file}.toml").rstrip("\n").split("\n"))
    context.exit(OK)


@click.command("import", short_help="Import event data or a table of one's own into a new database.")
@click.argument("words", nargs=-1, required=True, metavar="FORMAT FILE...")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="NAME=COLUMN",
    help="The column for a NAME of the mapping, or columns in braces, such as date={year}-{month}-{day}; again for "
    "each NAME; or MAP.toml, a mapping of one's own.",
)
@click.option(
    "--date-format",
    "date_formats",
    multiple=True,
    metavar="FORMAT",
    help="How dates are written, such as %d/%m/%Y; by default 2024-01-16. Again for each way.",
)
@click.option(
    "--century",
    metavar="YEAR",
    type=click.IntRange(0, 9900),
    help="The first year that %y can mean: with 1969, 69 is 1969 and 68 is 2068.",
)
@click.option("--undated", is_flag=True, help="Import rows without a date as undated; by default they are refused.")
@click.option("--separator", metavar="TEXT", help="What parts several actors in one field; by default a semicolon.")
@click.option(
    "--show-mapping",
    metavar="FORMAT",
    is_eager=True,
    expose_value=False,
    callback=_show_mapping,
    help="Print the mapping of a format, to begin one's own from.",
)
@click.option("-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Where to put it.")
@click.option("--title", metavar="TEXT", help="The title of the crisis; by default the names of the files.")
@click.option("--delimiter", metavar="CHAR", callback=_delimiter, help=r"What stands between fields; \t for a tab.")
@click.option("--encoding", metavar="NAME", help="How the files are encoded; UTF-8, or what a byte order mark says.")
@click.option(
    "--skip-bad",
    is_flag=True,
    help="Import the good rows and write the bad ones to FILE.bad.csv (FILE.bad.jsonl) beside it.",
)
@click.option("--bad-to", metavar="FILE", type=click.Path(path_type=Path), help="Write the bad rows there instead.")
@click.option("--force", is_flag=True, help="Replace the output even where it is not a crisis database.")
def import_command(
    words: tuple[str, ...],
    maps: tuple[str, ...],
    date_formats: tuple[str, ...],
    century: int | None,
    undated: bool,
    separator: str | None,
    output: Path,
    title: str | None,
    delimiter: str | None,
    encoding: str | None,
    skip_bad: bool,
    bad_to: Path | None,
    force: bool,
) -> int:
    """Import files of one format into a new database, which then opens like any other.

    FORMAT is keds (CAMEO codes), keds-weis, ucdp-ged, or csv: a table with columns such as date, end, title, text,
    type, initiator, target, actors, place, lat, lon, source, quote, speaker, killed. Columns of other names are given
    with --map NAME=COLUMN, and those that are several columns of the file as --map date={year}-{month}-{day}; what else
    a mapping can say stands in the one that --show-mapping csv prints. Likewise json (a list of objects, or an object
    that holds one), jsonl (an object a line) and geojson.

    Every event keeps the row that it comes from as its evidence. By default one bad row refuses the whole import, and
    the first problems are listed with file, line, field, value and what would be right (exit code 3). With --skip-bad
    the good rows come in and the bad ones go to a file with the reason for each (exit code 1).

    \b
    Examples:
      iptui import keds levant.cameo.csv -o levant.sqlite --title "Levant, 1979-2001"
      iptui import ucdp-ged ged_syria.csv -o syria.sqlite && iptui syria.sqlite
      iptui import csv incidents.csv --map date="Event date" --map title=Headline --date-format %d.%m.%Y -o i.sqlite
      iptui import csv gtd.csv --map date='{iyear}-{imonth}-{iday}' --date-format %Y-%m-%d --date-format %Y-%m-0 \\
        --date-format %Y-0-0 --map title='{attacktype1_txt}: {city}' --map actors=gname -o gtd.sqlite
      iptui import --show-mapping csv > incidents.toml
      iptui import csv incidents.csv --map incidents.toml -o incidents.sqlite --skip-bad
      iptui import jsonl incidents.jsonl -o incidents.sqlite
    """
    from iptui.cli.authoring import refuse_foreign
    from iptui.exchange.adapting import Adapting
    from iptui.exchange.errors import ImportRefusedError, SchemeError
    from iptui.exchange.incoming import import_files

    pairs = tuple((name.strip(), column) for name, equals, column in (each.partition("=") for each in maps) if equals)
    mapping, files = _meant(words, maps, Adapting(pairs, date_formats, century, undated, separator))
    if bad_to is not None and len(files) != 1:
        raise click.UsageError("--bad-to goes with one file; each of several gets a file of its own")
    if bad_to is not None and not skip_bad:
        raise click.UsageError("--bad-to goes with --skip-bad")
    if delimiter is not None and mapping.kind != "csv":
        raise click.UsageError("--delimiter goes with tables; JSON has none")
    for written in filter(None, (output, bad_to)):
        if any(written.exists() and file.exists() and written.samefile(file) for file in files):
            raise click.UsageError(f"{written} is one of the files to import")
    refuse_foreign(output, force=force)
    with stoppable(), Bar() as bar:
        try:
            report = import_files(
                files, mapping, output, title=title, delimiter=delimiter, encoding=encoding, skip_bad=skip_bad,
                bad_to=bad_to, progress=bar.show,
            )  # fmt: skip
        except SchemeError as error:
            bar.clear()
            say(str(error) + _other_format(words, mapping, error.fitting))
            return BAD_DATA
        except ImportRefusedError as error:
            bar.clear()
            _tell_problems(error.problems, error.untold)
            hint = "" if skip_bad else "; --skip-bad imports the others"
            say(f"{error}{hint if error.total < error.rows else ''}")
            return BAD_DATA
    return _tell(report, output)


def _other_format(words: tuple[str, ...], mapping: Mapping, schemes: list[str]) -> str:
    """The command that was given, with the format of the same family that has one of some schemes in its place."""
    import shlex
    import sys

    from iptui.exchange.mapping import formats, load

    family = mapping.name.partition("-")[0]
    for name in formats():
        fields = load(name).event
        if name != mapping.name and name.partition("-")[0] == family and fields["type"].scheme in schemes:
            given = [name if word == words[0] else word for word in sys.argv[1:]]
            return f": {shlex.join(['iptui', *given])}"
    return ": use the mapping for that" if schemes else ""


def _meant(words: tuple[str, ...], maps: tuple[str, ...], adapting: Adapting) -> tuple[Mapping, list[Path]]:
    """The mapping and the files; with a mapping of one's own the format need not be named."""
    from iptui.exchange.errors import MappingError
    from iptui.exchange.mapping import KINDS, load

    own = [Path(each) for each in maps if "=" not in each]
    if len(own) > 1:
        raise click.UsageError(f"--map {own[1]}: one mapping file is enough; a column is given as --map NAME=COLUMN")
    named, *rest = words
    if not own:
        try:
            mapping = load(named, adapting=adapting)
        except MappingError as error:
            raise click.UsageError(str(error)) from error
    else:
        kind = named if named in KINDS else None
        mapping = load(own[0], kind, adapting)
        if kind is None:
            rest = list(words)
    if not rest:
        raise click.UsageError("name at least one FILE to import")
    return mapping, [Path(word) for word in rest]


def _tell_problems(problems: Sequence[Problem], untold: int) -> None:
    for problem in problems:
        tell(str(problem))
    if untold:
        tell(f"… and {untold} more")


def _tell(report: Report, output: Path) -> int:
    made = f"{report.events} event{'s' * (report.events != 1)}"
    if report.statements:
        made += f", {report.statements} statement{'s' * (report.statements != 1)}"
    imported = report.rows - report.refused
    rows = f"{report.rows} row{'s' * (report.rows != 1)}"
    say(f"{rows}: {imported} imported ({made}), {report.refused} refused; built {output}")
    for name, columns in report.ignored.items():
        shown = ", ".join(columns[:20]) + (f" and {len(columns) - 20} more" if len(columns) > 20 else "")
        say(f"columns of {name} that the mapping does not name, and were left out: {shown}")
    if report.unknown:
        named = ", ".join(f"{code} ({times})" for code, times in list(report.unknown.items())[:10])
        say(f"codes that the codebook does not have, kept without a score: {named}")
    if not report.refused:
        return OK
    _tell_problems(report.problems, report.untold)
    for file in report.bad_files:
        say(f"refused rows: {file}")
    return FOUND
