"""Whole imports: what the database holds, what is refused, and what is left behind."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from exchange_helpers import ask, sound
from iptui import resources
from iptui.exchange.errors import FileError, ImportRefusedError, MappingError
from iptui.exchange.incoming import Report, import_files
from iptui.exchange.mapping import formats, load
from iptui.filters import parse
from iptui.store.build import build
from iptui.store.catalogue import Catalogue
from iptui.store.errors import BuildError
from iptui.store.folder import read_folder
from iptui.text import fingerprint, word_count

Make = Callable[..., Path]
BringIn = Callable[..., tuple[Report, Path]]

FULL = (
    "date,end,title,text,type,mode,context,initiator,target,place,lat,lon,country,source,quote,speaker,killed,"
    "killed_low\n"
    "2024-01-16,,Iran strikes,Missiles hit a village,assault,aerial,military,Iran; IRGC,Pakistan,Sabz Koh,27.5,64.1,"
    "Pakistan,Wire,,,2,1\n"
    '2024-01-17,2024-01-18,Pakistan protests,,ACCUSE,,diplomatic,Pakistan,Iran,,,,,Daily,"an ""unprovoked"" act",'
    "Zahra Baloch,,\n"
    "2024-01,,Talks,,CONSULT,,,Pakistan,Iran,Islamabad,,,Pakistan,,,,,\n"
)


def test_every_column_arrives(make: Make, bring_in: BringIn) -> None:
    file = make(FULL)
    report, database = bring_in(file)
    assert (report.rows, report.events, report.statements, report.refused) == (3, 3, 1, 0)
    sound(database)
    assert ask(database, "SELECT id, title, date, date_prec, type, mode, context, place FROM event ORDER BY id") == [
        ("events-01", "Iran strikes", "2024-01-16", 1, "ASSAULT", "aerial", "military", "sabz-koh"),
        ("events-02", "Pakistan protests", "2024-01-17/2024-01-18", 2, "ACCUSE", None, "diplomatic", None),
        ("events-03", "Talks", "2024-01", 4, "CONSULT", None, None, "islamabad"),
    ]
    assert ask(database, "SELECT actor, role FROM event_actor WHERE event = 'events-01' ORDER BY actor") == [
        ("iran", "initiator"),
        ("irgc", "initiator"),
        ("pakistan", "target"),
    ]
    assert ask(database, "SELECT name, lat, lon, parent FROM place WHERE id = 'sabz-koh'") == [
        ("Sabz Koh", 27.5, 64.1, "pakistan")
    ]
    assert ask(database, "SELECT event_id, property, value, low, best FROM claims") == [
        ("events-01", "killed", "2 (at least 1)", 1.0, 2.0)
    ]
    assert ask(database, "SELECT note FROM evidence ORDER BY event") == [("Wire",), ("Daily",), (None,)]
    assert ask(database, "SELECT id, speaker, about_event, kind FROM quotes") == [
        ("events-02-quote", "Zahra Baloch", "events-02", "verbatim")
    ]
    assert ask(database, "SELECT title, date, earliest, latest FROM crisis") == [
        ("events", "2024-01-01/2024-01-31", "2024-01-01", "2024-01-31")
    ]


def test_every_event_is_traced_to_its_row(make: Make, bring_in: BringIn) -> None:
    file = make("\ufeff" + FULL.replace("\n", "\r\n"))
    text = file.read_bytes().decode()
    _, database = bring_in(file)
    assert ask(database, "SELECT file, sha256, chars FROM source") == [
        ("events.csv", sha256(file.read_bytes()).hexdigest(), len(text))
    ]
    rows = ask(database, "SELECT event_id, span_start, span_end, paragraph, words, fingerprint FROM event_evidence")
    lines = text.split("\r\n")
    for number, (event, start, end, paragraph, words, print_) in enumerate(sorted(rows), 1):
        assert event == f"events-{number:02}"
        assert text[start:end] == lines[number]
        assert (paragraph, words, print_) == (number, word_count(lines[number]), fingerprint(lines[number]))
    ((quote, start, end),) = ask(database, "SELECT quote, span_start, span_end FROM quotes")
    assert text[start:end] == quote == 'an ""unprovoked"" act'


def test_the_schema_is_that_of_a_built_crisis(make: Make, bring_in: BringIn, tmp_path: Path) -> None:
    _, database = bring_in(make(FULL))
    build(read_folder(resources.entry("iran-pakistan-2024")), tmp_path / "built.sqlite")
    query = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    assert ask(database, query) == ask(tmp_path / "built.sqlite", query)
    for pragma in ("application_id", "user_version", "page_size", "journal_mode"):
        assert ask(database, f"PRAGMA {pragma}") == ask(tmp_path / "built.sqlite", f"PRAGMA {pragma}")


def test_it_opens_like_any_other(make: Make, bring_in: BringIn) -> None:
    _, database = bring_in(make(FULL), title="A crisis")
    with Catalogue.open(database) as catalogue:
        assert catalogue.info().title == "A crisis"
        assert catalogue.total == 4
        assert [row.title for row in catalogue.rows(catalogue.select(parse("actor:irgc")))] == ["Iran strikes"]
        assert [row.kind for row in catalogue.rows(catalogue.select(parse("unprovoked")))] == ["statement"]


BAD = """date,title,type,lat,lon,killed
2024-01-01,good,,,,
2024-02-30,no such day,,,,
01/02/24,ambiguous,,,,
2024-01-02,no such type,asault,,,
2024-01-03,half a place,,27,,
2024-01-04,far north,,97,60,
2024-01-05,a word,,,,many
2024-01-06,ragged,,
,no date,,,,
2024-01-07,good too,,,,3
"""


def test_one_bad_row_refuses_everything_by_default(make: Make, bring_in: BringIn, tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        bring_in(make(BAD))
    assert (caught.value.total, caught.value.rows) == (8, 10)
    assert [str(problem) for problem in caught.value.problems] == [
        str(caught.value.problems[0]),
        (
            "events.csv: line 4: date = '01/02/24': is not an EDTF date; it is ambiguous: say --date-format "
            '"%d/%m/%y" or "%m/%d/%y" with --century, the first year that %y can mean (format = … in a mapping)'
        ),
        "events.csv: line 5: type = 'asault': is no code of plover; did you mean ASSAULT or CONSULT?",
        "events.csv: line 6: lat = '27': latitude and longitude go together",
        "events.csv: line 7: lat = '97': must be between -90 and 90",
        "events.csv: line 8: killed = 'many': is not a whole number",
        "events.csv: line 9: has 4 field(s), but the header names 6",
        (
            "events.csv: line 10: date: is empty; where undated rows are meant, say --undated "
            '(default = "XXXX" in a mapping)'
        ),
    ]
    assert str(caught.value.problems[0]).startswith("events.csv: line 3: date = '2024-02-30': is not a date: ")
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]


def test_skip_bad_brings_in_the_rest_and_keeps_the_bad(make: Make, bring_in: BringIn, tmp_path: Path) -> None:
    report, database = bring_in(make(BAD), skip_bad=True)
    sound(database)
    assert (report.rows, report.events, report.refused) == (10, 2, 8)
    assert ask(database, "SELECT id, title FROM event") == [("events-01", "good"), ("events-10", "good too")]
    assert ask(database, "SELECT count(*) FROM place") == [(0,)]
    with (tmp_path / "events.csv.bad.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["iptui_line", "iptui_problem", "date", "title", "type", "lat", "lon", "killed"]
    assert [row[0] for row in rows] == ["3", "4", "5", "6", "7", "8", "9", "10"]
    assert [row[2:] for row in rows] == [line.split(",") for line in BAD.splitlines()[2:10]]
    assert rows[2][1] == "type: is no code of plover; did you mean ASSAULT or CONSULT?"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.csv", "events.csv.bad.csv", "made.sqlite"]


def test_bad_bytes_are_kept_as_they_were(make: Make, bring_in: BringIn, tmp_path: Path) -> None:
    bring_in(make("date,title\n2024-01-01,x\n2024-01-02,Zürich\n".encode("latin-1")), skip_bad=True)
    assert b"Z\xfcrich" in (tmp_path / "events.csv.bad.csv").read_bytes()


def test_where_every_row_is_bad_nothing_is_made(make: Make, bring_in: BringIn, tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError):
        bring_in(make("date,title\nx,y\n"), skip_bad=True)
    with pytest.raises(FileError, match="has a header, but no rows"):
        bring_in(make("date,title\n"), skip_bad=True)
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]


def test_an_error_leaves_the_old_database(make: Make, bring_in: BringIn, tmp_path: Path) -> None:
    _, database = bring_in(make(FULL))
    before = database.read_bytes()
    for wrong in ("date,title\nx,y\n", "date\n2024-01-01\n", "titel\nx\n", ""):
        with pytest.raises((ImportRefusedError, MappingError, FileError)):
            bring_in(make(wrong))
        assert database.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.csv", "made.sqlite"]


def test_a_place_that_cannot_be_written(make: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BuildError, match="cannot be written"):
        import_files([make(FULL)], load("csv"), tmp_path / "file" / "x.sqlite")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("date;title\n2024-01-01;x\n", r"delimiter seems to be ';': say --delimiter ';'"),
        ("date\ttitle\n2024-01-01\tx\n", r"--delimiter '\\t'"),
        ("date,title,date\n2024-01-01,x,2024-01-02\n", r"stands 2 times in the header, as columns 1, 3"),
        ("datum,title\n2024-01-01,x\n", r"no column 'date'"),
    ],
)
def test_headers_gone_wrong(make: Make, bring_in: BringIn, content: str, words: str) -> None:
    with pytest.raises(MappingError, match=words):
        bring_in(make(content))


def test_a_column_twice_does_not_matter_where_nobody_asks_for_it(make: Make, bring_in: BringIn) -> None:
    report, _ = bring_in(make("date,title,x,x\n2024-01-01,a,1,2\n"))
    assert report.events == 1


def test_the_same_id_twice(make: Make, bring_in: BringIn) -> None:
    rows = "".join(f"{number},2024-01-01,x\n" for number in [*range(6000), 17, 5999])
    report, database = bring_in(make("id,date,title\n" + rows), skip_bad=True)
    assert (report.events, report.refused) == (6000, 2)
    assert "another row before has the same id" in str(report.problems[0])
    sound(database)


def test_statements_only(make: Make, bring_in: BringIn) -> None:
    content = (
        "kind,date,title,quote,initiator,target,text\n"
        "statement,2024-01-01,Kakar speaks,no harm,Kakar,Iran,\n"
        "statement,2024-01-02,A summary,,Kakar,,\n"
        "event,2024-01-03,Done,,Iran,,\n"
    )
    report, database = bring_in(make(content))
    assert (report.events, report.statements) == (1, 2)
    assert ask(database, "SELECT kind, quote, speaker, addressee FROM quotes") == [
        ("verbatim", "no harm", "Kakar", "iran"),
        ("paraphrase", None, "Kakar", None),
    ]
    sound(database)
    with pytest.raises(ImportRefusedError) as caught:
        bring_in(make("kind,date,title\nstatement,2024-01-01,x\n"))
    assert "needs somebody who makes it" in str(caught.value.problems[0])


def test_texts_are_data(make: Make, bring_in: BringIn) -> None:
    hostile = "\x1b]0:title\x07 [red]x[/] \u202e %s {0} ' DROP TABLE event --"
    _, database = bring_in(make(f'date,title,initiator\n2024-01-01,"{hostile}","{hostile}"\n'))
    assert ask(database, "SELECT title FROM event") == [(hostile,)]
    assert ask(database, "SELECT name FROM actor") == [(hostile,)]
    sound(database)


def test_rows_without_a_title_are_titled_by_what_they_say(make: Make, bring_in: BringIn) -> None:
    content = (
        "date,title,type,initiator,target,text\n"
        "2024-01-01,Given,ASSAULT,Iran,Iraq,\n"
        "2024-01-02,,ASSAULT,Oman,Qatar,\n"
        "2024-01-03,,,,," + "word " * 40 + "\n"
    )
    _, database = bring_in(make(content))
    assert ask(database, "SELECT title FROM event ORDER BY rowid") == [
        ("Given",),
        ("Oman → Qatar: Assault",),
        ("word " * 19 + "…",),
    ]
    with pytest.raises(ImportRefusedError) as caught:
        bring_in(make("date,title\n2024-01-01,\n"))
    assert "title: is empty, and nothing else in the row can title it" in str(caught.value.problems[0])


def test_names_without_latin_letters_get_ids(make: Make, bring_in: BringIn) -> None:
    _, database = bring_in(
        make("date,title,initiator,target\n2024-01-01,x,ایران,پاکستان\n2024-01-02,y,پاکستان,ایران\n")
    )
    assert sorted(ask(database, "SELECT id, name FROM actor")) == [("actor", "ایران"), ("actor-2", "پاکستان")]


def test_a_mapping_of_ones_own(make: Make, bring_in: BringIn) -> None:
    mapping = make(
        """
