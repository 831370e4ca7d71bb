"""A hundred thousand items: what the sealed tables answer, held against plain SQL on the public tables."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from bench.generate import generate
from iptui.filters import parse
from iptui.store import details, facets, sets, terms
from iptui.store.catalogue import Catalogue
from iptui.store.inplace import seal_in_place
from iptui.store.sets import Selection
from iptui.text import tokens

pytestmark = pytest.mark.scale

SIZE = 100_000
DAY = 86400
# Every item with its bounds, from the tables that the sealed ones are made from.
ITEMS = """(SELECT 'event' AS kind, id, type, "begin", "end" FROM event
            UNION ALL SELECT 'statement', id, type, "begin", "end" FROM statement)"""
ORDER = """coalesce("begin", "end") IS NULL, coalesce("begin", "end"), "end" IS NULL, "end", kind, id"""
UNDER = """(WITH RECURSIVE under(id) AS (VALUES (?1) UNION SELECT actor.id FROM actor JOIN under ON parent = under.id)
            SELECT id FROM under)"""
ACTED = "SELECT event AS id, actor, role FROM event_actor UNION ALL SELECT statement, actor, role FROM statement_actor"


class StoppedError(Exception):
    pass


def second(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait for the other test processes; on systems without such locks each has its own folder."""
    with lock.open("w") as file:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def many_items(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database, made once, also where several processes share the tests."""
    folder = tmp_path_factory.getbasetemp()
    if os.name == "posix" and "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    path = folder / "many.sqlite"
    with alone(folder / "many.lock"):
        if not path.exists():
            generate(SIZE, path.with_suffix(".new"))
            path.with_suffix(".new").rename(path)
    return path


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_items(tmp_path_factory)


@pytest.fixture(scope="session")
def plain(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database)) as connection:
        yield connection


@pytest.fixture(scope="session")
def ids(plain: sqlite3.Connection) -> list[str]:
    """All ids in the order of time."""
    return [id_ for (id_,) in plain.execute(f"SELECT id FROM {ITEMS} ORDER BY {ORDER}")]


@pytest.fixture(scope="session")
def seqs(ids: list[str]) -> dict[str, int]:
    return {id_: seq for seq, id_ in enumerate(ids)}


@pytest.fixture
def catalogue(database: Path) -> Iterator[Catalogue]:
    with Catalogue.open(database, ours=True) as found:
        yield found


def test_items_are_numbered_in_the_order_of_time(catalogue: Catalogue, ids: list[str]) -> None:
    assert len(ids) == catalogue.total == SIZE
    assert catalogue.texts("SELECT id FROM seal_item ORDER BY seq") == ids


@pytest.mark.parametrize(
    ("wanted", "condition", "value"),
    [
        ("kind:statement", "kind = ?1", "statement"),
        ("type:assault", "type = ?1", "ASSAULT"),
        ("quad:3,4", "type IN (SELECT code FROM codebook WHERE kind = 'type' AND scheme = ?1 AND quad > 2)", "plover"),
        ("actor:actor-3", f"id IN (SELECT id FROM ({ACTED}) WHERE actor IN {UNDER})", "actor-3"),
        ("actor:actor-777", f"id IN (SELECT id FROM ({ACTED}) WHERE actor IN {UNDER})", "actor-777"),
        (
            "by:actor-1",
            f"id IN (SELECT event FROM event_actor WHERE role = 'initiator' AND actor IN {UNDER})",
            "actor-1",
        ),
        ("-actor:actor-0", f"id NOT IN (SELECT id FROM ({ACTED}) WHERE actor IN {UNDER})", "actor-0"),
        ("speaker:actor-2", f"id IN (SELECT id FROM ({ACTED}) WHERE role = 'speaker' AND actor IN {UNDER})", "actor-2"),
        ("has:quote", "id IN (SELECT id FROM statement WHERE quote IS NOT ?1)", None),
        ("is:undated", """coalesce("begin", "end") IS ?1""", None),
        ("since:2001-03-04", """coalesce("end" >= ?1, "begin" IS NOT NULL)""", second("2001-03-04")),
        ("until:1995", """coalesce("begin" < ?1, "end" IS NOT NULL)""", second("1996-01-01")),
        ("on:2003-05-07", """"end" >= ?1 AND "begin" < ?1 + 86400""", second("2003-05-07")),
        (
            "source:source-7",
            """id IN (SELECT event FROM evidence JOIN passage ON passage.id = passage WHERE source = ?1
               UNION SELECT statement.id FROM statement JOIN passage ON passage.id = passage WHERE source = ?1)""",
            "source-7",
        ),
    ],
)
def test_a_filter_keeps_what_plain_sql_keeps(
    catalogue: Catalogue,
    plain: sqlite3.Connection,
    seqs: dict[str, int],
    wanted: str,
    condition: str,
    value: str | int | None,
) -> None:
    found = catalogue.select(parse(wanted))
    expected = {seqs[id_] for (id_,) in plain.execute(f"SELECT id FROM {ITEMS} WHERE {condition}", (value,))}
    assert len(found) == len(expected) > 0
    assert set(found) == expected


def test_filters_together_keep_what_each_keeps(catalogue: Catalogue) -> None:
    parts = ["actor:actor-0", "-type:consult", "since:1999-02", "until:2015-03-09", "border"]
    together = set(catalogue.select(parse(" ".join(parts))))
    assert together == set.intersection(*(set(catalogue.select(parse(part))) for part in parts))
    assert together


@pytest.mark.parametrize("wanted", ["", "actor:actor-1", "type:aid since:2010", "actor:actor-900", "ceasefire"])
def test_positions_and_lines(catalogue: Catalogue, plain: sqlite3.Connection, ids: list[str], wanted: str) -> None:
    chance = random.Random(wanted)
    selection = catalogue.select(parse(wanted))
    members = list(selection)
    assert members == sorted(set(members))
    for position in (0, len(members) - 1, *(chance.randrange(len(members)) for _ in range(300))):
        seq = members[position]
        assert (selection.at(position), selection.rank(seq), selection.rank(seq + 1)) == (seq, position, position + 1)
        assert selection.window(position, position + 60) == members[position : position + 60]
        stranger = chance.randrange(SIZE)
        assert selection.rank(stranger) == bisect_left(members, stranger)
    start = chance.randrange(len(members))
    assert [row.id for row in catalogue.rows(selection, start, start + 50)] == [
        ids[seq] for seq in members[start : start + 50]
    ]

    days = {
        id_: (begin, end)
        for id_, begin, end in plain.execute(
            f"""SELECT id, floor("begin" / {DAY}.0), floor("end" / {DAY}.0) FROM {ITEMS}"""
        )
    }
    expected: list[tuple[int, bool]] = []
    for _, group in groupby(enumerate(members), key=lambda each: days[ids[each[1]]]):
        positions = [position for position, _ in group]
        expected += [(positions[0], True), *((position, False) for position in positions)]
    listing = catalogue.listing(selection)
    assert len(listing) == len(expected)
    for line in (0, len(expected) - 1, *(chance.randrange(len(expected)) for _ in range(200))):
        position, heading = expected[line]
        assert (listing.at(line).position, listing.at(line).heading) == (position, heading)
        if not heading:
            assert listing.line_of(position) == line
    shown = [(each.position, each.heading) for each in listing.lines(len(expected) // 2, len(expected) // 2 + 80)]
    assert shown == expected[len(expected) // 2 : len(expected) // 2 + 80]


def test_a_jump_lands_on_the_first_item_from_then_on(catalogue: Catalogue, plain: sqlite3.Connection) -> None:
    places = [
        place
        for (place,) in plain.execute(
            f"""SELECT coalesce("begin", "end") AS place FROM {ITEMS} WHERE place IS NOT NULL ORDER BY 1"""
        )
    ]
    assert catalogue.dated == len(places)
    chance = random.Random(1)
    moments = [places[0] - 1, places[0], places[-1], places[-1] + 1, -(2**62), 2**62]
    moments += [chance.randrange(places[0], places[-1]) for _ in range(300)] + chance.sample(places, 100)
    for moment in moments:
        assert catalogue.seq_at(moment) == bisect_left(places, moment)


@pytest.mark.parametrize("wanted", ["", "actor:actor-0", "type:protest", "drone"])
def test_density_is_what_sql_counts(
    catalogue: Catalogue, plain: sqlite3.Connection, seqs: dict[str, int], wanted: str
) -> None:
    selection = catalogue.select(parse(wanted))
    edges = [second(f"{year}-{month:02}-01") for year in range(1989, 2024) for month in (1, 5, 6, 11)]
    places = sorted(
        place
        for id_, place in plain.execute(f"""SELECT id, coalesce("begin", "end") FROM {ITEMS}""")
        if place is not None and seqs[id_] in selection
    )
    expected = [bisect_left(places, later) - bisect_left(places, earlier) for earlier, later in pairwise(edges)]
    assert catalogue.density(selection, edges) == expected
    assert sum(expected) == len(places) > 0


@pytest.mark.parametrize("kept", [0, 40_000, 10_000_000])
def test_counts_of_all_actors(
    catalogue: Catalogue,
    plain: sqlite3.Connection,
    seqs: dict[str, int],
    kept: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However few sets are kept in memory."""
    monkeypatch.setattr(facets, "_KEPT", kept)
    selection = catalogue.select(parse("type:coerce since:2000"))
    parents = dict(plain.execute("SELECT id, parent FROM actor"))
    expected: Counter[str] = Counter(dict.fromkeys(parents, 0))
    for id_, group in groupby(plain.execute(f"SELECT id, actor FROM ({ACTED}) ORDER BY id"), key=lambda row: row[0]):
        if seqs[id_] in selection:
            named = {actor for _, actor in group}
            expected.update(named | {parents[actor] for actor in named if parents[actor] is not None})
    for _ in range(2):
        assert catalogue.counts(selection, "actor", list(parents)) == expected
    assert all(catalogue.members("actor", f"actor-{n}").bit_count() for n in range(0, 1000, 100))


@pytest.fixture(scope="session")
def texts(plain: sqlite3.Connection, seqs: dict[str, int]) -> list[str]:
    """The words of every item, folded, with a space before and after each."""
    words: list[list[str]] = [[] for _ in seqs]
    names = {id_: tokens(name) for id_, name in plain.execute("SELECT id, name FROM actor")}
    for id_, text in plain.execute(
        "SELECT id, title FROM event UNION ALL SELECT id, summary || ' | ' || coalesce(quote, '') FROM statement"
    ):
        words[seqs[id_]] += [*tokens(text), "|"]
    for id_, actor in plain.execute(f"SELECT DISTINCT id, actor FROM ({ACTED})"):
        words[seqs[id_]] += [*names[actor], "|"]
    return [f" {' '.join(each)} " for each in words]


@pytest.mark.parametrize(
    "wanted",
    ["s", "st", "str", "stri", "strik", "strike", "b", "bo", "1", "12", "123", "999", "z", "zan", "zoran", "qqq"],
)
def test_beginnings_of_words(catalogue: Catalogue, texts: list[str], wanted: str) -> None:
    expected = [seq for seq, text in enumerate(texts) if f" {wanted}" in text]
    assert list(catalogue.select(parse(wanted))) == expected


@pytest.mark.parametrize("wanted", ["strike", "stri", "0", "border strike", "drone missile river", "raid zzz"])
def test_whole_words_in_their_order(catalogue: Catalogue, texts: list[str], wanted: str) -> None:
    expected = [seq for seq, text in enumerate(texts) if f" {wanted} " in text]
    assert list(catalogue.select(parse(f'"{wanted}"'))) == expected


def test_the_sets_of_words_are_what_the_full_text_index_says(catalogue: Catalogue, plain: sqlite3.Connection) -> None:
    kept = catalogue.values(terms.FACET)
    assert {"s", "st", "strike ", "b"} <= set(kept)
    assert min(kept.values()) >= SIZE // 100
    for value in random.Random(2).sample(sorted(kept), 60):
        query = f'"{value[:-1]}"' if value.endswith(" ") else f'"{value}" *'
        asked = [seq for (seq,) in plain.execute("SELECT rowid FROM seal_text WHERE seal_text MATCH ?", (query,))]
        assert kept[value] == len(asked)
        assert catalogue.members(terms.FACET, value) == sets.from_numbers(asked, SIZE)
        assert Selection(catalogue.matches(query)).bits == sets.from_numbers(asked, SIZE)


def test_every_frequent_word_has_a_set(catalogue: Catalogue, plain: sqlite3.Connection) -> None:
    plain.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, seal_text, row)")
    frequent = [term for (term,) in plain.execute("SELECT term FROM words WHERE doc >= ?", (SIZE // 100,))]
    kept = set(catalogue.values(terms.FACET))
    assert frequent
    assert {f"{term} " for term in frequent} <= kept


def test_a_selection_over_everything_counts_everything(catalogue: Catalogue) -> None:
    everything = Selection(catalogue.everything)
    assert len(everything) == SIZE
    assert catalogue.counts(everything, "actor") == catalogue.values("actor")
    assert sum(catalogue.counts(everything, "kind").values()) == SIZE


# What scripts do to a database: titles, dates, deletions and additions, and a new parent.
EDITS = (
    "UPDATE event SET title = 'Zyxwv ' || title WHERE rowid % 9 = 0",
    f"""UPDATE event SET "begin" = "begin" + 400 * {DAY}, "end" = "end" + 400 * {DAY} WHERE rowid % 11 = 0""",
    """UPDATE event SET type = 'MOBILIZE' WHERE rowid % 13 = 0""",
    "DELETE FROM evidence WHERE event IN (SELECT id FROM event WHERE rowid % 501 = 0)",
    "DELETE FROM event_actor WHERE event IN (SELECT id FROM event WHERE rowid % 501 = 0)",
    "DELETE FROM event WHERE rowid % 501 = 0",
    "UPDATE actor SET parent = 'actor-3' WHERE id = 'actor-4'",
    """INSERT INTO event (id, title, date, "begin", "end", date_prec)
       VALUES ('first-of-all', 'Before everything', '1900-01-01', -2208988800, -2208902401, 1)""",
    "INSERT INTO event_actor VALUES ('first-of-all', 'actor-4', 'initiator')",
)


@pytest.fixture(scope="session")
def edited(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, changed by a script; what is sealed in it is out of date."""
    path = tmp_path_factory.mktemp("edited") / "edited.sqlite"
    path.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for statement in EDITS:
            connection.execute(statement)
        connection.execute("COMMIT")
    return path


def _sealed(connection: sqlite3.Connection) -> dict[str, str]:
    """What the sealed tables hold, of the full-text index its blocks as they are stored, as fingerprints."""
    found = {}
    for table in ("seal_item", "seal_spread", "seal_set", "seal_branch", "seal_meta", "seal_text_data"):
        digest = sha256()
        for row in connection.execute(f"SELECT * FROM {table}"):
            digest.update(repr(row).encode())
        found[table] = digest.hexdigest()
    return found


def test_no_statistics_have_all_statements_read_for_one_event(database: Path, tmp_path: Path) -> None:
    """Where no statement is about an event, SQLite's statistics hold the index of that column for useless."""
    path = tmp_path / "many.sqlite"
    shutil.copyfile(database, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ANALYZE")
        (statistics,) = connection.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'statement_about'").fetchone()
        assert len(set(statistics.split())) == 1
        events = [id_ for (id_,) in connection.execute("SELECT id FROM event ORDER BY id LIMIT 20")]
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1000
        return 0

    with Catalogue.open(path) as catalogue:
        assert not catalogue.is_copy
        catalogue.connection.set_progress_handler(step, 1000)
        for event in events:
            assert details.detail(catalogue, event) is not None
    assert steps < 5000 * len(events)


def test_what_a_script_has_changed_is_told_as_it_is(
    edited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    before = edited.read_bytes()
    with closing(sqlite3.connect(edited)) as plain, Catalogue.open(edited) as catalogue:
        wanted = [id_ for (id_,) in plain.execute(f"SELECT id FROM {ITEMS} ORDER BY {ORDER}")]
        assert catalogue.texts("SELECT id FROM seal_item ORDER BY seq") == wanted
        assert wanted[0] == "first-of-all"
        assert 0 < len(wanted) < SIZE
        for text, condition, value in (
            ("type:mobilize", "type = ?1", "MOBILIZE"),
            ("actor:actor-3", f"id IN (SELECT id FROM ({ACTED}) WHERE actor IN {UNDER})", "actor-3"),
            ("actor:actor-4", f"id IN (SELECT id FROM ({ACTED}) WHERE actor IN {UNDER})", "actor-4"),
            ("zyxwv", "id IN (SELECT id FROM event WHERE title LIKE ?1)", "Zyxwv %"),
            ("until:1950", """"begin" < ?1 OR ("begin" IS NULL AND "end" IS NOT NULL)""", second("1951-01-01")),
        ):
            found = catalogue.select(parse(text))
            (expected,) = plain.execute(f"SELECT count(*) FROM {ITEMS} WHERE {condition}", (value,)).fetchone()
            assert len(found) == expected > 0, text
        catalogue.connection.execute("PRAGMA query_only = OFF")
        copied = _sealed(catalogue.connection)
    assert edited.read_bytes() == before, "the file itself is not written to"
    here = tmp_path / "here.sqlite"
    here.write_bytes(before)
    told: list[float] = []

    def stop(text: str, done: float) -> None:
        if text == "putting items in order":
            told.append(done)
            if done > 0.25:
                raise StoppedError

    with pytest.raises(StoppedError):
        seal_in_place(here, stop)
    assert here.read_bytes() == before
    assert len(told) > 20, "also while SQLite sorts"
    assert told == sorted(told)
    assert seal_in_place(here) == len(wanted)
    with closing(sqlite3.connect(here)) as connection:
        assert _sealed(connection) == copied, "two sealings of the same data give the same rows"
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
