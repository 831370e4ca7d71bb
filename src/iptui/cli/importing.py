"""`iptui import`: foreign files into a new database."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from iptui.cli.failures import BAD_DATA, FOUND, OK
from iptui.cli.output import say, tell

if TYPE_CHECKING:
    from iptui.exchange.incoming import Report
    from iptui.exchange.mapping import Mapping

__all__ = ["import_command"]

_BAR = 30
_DELIMITERS = {"\\t": "\t", "tab": "\t"}


def _delimiter(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    if given is None:
        return None
    meant = _DELIMITERS.get(given.lower(), given)
    if len(meant) != 1 or meant in '"\r\n':
        raise click.BadParameter(r"one character, or \t")
    return meant


@click.command("import", short_help="Import event data or a table of one's own into a new database.")
@click.argument("words", nargs=-1, required=True, metavar="FORMAT FILE...")
@click.option(
    "--map", "mapping_file", metavar="MAP.toml", type=click.Path(path_type=Path), help="A mapping of one's own."
)
@click.option("-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Where to put it.")
@click.option("--title", metavar="TEXT", help="The title of the crisis; by default the names of the files.")
@click.option("--delimiter", metavar="CHAR", callback=_delimiter, help=r"What stands between fields; \t for a tab.")
@click.option("--encoding", metavar="NAME", help="How the files are encoded; UTF-8, or what a byte order mark says.")
@click.option("--skip-bad", is_flag=True, help="Import the good rows and write the bad ones to FILE.bad.csv beside it.")
@click.option("--bad-to", metavar="FILE", type=click.Path(path_type=Path), help="Write the bad rows there instead.")
@click.option("--force", is_flag=True, help="Replace the output even where it is not a crisis database.")
def import_command(
    words: tuple[str, ...],
    mapping_file: Path | None,
    output: Path,
    title: str | None,
    delimiter: str | None,
    encoding: str | None,
    skip_bad: bool,
    bad_to: Path | None,
    force: bool,
) -> int:
    """Import files of one format into a new database, which then opens like any other.

    FORMAT is keds (CAMEO codes), keds-weis, ucdp-ged, or csv: a table whose columns have the names that
    db/formats/csv.toml lists, or any table with --map, a file in the format that is described there.

    Every event keeps the row that it comes from as its evidence. By default one bad row refuses the whole import, and
    the first problems are listed with file, line, field, value and what would be right (exit code 3). With --skip-bad
    the good rows come in and the bad ones go to a file with the reason for each (exit code 1).

    \b
    Examples:
      iptui import keds levant.cameo.csv -o levant.sqlite --title "Levant, 1979-2001"
      iptui import ucdp-ged ged_syria.csv -o syria.sqlite && iptui syria.sqlite
      iptui import csv incidents.csv --map incidents.toml -o incidents.sqlite --skip-bad
    """
    from iptui.cli.authoring import refuse_foreign
    from iptui.exchange.errors import ImportRefusedError
    from iptui.exchange.incoming import import_files

    mapping, files = _meant(words, mapping_file)
    if bad_to is not None and len(files) != 1:
        raise click.UsageError("--bad-to goes with one file; each of several gets a FILE.bad.csv")
    if bad_to is not None and not skip_bad:
        raise click.UsageError("--bad-to goes with --skip-bad")
    for written in filter(None, (output, bad_to)):
        if any(written.exists() and file.exists() and written.samefile(file) for file in files):
            raise click.UsageError(f"{written} is one of the files to import")
    refuse_foreign(output, force=force)
    with _stoppable(), _Bar() as bar:
        try:
            report = import_files(
                files, mapping, output, title=title, delimiter=delimiter, encoding=encoding, skip_bad=skip_bad,
                bad_to=bad_to, progress=bar.show,
            )  # fmt: skip
        except ImportRefusedError as error:
            bar.clear()
            for problem in error.problems:
                tell(str(problem))
            if error.total > len(error.problems):
                tell(f"… and {error.total - len(error.problems)} more")
            hint = "" if skip_bad else "; --skip-bad imports the others"
            say(f"{error}{hint if error.total < error.rows else ''}")
            return BAD_DATA
    return _tell(report, output)


def _meant(words: tuple[str, ...], mapping_file: Path | None) -> tuple[Mapping, list[Path]]:
    """The mapping and the files; with a mapping of one's own the format need not be named."""
    from iptui.exchange.errors import MappingError
    from iptui.exchange.mapping import load

    named, *rest = words
    if mapping_file is None:
        try:
            mapping = load(named)
        except MappingError as error:
            raise click.UsageError(str(error)) from error
    else:
        mapping = load(mapping_file)
        if named != "csv":
            rest = list(words)
    if not rest:
        raise click.UsageError("name at least one FILE to import")
    return mapping, [Path(word) for word in rest]


def _tell(report: Report, output: Path) -> int:
    made = f"{report.events} events" + (f", {report.statements} statements" if report.statements else "")
    imported = report.rows - report.refused
    say(f"{report.rows} rows: {imported} imported ({made}), {report.refused} refused; built {output}")
    if report.unknown:
        named = ", ".join(f"{code} ({times})" for code, times in list(report.unknown.items())[:10])
        say(f"codes that the codebook does not have, kept without a score: {named}")
    if not report.refused:
        return OK
    for problem in report.problems:
        tell(str(problem))
    if report.refused > len(report.problems):
        tell(f"… and {report.refused - len(report.problems)} more")
    for file in report.bad_files:
        say(f"refused rows: {file}")
    return FOUND


class _Bar:
    """One line on a terminal's standard error that says how far the import is; nothing elsewhere."""

    def __init__(self) -> None:
        self._shown = ""
        self._live = sys.stderr.isatty()

    def show(self, text: str, done: float) -> None:
        """Draw the line anew where it changed."""
        if not self._live:
            return
        from iptui.text import safe, truncate

        filled = int(_BAR * min(1.0, done))
        line = f"{'#' * filled}{'.' * (_BAR - filled)} {int(100 * min(1.0, done)):3}% {truncate(safe(text), 40)}"
        if line != self._shown:
            self._write(f"\r{line}\x1b[K")
            self._shown = line

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._write("\r\x1b[K")
            self._shown = ""

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            self._live = False

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_error: object) -> None:
        self.clear()


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a signal that ends the program end it as an error would, so that half a database is not left behind."""

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