title = "incidents"
[file]
delimiter = ";"
encoding = "latin-1"
columns = ["when", "what", "who", "dead"]
integers = ["dead"]
[crisis]
title = "Incidents"
[event]
date = { column = "when", format = "%d/%m/%y", century = 1969 }
type = { column = "what", values = { "1" = "ASSAULT", "2" = "PROTEST" } }
title = { template = "{@initiator}: {@type}, {dead} dead" }
status = { value = "disputed" }
[[actor]]
column = "who"
role = "initiator"
split = "+"
kinds = { "Gov*" = "government" }
[[claim]]
property = "killed"
best = "dead"
skip = ["0"]
""",
        "mine.toml",
    )
    file = make("01/02/24;1;Government+Zürich;4.0\n03/04/70;2;Government;0\n".encode("latin-1"), "data.txt")
    report, database = bring_in(file, by=mapping)
    assert report.events == 2
    assert ask(database, "SELECT title, date, type, status FROM event") == [
        ("Government, Zürich: Assault, 4 dead", "2024-02-01", "ASSAULT", "disputed"),
        ("Government: Protest, 0 dead", "1970-04-03", "PROTEST", "disputed"),
    ]
    assert ask(database, "SELECT value FROM claim") == [("4",)]
    assert ask(database, "SELECT name, kind FROM actor ORDER BY id") == [
        ("Government", "government"),
        ("Zürich", "organisation"),
    ]
    sound(database)
    other = make("01/02/24;3;A;x\n", "data.txt")
    with pytest.raises(ImportRefusedError) as caught:
        bring_in(other, by=mapping)
    assert "what = '3': the mapping has no value for it; it has 1, 2" in str(caught.value.problems[0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[event]\ntitle = 'x'", "event.date: is missing"),
        ("[event]\ndaet = 'x'", "event.daet: unknown key; did you mean date"),
        (
            "[event]\ndate = { column = 'x', format = '%d/%m/%y' }",
            "%y needs --century YEAR .century = YEAR in a",
        ),
        ("[event]\ndate = 'x'\n[[actor]]\ncolumn = 'a'\nrole = 'hero'", "actor.role: is 'hero'"),
        ("[event]\ndate = 'x'\n[[claim]]\nproperty = 'killed'", "claim: needs value"),
        ("[event]\ndate = { }", "exactly one of column, value and template"),
        ("[event\n", "not TOML"),
        ("[event]\ndate = 'date'\ntype = { column = 'type', scheme = 'mine' }", "unknown scheme 'mine'"),
    ],
)
def test_mappings_that_cannot_be(make: Make, bring_in: BringIn, text: str, words: str) -> None:
    with pytest.raises(MappingError, match=words):
        bring_in(make("date,type\n2024-01-01,x\n"), by=make(text, "wrong.toml"))


def test_every_bundled_format_loads_and_says_what_it_is() -> None:
    assert {"csv", "keds", "keds-weis", "ucdp-ged"} <= set(formats())
    assert all(formats().values())


def test_several_files_are_several_sources(make: Make, bring_in: BringIn) -> None:
    one, two = make(FULL, "a.csv"), make(FULL, "b.csv")
    report, database = bring_in(one, two)
    assert (report.rows, report.events) == (6, 6)
    assert ask(database, "SELECT id FROM source ORDER BY id") == [("a",), ("b",)]
    assert ask(database, "SELECT count(*) FROM actor WHERE name = 'Iran'") == [(1,)]
    sound(database)


def test_rows_of_many_batches_agree_with_the_file(make: Make, bring_in: BringIn) -> None:
    chance = random.Random(5)
    rows = [
        (f"{chance.randrange(1990, 2020)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}", f"t {number}",
         chance.choice(["Iran", "Iraq", "Oman"]), chance.choice(["", "Qatar", "Kuwait;Iran"]))
        for number in range(9001)
    ]  # fmt: skip
    content = "date,title,initiator,target\n" + "".join(",".join(row) + "\n" for row in rows)
    _, database = bring_in(make(content))
    sound(database)
    assert ask(database, "SELECT date, title FROM event ORDER BY rowid") == [row[:2] for row in rows]
    found = ask(database, "SELECT actor, role, count(*) FROM event_actor GROUP BY 1, 2")
    assert {(actor, role): count for actor, role, count in found} == {
        ("iran", "initiator"): sum(row[2] == "Iran" for row in rows),
        ("iraq", "initiator"): sum(row[2] == "Iraq" for row in rows),
        ("oman", "initiator"): sum(row[2] == "Oman" for row in rows),
        ("qatar", "target"): sum(row[3] == "Qatar" for row in rows),
        ("kuwait", "target"): sum("Kuwait" in row[3] for row in rows),
        ("iran", "target"): sum("Iran" in row[3] for row in rows),
    }
    with Catalogue.open(database) as catalogue:
        seen = [row.title for row in catalogue.stream(catalogue.select(parse("")))]
    assert seen == [title for _, title, *_ in sorted(rows, key=lambda row: (row[0], int(row[1][2:])))]
