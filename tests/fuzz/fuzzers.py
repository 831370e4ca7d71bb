"""What is fuzzed: for each part the inputs, and what has to hold whatever they are.

An input is made of what JSON has, so that it can be kept and replayed. A check passes, or raises: any error that is
not one of the program's own is a find, as is a broken promise.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path

from hypothesis import strategies as st

import filter_strategies
from crisis import small_crisis, small_database
from exchange_helpers import sound
from fuzz import exploring
from fuzz.base import Fuzzer, Value, sentence
from fuzz.edits import apply, edits
from fuzz.importing import ImportJson, ImportTable, Polluted
from hostile_text import nasty_text
from iptui import edtf
from iptui.cli.output import to_json
from iptui.filters import Filter, FilterError, parse_args
from iptui.store import public
from iptui.store.build import build
from iptui.store.catalogue import Catalogue
from iptui.store.errors import DatabaseError, QueryError, QueryLimitError, StoreError
from iptui.store.folder import check_folder
from iptui.store.library import AttachedText, Library, LibraryError
from iptui.store.sql import asking
from iptui.text import cell_width, fold, is_safe, safe, truncate
from large_database import Large, damage
from store.handmade import database as handmade
from store.strangers import opened, read_all
from test_edtf_properties import anything as edtf_texts
from test_text import FORBIDDEN

__all__ = ["FUZZERS", "Fuzzer", "Value"]

WORDS = """SELECT FROM WHERE * 1 , ( ) event statement seal_text timeline quotes id UNION ALL VALUES WITH RECURSIVE
n(x) AS INSERT INTO DELETE UPDATE SET DROP TABLE CREATE VIEW TEMP ATTACH 'x' DETACH PRAGMA VACUUM EXPLAIN
LIMIT 5 ORDER BY MATCH 'a*' zeroblob(9) printf('%99999d',1) load_extension('x') json_each('[1]') count(*)
REINDEX ANALYZE BEGIN COMMIT ; -- /* */ :p ?1 @v $w NULL = writable_schema ON query_only OFF user_version
x'00' group_concat(id) instr('a','b') hex(randomblob(9)) OVER () sqlite_schema rowid CAST(x AS BLOB)
pragma_table_info('event') fts5vocab RETURNING WINDOW char(0) "a" [b] `c`"""
"""What SQL is made of, and what may not be in it."""
SCHEMA = """' " ( ) , x NULL CHECK(1) DEFAULT(randomblob(9)) \xff \x00 GENERATED TEXT WITHOUT -- UNIQUE SELECT UNION
VIRTUAL USING fts5 TRIGGER VIEW AS"""
"""What the SQL of a schema may suddenly hold."""


class DamagedDatabase(Fuzzer):
    """Bytes, pages and the SQL of the schema changed: read like any other, or refused in a sentence; never written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.whole = handmade(folder).read_bytes()
        pieces = SCHEMA.split()
        schema = st.tuples(st.integers(0, 60), st.integers(0, 3000), st.integers(0, 30), st.sampled_from(pieces))
        self.inputs = st.tuples(
            st.lists(schema, max_size=2), edits(len(self.whole), page=4096) | st.just([])
        ).filter(lambda both: bool(both[0] or both[1]))  # fmt: skip

    def material(self, value: Value) -> bytes:
        """The damaged database."""
        statements, changes = value
        path = self.clear() / "damaged.sqlite"
        path.write_bytes(self.whole)
        if statements:
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.execute("PRAGMA writable_schema = ON")
                rows = connection.execute("SELECT rowid, sql FROM sqlite_schema WHERE sql NOT NULL").fetchall()
                for row, at, cut, piece in statements:
                    rowid, sql = rows[row % len(rows)]
                    at %= len(sql)
                    changed = sql[:at] + piece + sql[at + cut :]
                    connection.execute(
                        "UPDATE sqlite_schema SET sql = CAST(? AS TEXT) WHERE rowid = ?",
                        (changed.encode("latin-1", "replace"), rowid),
                    )
        return apply(path.read_bytes(), changes)

    def check(self, value: Value) -> None:
        """Read everything in it."""
        damaged = self.material(value)
        path = self.clear() / "damaged.sqlite"
        path.write_bytes(damaged)
        try:
            read_all(path)
        except DatabaseError as error:
            sentence(error, path)
        except FilterError as error:
            # It asks for an actor whose id may be the one that was changed.
            sentence(error)
        assert path.read_bytes() == damaged, "written to"
        assert list(self.work.iterdir()) == [path]


