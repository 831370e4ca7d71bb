"""`sql`, `queries`, `schema`: reading in SQL, and nothing but reading."""

from __future__ import annotations

import json
import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from iptui import resources
from iptui.store.queries import named_queries
from running import Run

NAMES = [query.name for query in named_queries()]


def test_a_query_gives_its_rows(iptui: Run) -> None:
    done = iptui("sql", "SELECT id, form FROM statement WHERE speaker = 'jose-nunez' ORDER BY id", "--format", "json")
    assert json.loads(done.out) == [{"id": "violation", "form": "verbatim"}, {"id": "will-answer", "form": "verbatim"}]


def test_a_query_comes_from_standard_input_too(iptui: Run) -> None:
    listed = iptui("list", "actor:aland", "--format", "csv").out
    assert iptui("sql", "-", "--format", "csv", stdin=iptui("list", "actor:aland", "--sql").out).out == listed


def test_values_keep_their_type_and_names_their_number(iptui: Run) -> None:
    query = "SELECT 1 AS a, 2.5 AS a, NULL AS n, x'00ff' AS b, 9e999 AS i, :p AS p, typeof(:q) AS q"
    done = iptui("sql", query, "-p", "p=007", "-p", "q=7", "--format", "jsonl")
    assert json.loads(done.out) == {
        "a": 1, "a_2": 2.5, "n": None, "b": {"$base64": True, "encoded": "AP8="}, "i": "inf", "p": "007",
        "q": "integer",
    }  # fmt: skip


def test_parameters_must_be_the_querys_own(iptui: Run) -> None:
    missing = iptui("sql", "SELECT :since, :until", "-p", "since=1")
    assert (missing.code, "-p until=VALUE" in missing.err) == (2, True)
    spare = iptui("sql", "SELECT :since", "-p", "since=1", "-p", "untli=2")
    assert (spare.code, ":untli" in spare.err) == (2, True)
    assert iptui("sql", "SELECT 1", "-p", "nonsense").code == 2


@pytest.mark.parametrize("name", NAMES)
def test_every_named_query_runs_with_its_defaults_and_says_what_it_tells(iptui: Run, name: str) -> None:
    done = iptui("sql", name, "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert isinstance(json.loads(done.out), list)
    query = next(query for query in named_queries() if query.name == name)
    assert query.help.endswith(".")
    assert set(re.findall(r":([a-z]\w*)", re.sub("--.*", "", query.sql))) == {each.name for each in query.parameters}


@pytest.mark.parametrize(
    ("name", "parameters", "wanted"),
    [
        ("timeline-between", ["since=2021-05-05", "until=2021-05-31"], ["no-justification", "borland-recalls"]),
        ("quotes-by-speaker", ["speaker=borland"], ["violation", "will-answer"]),
        ("who-said-what-to-whom", ["from=borland", "to=aland"], ["violation"]),
        ("statements-about", ["event=aland-fires"], ["violation", "will-answer"]),
        ("search", ["words=rocket*"], ["aland-fires", "violation"]),
        ("single-source-events", ["grade=C"], ["borland-shells", "dispute", "summit"]),
    ],
)
def test_named_queries_take_parameters(iptui: Run, name: str, parameters: list[str], wanted: list[str]) -> None:
    given = [word for parameter in parameters for word in ("-p", parameter)]
    done = iptui("sql", name, *given, "--format", "json")
    assert [row["id"] for row in json.loads(done.out)] == wanted


def test_queries_are_listed_and_shown(iptui: Run) -> None:
    assert [row["name"] for row in json.loads(iptui("queries", "--format", "json").out)] == NAMES
    assert len(NAMES) >= 10
    assert iptui("queries", "toll").out.startswith("-- ")
    assert iptui("sql", "toll", "--sql").out == iptui("queries", "toll").out
    wrong = iptui("sql", "tol")
    assert (wrong.code, "toll" in wrong.err) == (2, True)


WRITES = [
    "INSERT INTO event_link VALUES ('a', 'b', 'part_of', 'inferred', NULL, NULL)",
    "UPDATE event SET title = 'x'",
    "DELETE FROM statement",
    "REPLACE INTO actor (id, name, kind) VALUES ('x', 'x', 'state')",
    "WITH x AS (SELECT 1) DELETE FROM event",
    "CREATE TABLE x (a)",
    "CREATE TEMP TABLE x (a)",
    "CREATE VIRTUAL TABLE temp.x USING fts5vocab('seal_text', 'row')",
    "CREATE TEMP TRIGGER x AFTER INSERT ON main.event BEGIN SELECT 1; END",
    "DROP VIEW timeline",
    "ALTER TABLE event RENAME TO gone",
    "ATTACH '{folder}/made.sqlite' AS made",
    "VACUUM",
    "VACUUM INTO '{folder}/made.sqlite'",
    "REINDEX",
    "ANALYZE",
    "BEGIN",
    "SAVEPOINT x",
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema = ON",
    "PRAGMA user_version = 9",
    "PRAGMA journal_mode = WAL",
    "PRAGMA temp_store_directory = '{folder}'",
    "INSERT INTO seal_text (seal_text) VALUES ('rebuild')",
    "SELECT load_extension('x')",
    "SELECT fts3_tokenizer('x')",
    "SELECT readfile('/etc/passwd')",
    "SELECT writefile('{folder}/made.sqlite', 'x')",
]


@pytest.mark.parametrize("query", WRITES)
def test_whatever_is_not_reading_is_refused_with_a_word(iptui: Run, dorf: Path, tmp_path: Path, query: str) -> None:
    before = sha256(dorf.read_bytes()).hexdigest()
    done = iptui("sql", query.format(folder=tmp_path))
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert "refused" in done.err or "no such function" in done.err
    assert sha256(dorf.read_bytes()).hexdigest() == before
    assert [path.name for path in dorf.parent.iterdir() if path.suffix != ".sqlite"] == ["dorf"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM seal_text WHERE seal_text MATCH 'rocket*'",
        "SELECT name FROM pragma_table_info('event')",
        "PRAGMA user_version",
        "SELECT value FROM json_each('[1, 2]')",
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 9) SELECT sum(x) OVER () FROM n",
        "EXPLAIN QUERY PLAN SELECT * FROM timeline",
        "/* why */ -- so\n SELECT count(*) FROM sqlite_schema;",
    ],
)
def test_reading_of_every_kind_goes(iptui: Run, query: str) -> None:
    done = iptui("sql", query)
    assert (done.code, done.err) == (0, "")
    assert done.out


