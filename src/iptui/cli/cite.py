"""`iptui cite`: full citations of statements, events and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from iptui.cli.arguments import encodable
from iptui.cli.failures import FOUND, OK
from iptui.cli.options import open_catalogue
from iptui.cli.output import say, visible_json, write_lines
from iptui.cli.shared import database_option
from iptui.text import did_you_mean, safe

if TYPE_CHECKING:
    from iptui.evidence.cite import Citation
    from iptui.store.catalogue import Catalogue

__all__ = ["cite_command"]

_STYLES = ("plain", "markdown", "bibtex", "csl-json", "ris")


@click.command("cite", short_help="Full citations, plain or for reference managers.")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--style",
    type=click.Choice(_STYLES),
    default="plain",
    help="plain (the default) and markdown are for people; bibtex, csl-json and ris for reference managers.",
)
@database_option
def cite_command(ids: tuple[str, ...], style: str, database: str | None) -> int:
    """Cite records by their ID: a statement, an event with each of its sources, or a source.

    A citation names speaker, office, date, source, author, publisher, date of publication, paragraph and span, and the
    beginning of the SHA-256 of the text. What is not known is said to be unknown. Exit code 1 when an ID is not there.

    \b
    Examples:
      iptui cite epoch-kakar-irritants
      iptui cite iran-strikes-pakistan --style bibtex >> refs.bib
    """
    from iptui.evidence.cite import cite

    found: list[Citation] = []
    missing = False
    with open_catalogue(database) as catalogue:
        for id_ in map(encodable, ids):
            citation = cite(catalogue, id_)
            if citation is None:
                say(_not_there(catalogue, id_))
                missing = True
            else:
                found.append(citation)
    _write(found, style)
    return FOUND if missing else OK


def _write(found: list[Citation], style: str) -> None:
    from iptui.evidence import cite, cite_formats

    if style in ("plain", "markdown"):
        for number, citation in enumerate(found):
            text = cite.plain(citation) if style == "plain" else cite.markdown(citation)
            write_lines([""] if number and style == "markdown" else [])
            write_lines([safe(text, keep_newlines=True)])
        return
    if style == "csl-json":
        write_lines([visible_json(cite_formats.csl_json(found)).rstrip("\n")])
        return
    text = cite_formats.bibtex(found) if style == "bibtex" else cite_formats.ris(found)
    write_lines([text.removesuffix("\n")] if text else [])


def _not_there(catalogue: Catalogue, id_: str) -> str:
    from iptui.store.naming import names

    ids = [each for kind in ("item", "source") for _, each in names(catalogue, kind)]
    return f"no event, statement or source has the id {id_!r}; {did_you_mean(id_, ids, 'iptui list gives ids')}"