class DamagedLarge(Fuzzer):
    """Bytes and pages changed in a file that is too large to be looked through first: read, or one sentence."""

    inputs = st.integers(0, 2**32)

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        self.large = Large(folder)

    def check(self, value: Value) -> None:
        """Read everything in it."""
        self.large.harm(damage(self.large, random.Random(value)))
        try:
            read_all(self.large.path)
            with closing(Catalogue.open(self.large.path)) as catalogue:
                for words in ("", "aland", "kind:statement"):
                    wanted = parse_args([words])
                    for found in (
                        public.timeline(catalogue, wanted), public.quotes(catalogue, wanted),
                        public.actors(catalogue, wanted), public.disagreements(catalogue, wanted),
                        public.sources(catalogue),
                    ):  # fmt: skip
                        list(found.rows)
                list(public.search(catalogue, parse_args(["rockets"])).rows)
        except DatabaseError as error:
            sentence(error, self.large.path)
        except FilterError as error:
            sentence(error)
        finally:
            self.large.heal()


class Filters(Fuzzer):
    """Anything typed as a filter gives rows, or one sentence that points at the character."""

    inputs = filter_strategies.filter_like | nasty_text

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.catalogue = Catalogue.open(small_database(folder))

    def check(self, value: Value) -> None:
        """Parse it, and select by it."""
        wanted = filter_strategies.attempt(value)
        try:
            if isinstance(wanted, FilterError):
                raise wanted
            self.ask(wanted)
        except FilterError as error:
            sentence(error)
            error.pointer()

    def ask(self, wanted: Filter) -> None:
        """Everything that a filter is asked with."""
        selection = self.catalogue.select(wanted)
        rows = list(public.timeline(self.catalogue, wanted, None).rows)
        assert len(rows) == len(selection)
        self.catalogue.counts(selection, "actor")
        wanted.describe()


class Search(Filters):
    """Any words and phrases search, in every kind of script, without a word of SQLite's."""

    inputs = st.lists(
        nasty_text | st.sampled_from(["AND", "OR", "NEAR(", '"', "*", "^a", "title:", "-", "\u200c"]), max_size=5
    )

    def check(self, value: Value) -> None:
        """Search for it, the best first and in time order."""
        try:
            wanted = parse_args(value)
            if not any(term.key in ("text", "phrase") and not term.negated for term in wanted):
                return
            for by_time in (False, True):
                list(public.search(self.catalogue, wanted, None, by_time=by_time).rows)
        except FilterError as error:
            sentence(error)


class Edtf(Fuzzer):
    """Any text is a date with bounds in order that is read back the same, or an error that points into it."""

    inputs = edtf_texts

    def check(self, value: Value) -> None:
        """Parse it."""
        try:
            date = edtf.parse(value)
        except edtf.EdtfError as error:
            sentence(error)
            return
        assert date.begin is None or date.end is None or date.begin <= date.end
        assert edtf.parse(date.text) == date
        assert edtf.humanize(date)


class Gate(Fuzzer):
    """Text made safe has nothing forbidden in it, has its width, and JSON has every character."""

    inputs = nasty_text

    def check(self, value: Value) -> None:
        """Through the gate in every way."""
        for keep in (False, True):
            shown = safe(value, keep_newlines=keep)
            assert not FORBIDDEN.search(shown.replace("\n", "") if keep else shown)
            assert safe(shown, keep_newlines=keep) == shown
        line = safe(value)
        for width in (0, 1, 7, 40):
            assert cell_width(truncate(line, width)) <= width
        fold(value)
        encoded = to_json([value])
        # Two half characters that happen to fit are one in JSON, whoever writes it.
        assert json.loads(encoded) == json.loads(json.dumps([value]))
        assert is_safe(encoded)


class Sql(Fuzzer):
    """Anything given as SQL gives rows, or a sentence; the database stays as it is, and no process is left."""

    inputs = st.lists(st.sampled_from(WORDS.split()) | st.text(max_size=3), max_size=14).map(" ".join)

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.path = small_database(folder)
        self.before = sha256(self.path.read_bytes()).digest()

    def check(self, value: Value) -> None:
        """Ask it."""
        with suppress(QueryError, QueryLimitError), asking(self.path, value, {"p": "x"}, seconds=0.5) as answer:
            for row in islice(answer.rows, 100):
                assert len(row) == len(answer.columns)
        assert sha256(self.path.read_bytes()).digest() == self.before
        assert sorted(each.name for each in self.folder.iterdir() if each.name != "work") == ["dorf", "dorf.sqlite"]