@pytest.mark.parametrize(
    "query", ["SELEC 1", "SELECT nothing FROM event", "SELECT 1; SELECT 2", "", "-- nothing", "SELECT 'a"]
)
def test_a_wrong_query_is_usage(iptui: Run, query: str) -> None:
    done = iptui("sql", query, "--format", "json")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_schema_documents_every_column_of_every_public_view(iptui: Run) -> None:
    rows = json.loads(iptui("schema", "--format", "json").out)
    views = set(re.findall(r"^CREATE VIEW (\w+)", resources.read_text("views.sql"), re.MULTILINE))
    assert {row["view"] for row in rows} == views
    assert [row for row in rows if not (row["type"] and row["meaning"] and row["view_tells"])] == []
    documented = tomllib.loads(resources.read_text("columns.toml"))
    derived = re.findall(r"^CREATE (?:VIRTUAL )?TABLE (\w+)", resources.read_text("seal.sql"), re.MULTILINE)
    told = json.loads(iptui("schema", "sealing", *derived, "--format", "json").out)
    assert {row["view"] for row in told} == {"sealing", *derived}
    assert [row for row in told if not (row["type"] and row["meaning"] and row["view_tells"])] == []
    there = {(row["view"], row["column"]) for row in rows + told}
    stale = [
        f"{view}.{column}"
        for view, columns in documented.items()
        for column in columns
        if not any(column == name and view in ("any", of) for of, name in there)
    ]
    assert stale == []


def test_schema_gives_the_types_that_the_views_have(iptui: Run) -> None:
    views: dict[str, dict[str, str]] = {}
    for row in json.loads(iptui("schema", "--format", "json").out):
        views.setdefault(row["view"], {})[row["column"]] = row["type"]
    for view, columns in views.items():
        types = ", ".join(f'group_concat(DISTINCT upper(typeof("{name}"))) AS "{name}"' for name in columns)
        (found,) = json.loads(iptui("sql", f'SELECT {types} FROM "{view}"', "--format", "json").out)
        assert found.keys() == columns.keys()
        for name, wanted in columns.items():
            assert set((found[name] or "").split(",")) <= {wanted, "NULL", ""}, (view, name)


def test_schema_tells_of_one_view_and_gives_its_sql(iptui: Run) -> None:
    text = iptui("schema", "quotes").out
    assert text.startswith("quotes\n  Who said what")
    assert re.search(r"^    span_start +INTEGER +first character", text, re.MULTILINE)
    assert iptui("schema", "daily", "--sql").out.startswith("CREATE VIEW daily AS\n")
    wrong = iptui("schema", "quote")
    assert (wrong.code, "quotes" in wrong.err) == (2, True)
