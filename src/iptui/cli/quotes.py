"""`iptui quotes`: who said what, in the exact words, and where they are written. No click here: see `arguments`."""

from __future__ import annotations

from iptui.cli import cells
from iptui.cli.failures import OK
from iptui.cli.options import open_catalogue
from iptui.cli.output import NO_ROWS, say
from iptui.cli.reading import nothing, parsed, write_found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iptui.cli.cells import Row
    from iptui.cli.output import Column
    from iptui.store.catalogue import Catalogue

__all__ = ["quotes"]


def _speaker(row: Row) -> str:
    """Who spoke, in which office as named there, and for whom."""
    said = cells.text(row["speaker"])
    if row["office"] is not None and cells.text(row["office"]) not in said:
        said += f", {cells.text(row['office'])}"
    return said


def _quoted(catalogue: Catalogue) -> list[Column]:
    """Columns of quotations: actors by name, as ids are for programs."""
    from iptui.cli.proofs import Proved

    names = {actor.id: actor.name for actor in catalogue.actors()}

    def addressee(row: Row) -> str:
        id_ = cells.text(row["addressee"])
        return names.get(id_, id_)

    return [
        cells.DATE,
        cells.listed("speaker", _speaker),
        cells.listed("words", cells.quote).as_("text"),
        cells.listed("to", addressee),
        cells.listed("written in", cells.passage),
        cells.listed("verified", Proved(catalogue).cell),
        cells.ID,
    ]


def quotes(
    words: tuple[str, ...],
    paraphrases: bool,
    database: str | None,
    form: str,
    limit: int | None,
    as_sql: bool,
) -> int:
    """Quotations that pass a FILTER, in time order: speaker, exact words, and where they are written.

    The table also tells whether your attached copy of the source bears the words out (see iptui verify). That
    nothing passes is told on standard error and is no failure: exit code 0.

    \b
    Examples:
      iptui quotes speaker:pakistan
      iptui quotes --all source:epoch since:2024-01-16 --format csv
    """
    with open_catalogue(database) as catalogue:
        from iptui.store import public

        wanted = parsed(words)
        paraphrases = paraphrases or "paraphrase" in wanted.values("form")
        found = public.quotes(catalogue, wanted, limit, paraphrases=paraphrases)
        if not write_found(found, lambda: _quoted(catalogue), form, catalogue, as_sql=as_sql):
            say(NO_ROWS if limit == 0 else nothing(catalogue, wanted))
    return OK
