"""JSON: what is read, what is refused, and where it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange_helpers import ask, sound
from iptui.exchange import window
from iptui.exchange.errors import FileError, ImportRefusedError, MappingError
from iptui.exchange.incoming import Report
from iptui.exchange.jsonfields import SEPARATOR
from iptui.exchange.jsonfile import JsonFile
from iptui.exchange.records import MAX_RECORD, BadRecord, Record

Make = Callable[..., Path]
BringIn = Callable[..., tuple[Report, Path]]
FIELDS = {"date": False, "title": False}


def read(path: Path, *, lines: bool = False, **options: object) -> list[Record | BadRecord]:
    wanted = options.pop("wanted", FIELDS)
    file = JsonFile(path, wanted, lines=lines, **options)  # type: ignore[arg-type]
    try:
        return list(file.records())
    finally:
        file.close()


def refused(path: Path, **options: object) -> str:
    with pytest.raises(FileError) as caught:
        read(path, **options)  # type: ignore[arg-type]
    return str(caught.value).removeprefix(f"{path}: ")


# -- the grammar -----------------------------------------------------------------------------------------------


def test_the_suite_of_others(shared_dir: Path, bring_in: BringIn) -> None:
    files = sorted((shared_dir / "fixtures" / "hostile" / "json").glob("[ny]_*.json"))
    assert len(files) > 150
    for file in files:
        with pytest.raises((FileError, ImportRefusedError)) as caught:
            bring_in(file, by="json")
        error = caught.value
        said = str(error.problems[0]) if isinstance(error, ImportRefusedError) else str(error)
        if file.name.startswith("y_"):
            # None of them holds events, and all of them hold JSON.
            assert "not JSON" not in said, (file.name, said)
            assert isinstance(error, ImportRefusedError) or "line 1" in said or "no records" in said, (file.name, said)
        else:
            assert isinstance(error, FileError), file.name
            words = ("not JSON: ", "is not utf-8", "is empty")
            assert any(word in said for word in words), (file.name, said)
            assert (
                "line 1, column " in said or "is empty" in said or file.name == "n_array_unclosed_with_new_lines.json"
            )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"date": 1},]', "line 1, column 14: not JSON: something is missing between ',' and ']'"),
        ('[{"date": 1}\n {"date": 2}]', "line 2, column 2: not JSON: ',' or ']' is missing before '{'"),
        ('[{"date": NaN}]', "line 1, column 11: not JSON: NaN is no number of JSON; for no value write null"),
        ('[{"a": "NaN]",\n"date": -Infinity}]', "line 2, column 9: not JSON: -Infinity is no number of JSON"),
        ('[{"date": \'x\'}]', "line 1, column 11: not JSON: texts stand in double quotation marks"),
        ('[{date: "x"}]', "line 1, column 3: not JSON: the name of a field, in double quotation marks, should stand"),
        ('[{"date": True}]', "line 1, column 11: not JSON: 'True' is no JSON; the only words are true, false and null"),
        ('[\r\n\r\n{"date": 01}]', "line 3, column 11: not JSON: ',' is missing before '1'"),
        ('[{"date": "a\tb"}]', "line 1, column 13: not JSON: a control character (U+0009) in a text must be written"),
        ('[{"date": "x}]', "line 1, column 11: not JSON: the quotation mark that opens here is not closed"),
        ('[{"date": "\\x"}]', "not JSON: after a backslash in a text stands one of"),
        ('[{"date": "\\u12"}]', "not JSON: after \\u stand four hexadecimal digits"),
        ('[{"date": 1} // one\n]', "line 1, column 14: not JSON: ',' or ']' is missing before '/'"),
        ('[/* x */{"date": 1}]', "line 1, column 2: not JSON: JSON has no comments"),
        ('[{"date": 1}] []', "line 1, column 15: not JSON: '[]' follows the end of the value"),
        ('[{"date": 1}', "line 1, column 13: not JSON: ',' or ']' is missing before the end of the file"),
        ('{"a": [1]}', "here stands an object where a list of records is wanted; if they are in it, name that list"),
        ("3", "line 1, column 1: here stands a number where a list of records is wanted"),
        ("[" * 100_000, "line 1, column 102: not JSON: nested more than 100 deep"),
        ('[{"a": ' + "[" * 101 + "]" * 101 + "}]", "nested more than 100 deep"),
        (b'[{"date": "\xff"}]', None),
        (b'[{"date": 1}, \xff]', "line 1, column 15: the byte 0xff at byte 15 of the file is not utf-8"),
        ('[{"date": 1}]'.encode("utf-16-le"), "say --encoding utf-16-le"),
        ('[{"date": 1}]'.encode("utf-16-be"), "say --encoding utf-16-be"),
        ("", "is empty"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_records(make: Make, text: str | bytes, said: str | None) -> None:
    path = make(text, "x.json")
    if said is None:
        (bad,) = read(path)
        assert isinstance(bad, BadRecord)
        assert bad.error.message.startswith("the byte 0xff at byte 12 of the file is not utf-8")
    else:
        assert said in refused(path)


def test_as_deep_as_is_allowed(make: Make) -> None:
    deep = "[" * 99 + "]" * 99
    wide = ",".join(["[]"] * 200)
    (found,) = read(make(f'[{{"date": "x", "a": {deep}, "b": [{wide}]}}]', "x.json"))
    assert isinstance(found, Record)


def test_encodings(make: Make) -> None:
    text = '[{"date": "2024", "title": "عبداللهیان"}]'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        (found,) = read(make(text.encode(encoding), "x.json"))
        assert isinstance(found, Record)
        assert found.fields == ["2024", "عبداللهیان"]
    (found,) = read(make('[{"title": "Zürich"}]'.encode("latin-1"), "x.json"), encoding="latin-1")
    assert found.fields == ["", "Zürich"]


@pytest.mark.parametrize("lines", [False, True])
def test_bad_records_are_told_apart(make: Make, lines: bool) -> None:
    bodies = [
        '{"date": "1"}',
        '{"date": "2", "a": {"b": 1, "b": 2}}',
        '{"date": "\\ud800"}',
        '{"date": "a\\u0000b"}',
        '{"date": [1, 2]}',
        '{"date": {"x": 1}}',
        "17",
        "null",
        '{"other": "\\ud800", "title": 1e400, "date": -0}',
        f'{{"date": {"9" * 100_000}}}',
    ]
    text = "\n".join(bodies) if lines else "[" + ",\n".join(bodies) + "]"
    found = read(make(text, "x.json"), lines=lines)
    assert [each.line for each in found] == list(range(1, 11))
    assert [each.number for each in found] == list(range(1, 11))
    told = [(each.error.field, each.error.message.split(";")[0]) for each in found if isinstance(each, BadRecord)]
    assert told == [
        ("b", "this name stands twice in one object"),
        ("date", "holds half a character (a lone surrogate)"),
        ("date", "holds a NUL character"),
        ("date", "is a list, where one text or number is wanted"),
        ("date", "is an object, where one text or number is wanted"),
        ("", "is a number, not an object with fields"),
        ("", "is null, not an object with fields"),
    ]
    # Numbers are as they are written, however large.
    assert found[8].fields == ["-0", "1e400"]
    assert found[9].fields == ["9" * 100_000, ""]


def test_a_bad_line_costs_one_record(make: Make) -> None:
    path = make('\ufeff{"date": "1"}\n\n{"date": "2"\n{"date": "3"} x\r\n"\udcff"\n{"date": "4"}'.encode(
        "utf-8", "surrogateescape"), "x.jsonl")  # fmt: skip
    found = read(path, lines=True)
    assert [(each.line, each.fields if isinstance(each, Record) else each.error.message[:30]) for each in found] == [
        (1, ["1", ""]),
        (3, "column 13: the text ends befor"),
        (4, "column 15: 'x' follows the end"),
        (5, "the byte 0xff at byte 50 of th"),
        (6, ["4", ""]),
    ]


def test_lines_that_are_too_long(make: Make) -> None:
    long = "x" * (MAX_RECORD + 10)
    found = read(make(f'{{"date": "{long}"}}\n{{"date": "2"}}\n', "x.jsonl"), lines=True)
    assert isinstance(found[0], BadRecord)
    assert found[0].error.message == "is longer than 4,000,000 characters"
    assert found[1].line == 2
    assert found[1].fields == ["2", ""]
    assert "line 1, column 2: what begins here is longer than 4,000,000 characters" in refused(
        make(f'[{{"date": "{long}"}}]', "x.json")
    )
    (bad,) = read(make(f'[{{"date": "{long[:1_000_001]}"}}]', "x.json"))
    assert isinstance(bad, BadRecord)
    assert bad.error.message == "is longer than 1,000,000 characters"


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from('"\\/\u2028é€𝄞'))
scalars = texts | st.integers() | st.booleans() | st.none()
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))


@given(
    st.lists(st.fixed_dictionaries({"date": texts, "title": scalars}, optional={"x": values}), max_size=8),
    st.sampled_from([None, 0, 2]),
    st.booleans(),
    st.sampled_from(["list", "lines", "inside"]),
    st.integers(1, 40),
)
def test_written_records_are_read_as_written(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, object]],
    indent: int | None,
    ascii_only: bool,
    form: str,
    chunk: int,
) -> None:
    dumps = [json.dumps(row, ensure_ascii=ascii_only, indent=None if form == "lines" else indent) for row in rows]
    whole = "\n".join(dumps) + "\n" if form == "lines" else "[" + " ,\r\n".join(dumps) + "]"
    if form == "inside":
        whole = f'{{"a": {{"features": 1}}, "b": {{"c": {{}}, "d": {whole}}}, "e": [1, {{}}]}} '
    path = tmp_path_factory.mktemp("json") / "x.json"
    path.write_bytes(whole.encode())
    before, window._CHUNK = window._CHUNK, chunk
    try:
        found = read(path, lines=form == "lines", within="b.d" if form == "inside" else None)
    finally:
        window._CHUNK = before
    assert len(found) == len(rows)
    for number, (each, row) in enumerate(zip(found, rows, strict=True), 1):
        assert isinstance(each, Record), each
        assert each.number == number
        assert whole[each.start : each.start + len(each.raw)] == each.raw
        assert json.loads(each.raw) == row
        assert each.line == whole.count("\n", 0, each.start) + 1
        title = row["title"]
        assert each.fields[0] == row["date"]
        assert each.fields[1] == (title if isinstance(title, str) else "" if title is None else json.dumps(title))


@given(st.binary(max_size=200) | st.text('[]{},:"\\u1eE+-.0 \ntruefalsn', max_size=60).map(str.encode), st.booleans())
def test_any_bytes_give_records_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, lines: bool
) -> None:
    path = tmp_path_factory.mktemp("json") / "x.json"
    path.write_bytes(data or b" ")
    said = ""
    try:
        found = read(path, lines=lines)
    except FileError as error:
        said = str(error)
    else:
        assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert "\n" not in said
    accepted = not said
    if lines:
        return
    try:
        value = json.loads(data.decode(), parse_constant=lambda name: 1 / 0)
    except (ValueError, ZeroDivisionError):
        # A byte that is not UTF-8 inside a record spoils that record only.
        assert not accepted or not data.isascii()
    else:
        assert accepted == isinstance(value, list)


# -- fields ----------------------------------------------------------------------------------------------------


def test_paths(make: Make) -> None:
    text = json.dumps(
        [
            {
                "properties": {"date": "2024", "who": [{"name": "Iran"}, {"name": None}, {"name": "IRGC"}, {}]},
                "geometry": {"coordinates": [62.5, 27]},
                "a.b": "by its whole name",
                "a": {"b": "by its path"},
                "tags": ["x", 2, True],
            },
            {"properties": None, "geometry": {"coordinates": []}},
            {"properties": "none", "geometry": {}},
        ]
    )
    wanted = {
        "properties.date": False, "properties.who.name": True, "geometry.coordinates.1": False, "a.b": False,
        "tags": True,
    }  # fmt: skip
    found = read(make(text, "x.json"), wanted=wanted)
    assert [each.fields for each in found if isinstance(each, Record)] == [
        ["2024", SEPARATOR.join(["Iran", "IRGC"]), "27", "by its whole name", SEPARATOR.join(["x", "2", "true"])],
        ["", "", "", "", ""],
    ]
    assert isinstance(found[2], BadRecord)
    assert str(found[2].error) == "properties: is a text, where an object with 'date' is wanted"


def test_a_field_in_no_record_is_an_error_unless_it_may_be(make: Make) -> None:
    path = make('[{"datum": "2024", "at": {"x": 1}}]', "x.json")
    assert refused(path, needed=FIELDS) == "no record has a field 'date'; did you mean 'datum' or 'at.x'?"
    assert "there are datum, at.x" in refused(path, needed=["zzzzzz"], wanted={"zzzzzz": False})
    assert read(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"b": {"x": [1]}}', "line 1, column 17: no 'd', where the mapping looks for the records; there are 'x'"),
        ('{"a": []}', "line 1, column 10: no 'b', where the mapping looks for the records; there are 'a'"),
        ("[]", "here stands a list where an object that holds the records as 'b' is wanted"),
        ('{"b": 1}', "line 1, column 7: here stands a number where an object that holds the records as 'd' is wanted"),
        ('{"b": {"d": {}}}', "line 1, column 13: here stands an object where a list of records is wanted"),
        ('{"b": {"d": [], "d": []}}', "line 1, column 17: the name 'd' stands twice in one object"),
        ('{"a": {"x": 1, "x": 2}, "b": {"d": []}}', "the name 'x' stands twice in one object"),
        ('{"a": "\udcff", "b": {"d": []}}', "line 1, column 8: the byte 0xff at byte 8 of the file is not utf-8"),
        ('{"b": {"d": []}', "line 1, column 16: not JSON: ',' or '}' is missing before the end of the file"),
        ('{"b": {"d": []}, }', "line 1, column 18: not JSON: something is missing between ',' and '}'"),
        ('{b: {"d": []}}', "line 1, column 2: not JSON: the name of a field, in double quotation marks"),
        ('{"b" {"d": []}}', "line 1, column 6: not JSON: ':' is missing after the name of a field"),
    ],
)
def test_objects_that_hold_the_records(make: Make, text: str, said: str) -> None:
    assert said in refused(make(text.encode("utf-8", "surrogateescape"), "x.json"), within="b.d")


# -- imports ---------------------------------------------------------------------------------------------------

ROWS: list[dict[str, object]] = [
    {"date": "2024-01-16", "title": "Iran strikes", "type": "assault", "initiator": ["Iran", "IRGC"],
     "target": "Pakistan", "place": "Sabz Koh", "lat": 27.5, "lon": 64.1, "country": "Pakistan", "killed": 2},
    {"date": "2024-01-17", "title": "Pakistan protests", "initiator": "Pakistan", "target": "Iran; IRGC",
     "quote": 'an "unprovoked" act\nof war', "speaker": "Zahra Baloch", "killed": None},
    {"date": "2024-01", "title": "مذاکرات", "id": "talks"},
]  # fmt: skip


@pytest.mark.parametrize("by", ["json", "jsonl"])
def test_every_field_arrives(make: Make, bring_in: BringIn, by: str) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    text = "\n".join(lines) if by == "jsonl" else "[" + ", ".join(lines) + "]"
    report, database = bring_in(make(text, "events.json"), by=by)
    assert (report.rows, report.events, report.statements, report.refused) == (3, 3, 1, 0)
    sound(database)
    assert ask(database, "SELECT id, title, date, type, place FROM event ORDER BY date DESC, id DESC") == [
        ("events-02", "Pakistan protests", "2024-01-17", None, None),
        ("events-01", "Iran strikes", "2024-01-16", "ASSAULT", "sabz-koh"),
        (f"{by}-talks", "مذاکرات", "2024-01", None, None),
    ]
    assert ask(database, "SELECT event, actor, role FROM event_actor ORDER BY 1, 2") == [
        ("events-01", "iran", "initiator"),
        ("events-01", "irgc", "initiator"),
        ("events-01", "pakistan", "target"),
        ("events-02", "iran", "target"),
        ("events-02", "irgc", "target"),
        ("events-02", "pakistan", "initiator"),
    ]
    assert ask(database, "SELECT value FROM claims") == [("2",)]
    spans = ask(database, "SELECT span_start, span_end FROM event_evidence ORDER BY event_id")
    assert [text[start:end] for start, end in spans] == [lines[0], lines[1], lines[2]]
    ((quote, start, end),) = ask(database, "SELECT quote, span_start, span_end FROM quotes")
    assert text[start:end] == quote == 'an \\"unprovoked\\" act\\nof war'


def test_letters_that_are_escaped_cannot_be_quoted(make: Make, bring_in: BringIn) -> None:
    row = {"date": "2024-01-16", "title": "x", "initiator": "Iran", "quote": "سلام"}
    with pytest.raises(ImportRefusedError) as caught:
        bring_in(make(json.dumps([row]), "x.json"), by="json")
    assert "record 1: quote = 'سلام': does not stand so in the record" in str(caught.value.problems[0])
    assert "jq" in str(caught.value.problems[0])
    report, _ = bring_in(make(json.dumps([row], ensure_ascii=False), "x.json"), by="json")
    assert report.statements == 1


def test_geojson(make: Make, bring_in: BringIn) -> None:
    collection = {
        "type": "FeatureCollection",
        "name": "incidents",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [64.1, 27.5]},
                "properties": {"date": "2024-01-16", "title": "A strike", "place": "Sabz Koh", "killed": 2},
            },
            {
                "type": "Feature",
                "id": 7,
                "geometry": None,
                "properties": {"date": "2024-01-17", "title": "Talks", "colour": "red"},
            },
        ],
    }
    report, database = bring_in(make(json.dumps(collection, indent=1), "x.geojson"), by="geojson")
    assert report.events == 2
    # Every feature has a type, and a point has one; what else is left out is named, in the properties too.
    assert report.ignored == {"x.geojson": ["id", "properties.colour"]}
    assert ask(database, "SELECT name, lat, lon FROM place") == [("Sabz Koh", 27.5, 64.1)]
    collection["features"][0]["geometry"]["coordinates"] = [[64.1, 27.5], [64.2, 27.6]]  # type: ignore[index]
    with pytest.raises(ImportRefusedError) as caught:
        bring_in(make(json.dumps(collection), "x.geojson"), by="geojson")
    assert "geometry.coordinates.1 = '[64.2, 27.6]': is a list" in str(caught.value.problems[0])


BAD = [
    {"date": "2024-01-01", "title": "good"},
    {"date": "2024-02-30", "title": "no such day"},
    {"date": "01/02/24", "title": "ambiguous"},
    {"date": "2024-01-02", "title": "x", "killed": 10**400},
    {"date": "2024-01-02", "title": "x", "killed": 2**53},
    {"date": "2024-01-02", "title": "x", "lat": "north", "lon": 1},
    [1, 2],
    {},
    {"date": "2024-01-03", "title": "good too", "killed": 2**53 - 1},
]


@pytest.mark.parametrize("by", ["json", "jsonl"])
def test_bad_records_go_beside_and_can_be_mended(make: Make, bring_in: BringIn, tmp_path: Path, by: str) -> None:
    dumps = [json.dumps(row, indent=None if by == "jsonl" else 1) for row in BAD]
    dumps += ['{"date": "2024-01-04", "title": }'] if by == "jsonl" else []
    file = make("\n".join(dumps) if by == "jsonl" else "[" + ",".join(dumps) + "]", "events.json")
    with pytest.raises(ImportRefusedError) as caught:
        bring_in(file, by=by)
    assert (caught.value.total, caught.value.rows) == (len(dumps) - 2, len(dumps))
    report, database = bring_in(file, by=by, skip_bad=True)
    sound(database)
    assert (report.events, report.refused) == (2, len(dumps) - 2)
    said = [str(problem).split(": ", 2)[2][:40] for problem in report.problems]
    assert [line.split(":")[0] for line in said] == [
        "date = '2024-02-30'", "date = '01/02/24'", "killed = '1" + "0" * 29,
        "killed = '9007199254740992'", "lat = 'north'", "is a list, not an object with fields", "date",
        *(["column 33"] if by == "jsonl" else []),
    ]  # fmt: skip
    where = "line 2" if by == "jsonl" else "line 4, record 2"
    assert str(report.problems[0]).startswith(f"events.json: {where}: date = '2024-02-30'")
    (bad,) = report.bad_files
    assert bad.name == "events.json.bad.jsonl"
    kept = [json.loads(line) for line in bad.read_text(encoding="utf-8").splitlines()]
    assert all(set(row) >= {"iptui_line", "iptui_problem"} for row in kept)
    for row in kept:
        del row["iptui_line"], row["iptui_problem"]
    assert kept[:5] == BAD[1:6]
    assert kept[6] == {}
    assert json.loads(kept[5]["iptui_text"]) == [1, 2]
    if by == "jsonl":
        assert kept[7] == {"iptui_text": dumps[-1]}
    # Once mended, the file comes in as it is.
    kept = [{**row, "date": "2024-05-01", "title": "x", "killed": 1, "lat": 2, "lon": 3} for row in kept]
    again, _ = bring_in(make("\n".join(map(json.dumps, kept)), "mended.jsonl"), by="jsonl")
    assert again.events == len(kept)
    assert {path.name for path in tmp_path.iterdir()} == {"events.json", bad.name, "made.sqlite", "mended.jsonl"}


def test_bytes_that_cannot_be_read_are_kept(make: Make, bring_in: BringIn, tmp_path: Path) -> None:
    text = '{"date": "2024-01-01", "title": "a"}\n{"date": "2024-01-02", "title": "Zürich"}\n'
    bring_in(make(text.encode("latin-1"), "x.jsonl"), by="jsonl", skip_bad=True)
    kept = json.loads((tmp_path / "x.jsonl.bad.jsonl").read_text())
    assert "0xfc at byte 72 of the file" in kept["iptui_problem"]
    assert kept["iptui_text"].encode("utf-8", "surrogateescape") in text.encode("latin-1")


def test_an_empty_list_holds_nothing(make: Make, bring_in: BringIn) -> None:
    with pytest.raises(FileError, match="holds no records"):
        bring_in(make("[]", "x.json"), by="json")
    with pytest.raises(FileError, match="holds no records"):
        bring_in(make("\n\n", "x.jsonl"), by="jsonl")


def test_what_breaks_off_leaves_the_old_database(make: Make, bring_in: BringIn, tmp_path: Path) -> None:
    _, database = bring_in(make(json.dumps(ROWS, ensure_ascii=False), "x.json"), by="json")
    before = database.read_bytes()
    many = json.dumps([{"date": "2024-01-01", "title": f"t {number}"} for number in range(9000)])
    with pytest.raises(FileError, match="is missing before the end of the file"):
        bring_in(make(many[:-1], "x.json"), by="json", skip_bad=True)
    assert database.read_bytes() == before
    report, _ = bring_in(make(many, "x.json"), by="json")
    assert report.events == 9000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made.sqlite", "x.json"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[file]\nkind = 'xml'\n[event]\ndate = 'date'", "file.kind: is 'xml'; must be one of csv, json, jsonl"),
        ("[file]\nrecords = 'x'\n[event]\ndate = 'date'", "file.records: does not go with files of the kind csv"),
        ("[file]\nkind = 'json'\ndelimiter = ';'\n[event]\ndate = 'date'", "file.delimiter: does not go with"),
        ("[file]\nkind = 'jsonl'\nrecords = 'x'\n[event]\ndate = 'date'", "file.records: does not go with"),
    ],
)
def test_mappings_that_cannot_be(make: Make, bring_in: BringIn, text: str, said: str) -> None:
    with pytest.raises(MappingError, match=said):
        bring_in(make("[]", "x.json"), by=make(text, "wrong.toml"))


def test_a_mapping_with_paths_and_a_template(make: Make, bring_in: BringIn) -> None:
    mapping = make(
        """
[file]
kind = "json"
records = "data.events"
[event]
date = { column = "when.day", format = "%d/%m/%Y" }
title = { template = "{kind}: {parties.0}" }
[[actor]]
column = "parties"
role = "participant"
[[claim]]
property = "killed"
best = "toll.dead"
""",
        "mine.toml",
    )
    event = {"when": {"day": "01/02/2024"}, "kind": "Raid", "parties": ["A; B", "C"], "toll": {"dead": 3}}
    _, database = bring_in(make(json.dumps({"data": {"n": 1, "events": [event]}}), "x.json"), by=mapping)
    assert ask(database, "SELECT title, date FROM event") == [("Raid: A; B", "2024-02-01")]
    assert ask(database, "SELECT name FROM actor ORDER BY name") == [("A; B",), ("C",)]
    assert ask(database, "SELECT value FROM claim") == [("3",)]
    misspelt = make(json.dumps({"data": {"events": [{**event, "toll": {"deed": 3}}]}}), "x.json")
    with pytest.raises(FileError, match=r"no record has a field 'toll\.dead'; did you mean 'toll\.deed'"):
        bring_in(misspelt, by=mapping)
