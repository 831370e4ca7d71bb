"""Whole foreign files into a new crisis database: streamed, all or nothing, every row accounted for."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from iptui import edtf
from iptui.exchange.delimited import DelimitedFile
from iptui.exchange.errors import FileError, ImportRefusedError, MappingError, Problems, RowError, SchemeError
from iptui.exchange.jsonfile import JsonFile
from iptui.exchange.records import BadRecord, Record
from iptui.exchange.registry import Ids, Registry, slug
from iptui.exchange.rejects import JsonRejects, Rejects, TableRejects
from iptui.exchange.rows import Counts, RowMapper
from iptui.exchange.specs import Mapping
from iptui.exchange.textfile import safe_text
from iptui.exchange.values import Layout
from iptui.store import codebook
from iptui.store.errors import Problem
from iptui.store.ingest import Batch, Ingest

__all__ = ["Progress", "Report", "import_files"]

_CHUNK = 4000
_MAX_UNKNOWN = 0.01
_READ = 0.5
"""So much of an import is reading; sealing takes the rest."""
Progress = Callable[[str, float], None]
"""What is being done, and how much of it is done, from 0 to 1."""


@dataclass(slots=True)
class Report:
    """What came of an import.

    Attributes:
        rows: rows that the files hold.
        events: events made.
        statements: statements made.
        refused: rows that were not imported.
        problems: why, the first of them, those that are alike put together.
        untold: refused rows with none of these problems.
        bad_files: where refused rows were written.
        ignored: columns of which nothing was taken, by file, where the mapping lets columns be absent.
        unknown: codes that were kept though the codebook does not have them, and how often each.
    """

    rows: int = 0
    events: int = 0
    statements: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    untold: int = 0
    bad_files: list[Path] = field(default_factory=list)
    ignored: dict[str, list[str]] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)


def import_files(
    files: Sequence[Path],
    mapping: Mapping,
    target: Path,
    *,
    title: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    skip_bad: bool = False,
    bad_to: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import files of one format into a new database.

    Args:
        files: what to import, at least one.
        mapping: which column is what.
        target: the database to make; what is there is replaced in one step, at the end.
        title: of the crisis; else that of the mapping, else the names of the files.
        delimiter: instead of the mapping's.
        encoding: instead of the mapping's.
        skip_bad: import the good rows and write the bad ones to a file; else one bad row refuses the whole import.
        bad_to: that file, where there is one file to import; else `FILE.bad.csv` or `FILE.bad.jsonl` beside each.
        progress: told how far it is.

    Returns:
        What was imported and what was not.

    Raises:
        ImportRefusedError: when rows cannot be imported and `skip_bad` is not set, or none at all can.
        FileError: when a file cannot be read.
        MappingError: when a file lacks columns that the mapping needs.
        BuildError: when the database cannot be written.
    """
    say = progress or (lambda _text, _done: None)
    with ExitStack() as stack:
        # Millions of tuples and no cycles: the collector would only walk through them again and again.
        if gc.isenabled():
            gc.disable()
            stack.callback(gc.enable)
        opened = [
            stack.enter_context(closing(_opened(path, mapping, delimiter=delimiter, encoding=encoding)))
            for path in files
        ]
        ingest = stack.enter_context(Ingest(target, lambda text, done: say(text, _READ + (1 - _READ) * done)))
        run = _Import(ingest, mapping, skip_bad=skip_bad, say=say, size=sum(file.size for file in opened))
        rejects = []
        for file, path in zip(opened, files, strict=True):
            beside = bad_to or path.with_name(f"{path.name}.bad.{'csv' if mapping.kind == 'csv' else 'jsonl'}")
            rejects.append(run.read(file, stack, beside))
        run.check()
        # All that can fail comes before the database is replaced.
        for reject in rejects:
            reject.finish()
        ingest.finish(_crisis(mapping, files, title, ingest))
        report = run.report
        report.bad_files = [reject.target for reject in rejects if reject.keep()]
        return report


File = DelimitedFile | JsonFile
"""A file of records, whatever its format."""


