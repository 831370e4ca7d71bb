"""`iptui locate`: where words stand in a source, so that nobody counts characters by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iptui.cli import cells
from iptui.cli.authoring import sources_option
from iptui.cli.failures import FOUND, OK
from iptui.cli.output import FORMATS, Rows, say, tell, write_lines, write_rows
from iptui.cli.shared import database_option

if TYPE_CHECKING:
    from iptui.passages import Locator

__all__ = ["locate_command"]

_COLUMNS = ("source", "span_start", "span_end", "paragraph", "words", "sha256")
_BRIEF = [
    cells.listed("span", cells.span),
    cells.number("paragraph"),
    cells.number("words"),
    cells.the("sha256", "fingerprint"),
]


@click.command("locate", short_help="Where words stand in a source: span, paragraph, fingerprint.")
@click.argument("source", metavar="[SOURCE]", required=False)
@click.argument("words", metavar="[WORDS]", required=False)
@click.option("--nth", type=click.IntRange(min=1), metavar="N", help="Which place is meant, where there are several.")
@click.option(
    "--fill",
    "file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Replace every passage written as words = "…" in this TOML file by its locator.',
)
@sources_option
@database_option
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice([*FORMATS, "toml"]),
    default="table",
    help="toml prints the inline table to paste.",
)
def locate_command(
    source: str | None,
    words: str | None,
    nth: int | None,
    file: Path | None,
    sources: Path | None,
    database: str | None,
    form: str,
) -> int:
    """Print where WORDS stand in SOURCE: span in characters, paragraph, number of words, fingerprint.

    SOURCE is a text file, or the id of a source whose text lies in the folder of --sources. WORDS must be exactly as
    they stand there; ' ⋯ ' stands for anything between the first and the last words of a long passage. Exit code 1
    when they are not there, or in several places without --nth; all of them are listed.

    \b
    Examples:
      iptui locate article.txt 'minor irritants'
      iptui locate epoch 'minor irritants' --sources articles --format toml
      iptui locate --fill my-crisis/statements.toml --sources articles
    """
    if file is not None:
        if source is not None:
            raise click.UsageError("--fill goes without SOURCE and WORDS.")
        return _fill(file, sources)
    if source is None or words is None:
        raise click.UsageError("SOURCE and WORDS are needed, or --fill FILE.")
    from iptui.passages import find_spans, locator_at

    name, text = _text(source, sources, database)
    spans = find_spans(text, words)
    if not spans:
        say(f"these words are not in {source}, letter for letter")
        _hint(text, words)
        return FOUND
    if nth is not None:
        if nth > len(spans):
            say(f"--nth {nth}, but these words stand in {len(spans)} place(s)")
            return FOUND
        spans = [spans[nth - 1]]
    _write(name, [locator_at(text, *span) for span in spans], form)
    if len(spans) > 1:
        say(f"these words stand in {len(spans)} places; --nth N picks one")
        return FOUND
    return OK


def _write(name: str, found: list[Locator], form: str) -> None:
    if form == "toml":
        from iptui.store.filling import inline_table

        write_lines(inline_table(name, each) for each in found)
        return
    rows = ((name, each.start, each.end, each.paragraph, each.words, each.fingerprint) for each in found)
    write_rows(Rows(_COLUMNS, rows, _BRIEF), form)


def _hint(text: str, words: str) -> None:
    """Show the words as they do stand there, where only quote marks, blanks or capitals differ."""
    from iptui.passages import find_alike

    for start, end in find_alike(text, words)[:3]:
        tell(f"  at {start}–{end} the text has: {text[start:end]}")


def _text(source: str, sources: Path | None, database: str | None) -> tuple[str, str]:
    """The id and the text of a source given as a file, or as an id with a folder.

    Raises:
        UsageError: when it is neither.
    """
    from iptui.store.filling import source_files, texts_of
    from iptui.store.folder import read_source_text

    if sources is None:
        path = Path(source)
        if not path.is_file():
            raise click.UsageError(f"there is no file {source}; a source's id needs --sources DIR.")
        return path.stem, read_source_text(path)
    files = source_files(sources) or _files_in(database)
    if source not in files:
        from iptui.text import did_you_mean

        hint = did_you_mean(source, files, f"there are {', '.join(files) or 'none'}.")
        raise click.UsageError(f"no source {source!r} with a file; {hint}")
    texts = texts_of({source: files[source]}, sources, sources / "texts")
    if not texts:
        raise click.UsageError(f"{files[source]}, the text of {source}, is not in {sources}.")
    return source, texts[source]


def _files_in(database: str | None) -> dict[str, str]:
    """The file names of the sources of a database."""
    from iptui.cli.options import open_catalogue
    from iptui.store import details

    with open_catalogue(database) as catalogue:
        return {each.id: each.file for each in details.sources(catalogue) if each.file}


def _fill(file: Path, sources: Path | None) -> int:
    from iptui.store.errors import StoreError
    from iptui.store.filling import fill, source_files, texts_of
    from iptui.store.folder import read_source_text

    before = read_source_text(file)
    folders = [*([sources] if sources else []), file.parent / "texts", file.parent]
    texts = texts_of(source_files(file.parent), *folders)
    filled = fill(before, texts)
    if filled.number:
        new = file.with_name(f".{file.name}.new")
        try:
            new.write_bytes(filled.text.encode())
            new.chmod(file.stat().st_mode & 0o777)
            new.replace(file)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise StoreError(f"{file}: cannot be written: {error.strerror or error}") from error
    for each in filled.unfilled:
        tell(f"{file.name}:{each.line}: {each.reason}")
    say(f"{file}: {filled.number} passage(s) located, {len(filled.unfilled)} not")
    return FOUND if filled.unfilled else OK