class CrisisFolder(Fuzzer):
    """A crisis folder with anything in its files: all problems told, or sound, and then it is built and opens."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        base = small_crisis(folder)
        self.files = {file.relative_to(base): file.read_bytes() for file in sorted(base.rglob("*.*"))}
        self.names = sorted(self.files)
        pieces = ["\n[[event]]\n", "\n[[statement]]\n", '\nid = "x"\n', '\nparent = "aland"\n', "2021-02-30", '"',
                  "[", "]", "{", "}", "=", "\\", "\n", "-1", "true", "1e400", "nan", "99999999999999999999", "0x7f",
                  "../../../etc/passwd", "\x00", "\xff", "\xef\xbb\xbf", "\r", "[[[[[[[[", "a.b.c = 1\n", "2021-05-03",
                  "\\u202e", "\\u001b]0;x\\u0007", "2021-05-03T25:00:00Z","\xe2\x8b\xaf"]  # fmt: skip
        size = max(map(len, self.files.values()))
        changes = edits(size, pieces)
        self.inputs = st.lists(st.tuples(st.integers(0, len(self.names) - 1), changes), min_size=1, max_size=3)

    def material(self, value: Value) -> bytes:
        """The changed files, one after the other."""
        changed = self.changed(value)
        return b"".join(f"\n### {name}\n".encode() + changed[name] for name in changed)

    def changed(self, value: Value) -> dict[Path, bytes]:
        """The files that differ."""
        found: dict[Path, bytes] = {}
        for number, changes in value:
            name = self.names[number % len(self.names)]
            found[name] = apply(found.get(name, self.files[name]), changes)
        return found

    def check(self, value: Value) -> None:
        """Check the folder, and build it where it is sound."""
        work = self.clear()
        for name, content in {**self.files, **self.changed(value)}.items():
            (work / "crisis" / name).parent.mkdir(parents=True, exist_ok=True)
            (work / "crisis" / name).write_bytes(content)
        try:
            crisis = check_folder(work / "crisis")
        except StoreError as error:
            sentence(error)
            return
        for problem in crisis.problems:
            assert problem.message
            assert is_safe(safe(str(problem)))
        if not crisis.problems:
            build(crisis, work / "made.sqlite")
            sound(work / "made.sqlite")
            opened(work / "made.sqlite")


class DamagedLibrary(Fuzzer):
    """The user's library with changed bytes: a text comes back as it was, or not at all, with a sentence."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        path = folder / "library.sqlite"
        for source in ("one", "two", "three"):
            text = f"Words of {source}. " * 400
            digest = sha256(text.encode()).hexdigest()
            Library(path).attach(AttachedText("dorf", source, f"{source}.txt", "text", digest, digest, text, "now"))
        self.whole = path.read_bytes()
        self.texts = Library(path).texts("dorf")
        self.inputs = edits(len(self.whole), page=4096)

    def material(self, value: Value) -> bytes:
        """The damaged library."""
        return apply(self.whole, value)

    def check(self, value: Value) -> None:
        """Read it, write to it, read it again."""
        path = self.clear() / "library.sqlite"
        path.write_bytes(self.material(value))
        text = self.texts["one"]
        try:
            for found in Library(path).texts("dorf").values():
                assert found.text in {each.text for each in self.texts.values()}
            Library(path).attach(text)
            assert Library(path).text("dorf", "one") == text
        except LibraryError as error:
            sentence(error, path)


class Explorer(Fuzzer):
    """The explorer under a monkey: no error, nothing unsafe on the screen, a selection that is one."""

    # Each burst has a limit of its own.
    patience = 20
    quick = False

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        os.environ["IPTUI_LIBRARY"] = str(folder / "library.sqlite")
        self.databases = exploring.databases(folder)
        self.inputs = st.tuples(st.sampled_from(exploring.DATABASES), exploring.bursts())
        self.steps = 0

    def check(self, value: Value) -> None:
        """One session."""
        name, bursts = value
        self.steps += exploring.explored(self.databases[name], bursts, ours=name == "bundled")

    def shorten(self, value: Value, fails: Callable[[Value], bool]) -> None:
        """Leave out steps for a minute: a half of them, a quarter, … at last each by itself."""
        name, bursts = value
        end = time.monotonic() + 60
        alone = [[step] for burst in bursts for step in burst]
        units = alone if fails([name, alone]) else bursts
        size = max(1, len(units) // 2)
        while time.monotonic() < end:
            at, before = 0, len(units)
            while at < len(units) and time.monotonic() < end:
                less = units[:at] + units[at + size :]
                if fails([name, less]):
                    units = less
                else:
                    at += size
            if size == 1 and len(units) == before:
                return
            size = max(1, size // 2)

    def material(self, value: Value) -> bytes:
        """The database, then a line for each burst."""
        name, bursts = value
        return "\n".join([name, *(json.dumps(burst, ensure_ascii=True) for burst in bursts)]).encode()

    def told(self) -> str:
        """How many events there were."""
        return f" of {self.steps} events"


FUZZERS: dict[str, type[Fuzzer]] = {
    "database": DamagedDatabase,
    "large": DamagedLarge,
    "library": DamagedLibrary,
    "filters": Filters,
    "search": Search,
    "edtf": Edtf,
    "gate": Gate,
    "sql": Sql,
    "folder": CrisisFolder,
    "import": ImportTable,
    "json": ImportJson,
    "pollutions": Polluted,
    "explorer": Explorer,
}


def names(wanted: Sequence[str]) -> list[str]:
    """The fuzzers that are meant: all where none is named."""
    return list(wanted) or list(FUZZERS)