def _opened(path: Path, mapping: Mapping, *, delimiter: str | None, encoding: str | None) -> File:
    """A file as the mapping and the caller want it read."""
    if mapping.kind == "csv":
        return DelimitedFile(
            path,
            delimiter=delimiter or mapping.delimiter or ",",
            encoding=encoding or mapping.encoding,
            columns=list(mapping.columns) or None,
            quotes=mapping.quotes,
        )
    wanted, date = mapping.columns_wanted(), mapping.event["date"]
    dating = {date.column} if date.column is not None and date.default is None else set()
    return JsonFile(
        path,
        wanted,
        lines=mapping.kind == "jsonl",
        within=mapping.records,
        needed=mapping.required | dating if mapping.optional else wanted,
        encoding=encoding or mapping.encoding,
    )


class _Import:
    """One import while it runs."""

    def __init__(self, ingest: Ingest, mapping: Mapping, *, skip_bad: bool, say: Progress, size: int) -> None:
        self.report = Report()
        self._ingest, self._mapping, self._skip_bad, self._say = ingest, mapping, skip_bad, say
        self._size = size
        self._read_before = 0
        self._batch = Batch()
        self._registry = Registry(self._batch)
        self._counts = Counts()
        self._problems = Problems()
        self._book = codebook.bundled()
        self._sources = Ids()
        plovers = {
            str(row["code"]): row for row in self._book.rows if row["scheme"] == "plover" and row["kind"] == "type"
        }
        for code in mapping.codes:
            if code.plover not in plovers:
                raise MappingError(
                    f"mapping {mapping.name}: code {code.code}: {code.plover!r} is no event type of PLOVER"
                )
        ingest.add_codes(
            [
                {
                    "scheme": code.scheme, "kind": "type", "code": code.code, "name": code.name,
                    "quad": plovers[code.plover]["quad"], "plover": code.plover, "definition": code.definition,
                }
                for code in mapping.codes
            ]
        )  # fmt: skip

    def read(self, file: File, stack: ExitStack, beside: Path) -> Rejects:
        """Import one file; the rows that it refuses wait to be kept."""
        source = self._sources.make(slug(file.path.stem) or "file")
        records = file.records()
        before = self.report.rows
        first = list(islice(records, 1))
        layout = Layout(self._mapping, file.header, file.name, file.delimiter)
        mapper = RowMapper(
            self._mapping, layout, self._book, self._registry, self._counts, self._batch,
            source=source, file=file,
        )  # fmt: skip
        rejects: Rejects = stack.enter_context(
            JsonRejects(beside)
            if isinstance(file, JsonFile)
            else TableRejects(beside, file.header, delimiter=file.delimiter, encoding=file.encoding)
        )
        while first:
            self._chunk(first, file, mapper, rejects)
            self._say(f"importing {file.name}", _READ * (self._read_before + file.bytes_read) / max(1, self._size))
            first = list(islice(records, _CHUNK))
        if self.report.rows == before:
            raise FileError(f"{file.path}: {file.nothing}")
        ignored = file.ignored() if isinstance(file, JsonFile) else layout.ignored()
        ignored = [name for name in ignored if name not in self._mapping.spare]
        if self._mapping.optional and ignored:
            self.report.ignored[file.name] = ignored
        self._read_before += file.size
        self._ingest.add_source(self._source(file, source, self.report.rows - before, rejects.rows))
        return rejects

    def _chunk(self, records: list[Record | BadRecord], file: File, mapper: RowMapper, rejects: Rejects) -> None:
        self.report.rows += len(records)
        good = iter(mapper.read([record for record in records if isinstance(record, Record)]))
        read = [next(good) if isinstance(record, Record) else () for record in records]
        ids = self._ids(records, read, mapper)
        for record, fields, id_ in zip(records, read, ids, strict=True):
            error: RowError | None = None
            if isinstance(record, BadRecord):
                error = record.error
            elif isinstance(id_, RowError):
                error = id_
            else:
                try:
                    mapper.add(record, fields, id_)
                except RowError as found:
                    error = found
            if error is not None:
                self._refuse(record, error, file, rejects)
        if self.report.refused and not self._skip_bad:
            # Nothing will come of it; the rest is only read to count what else is wrong.
            self._batch.clear()
        else:
            self._ingest.write(self._batch)

    def _ids(
        self, records: list[Record | BadRecord], read: list[Sequence[str]], mapper: RowMapper
    ) -> list[str | RowError | None]:
        """The ids that rows bring with them, each once; None for a row that gets a number."""
        if not mapper.has_ids:
            return [None] * len(read)
        found: list[str | RowError | None] = []
        for record, fields in zip(records, read, strict=True):
            if isinstance(record, BadRecord):
                found.append(None)
                continue
            try:
                found.append(mapper.given_id(fields) or mapper.numbered(record))
            except RowError as error:
                found.append(error)
        given = [id_ for id_ in found if isinstance(id_, str)]
        taken = self._ingest.taken(given) if given else set()
        for at, id_ in enumerate(found):
            if isinstance(id_, str):
                if id_ in taken:
                    found[at] = RowError("id", id_, "another row before has the same id")
                taken.add(id_)
        return found

    def _refuse(self, record: Record | BadRecord, error: RowError, file: File, rejects: Rejects) -> None:
        self.report.refused += 1
        self._problems.add(file.name, file.place(record), error)
        if self._skip_bad:
            where = f"{error.field}: " if error.field else ""
            rejects.add(record, safe_text(where + error.message))

    def check(self) -> None:
        """Refuse what must not come in as it is.

        Raises:
            ImportRefusedError: when rows were refused and that was not allowed, or no row is left.
        """
        report, counts = self.report, self._counts
        report.events, report.statements = counts.events, counts.statements
        report.problems, report.untold = self._problems.told(), self._problems.untold
        report.unknown = dict(counts.unknown.most_common())
        if report.refused and (not self._skip_bad or not (counts.events or counts.statements)):
            raise ImportRefusedError(self._problems, report.rows)
        strange = counts.unknown.total()
        if strange > _MAX_UNKNOWN * counts.typed and strange > 1:
            raise self._wrong_scheme(strange)

    def _wrong_scheme(self, strange: int) -> SchemeError:
        scheme = self._mapping.event["type"].scheme
        shown = ", ".join(list(self.report.unknown)[:8])
        others = {str(row["scheme"]) for row in self._book.rows if row["kind"] == "type"} - {scheme}
        fitting = [
            other
            for other in sorted(others)
            if all(
                any(row["scheme"] == other and row["code"] == code for row in self._book.rows)
                for code in self.report.unknown
            )
        ]
        hint = f"; all of them are codes of {' and of '.join(fitting)}" if fitting else ""
        return SchemeError(
            f"nothing was imported: {strange} of {self._counts.typed} rows have codes that are not of {scheme} "
            f"({shown}{', …' if len(self.report.unknown) > 8 else ''}){hint}",
            fitting,
        )

    # -- sources -------------------------------------------------------------------------------------------

    def _source(self, file: File, source: str, rows: int, refused: int) -> dict[str, object]:
        mapping = self._mapping
        given = dict(mapping.source)
        published = given.pop("published", "XXXX")
        try:
            parsed = edtf.parse(published)
        except edtf.EdtfError as error:
            raise MappingError(f"mapping {mapping.name}: source.published: {error}") from error
        read = (
            f"{rows} rows, {refused} of them refused, read as {file.encoding} with the mapping {mapping.name} "
            f"(SHA-256 {mapping.sha256})."
        )
        note = f"{given.pop('note', '')}\n{read}".strip()
        return {
            "id": source,
            "title": given.pop("title", file.name),
            "kind": given.pop("kind", "data set"),
            **given,
            "publisher_basis": "outside" if "publisher" in given else None,
            "published": parsed.text,
            "earliest": parsed.earliest,
            "latest": parsed.latest,
            "begin": parsed.begin,
            "end": parsed.end,
            "published_basis": "outside",
            "file": file.name,
            "sha256": file.sha256,
            "chars": file.chars,
            "note": note,
        }


def _crisis(mapping: Mapping, files: Sequence[Path], title: str | None, ingest: Ingest) -> dict[str, object]:
    named = title or mapping.crisis.get("title") or ", ".join(path.stem for path in files)
    earliest, latest = ingest.span()
    date = "XXXX"
    for text in (f"{earliest}/{latest}", earliest or ""):
        try:
            date = edtf.parse(text).text
            break
        except edtf.EdtfError:
            continue
    return {
        "id": slug(named) or "imported",
        "title": safe_text(named),
        "summary": mapping.crisis.get("summary", f"Imported from {', '.join(path.name for path in files)}."),
        "date": date,
        "earliest": earliest,
        "latest": latest,
        "note": mapping.crisis.get("note"),
    }
