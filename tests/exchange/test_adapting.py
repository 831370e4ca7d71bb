"""Tables with columns of other names, said in a few words on the command line: every field that a row can have."""

from __future__ import annotations

import contextlib
import copy
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from exchange_helpers import ask, sound
from iptui.cli.importing import import_command
from iptui.exchange.adapting import Adapting, adapted
from iptui.exchange.errors import MappingError
from iptui.exchange.mapping import load

TABLE = """\
Wann,Bis,Überschrift,Was geschah,Art,Wer,Mit wem,Gegen wen,Ort,Provinz,Nord,Ost,Beleg,Zitat,Sprecher,Tote min,Tote,Tote max
16.01.2024,,Iran strikes,"Missiles, at night",assault,Iran / IRGC,Basij,Jaish al-Adl,Panjgur,Balochistan,26.9,64.1,Epoch Times,,,2,2,4
17.01.2024,18.01.2024,Pakistan protests,"The office said: ""a grave breach"" of law.",accuse,Pakistan,,Iran,Islamabad,,,,Dawn,a grave breach,Mumtaz Baloch,,,
"""  # noqa: E501
NAMES = {
    "date": "Wann", "end": "Bis", "title": "Überschrift", "text": "Was geschah", "type": "Art", "target": "Gegen wen",
    "place": "Ort", "region": "Provinz", "lat": "Nord", "lon": "Ost", "source": "Beleg", "quote": "Zitat",
    "speaker": "Sprecher", "killed_low": "Tote min", "killed": "Tote", "killed_high": "Tote max",
}  # fmt: skip


def imported(folder: Path, *words: str, table: str = TABLE) -> tuple[int, str, Path]:
    (folder / "odd.csv").write_text(table, encoding="utf-8")
    made = folder / "odd.sqlite"
    done = CliRunner().invoke(
        import_command, ["csv", str(folder / "odd.csv"), "-o", str(made), *words], standalone_mode=False
    )
    if done.exception is not None:
        return 3, str(done.exception), made
    return done.return_value, done.stderr, made


def accepted(folder: Path, *words: str, table: str = TABLE) -> Path:
    """The database, of a table that is imported whole."""
    code, said, made = imported(folder, *words, table=table)
    assert code == 0, said
    return made


def own(folder: Path, text: str) -> Path:
    """A mapping of one's own."""
    mapping = folder / "own.toml"
    mapping.write_text(text, encoding="utf-8")
    return mapping


def test_every_field_of_a_row_comes_from_the_column_that_is_named(tmp_path: Path) -> None:
    maps = [word for name, column in NAMES.items() for word in ("--map", f"{name}={column}")]
    maps += ["--map", "initiator=Wer", "--map", "initiator=Mit wem"]
    made = accepted(tmp_path, *maps, "--date-format", "%d.%m.%Y", "--separator", " / ")
    sound(made)
    assert ask(made, "SELECT id, date, title, summary, type, place FROM event ORDER BY id") == [
        ("odd-01", "2024-01-16", "Iran strikes", "Missiles, at night", "ASSAULT", "panjgur"),
        ("odd-02", "2024-01-17/2024-01-18", "Pakistan protests", 'The office said: "a grave breach" of law.', "ACCUSE",
         "islamabad"),
    ]  # fmt: skip
    assert ask(made, "SELECT actor, role FROM event_actor WHERE event = 'odd-01' ORDER BY actor") == [
        ("basij", "initiator"), ("iran", "initiator"), ("irgc", "initiator"), ("jaish-al-adl", "target"),
    ]  # fmt: skip
    assert ask(made, "SELECT name, parent, lat, lon FROM place WHERE id = 'panjgur'") == [
        ("Panjgur", "balochistan", 26.9, 64.1)
    ]
    assert ask(made, "SELECT note FROM evidence ORDER BY event") == [("Epoch Times",), ("Dawn",)]
    assert ask(made, "SELECT quote, speaker, addressee, about FROM statement") == [
        ("a grave breach", "mumtaz-baloch", "iran", "odd-02")
    ]
    assert ask(made, "SELECT event, property, value, low, best, high FROM claim") == [
        ("odd-01", "killed", "2 (2–4)", 2.0, 2.0, 4.0)
    ]
    # What was different from the mapping is told by its fingerprint.
    ((note,),) = ask(made, "SELECT note FROM source")
    assert load("csv").sha256 not in note


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "no column 'date'"),
        ([], "or name it: --map date=COLUMN"),
        (["--map", "date=Wan"], "no column 'Wan' (event.date); did you mean 'Wann'"),
        (["--map", "date=Wann", "--map", "titel=Überschrift"], "the mapping has no 'titel'; did you mean title?"),
        (["--map", "date=Wann", "--map", "titel=x"], "has no 'titel'"),
        (["--map", "date=Wann", "--map", "title=Uberschrift"], "no column 'Uberschrift'"),
        (["--map", "date=Wann", "--map", "date=Bis"], "'date' is given twice, as 'Wann' and as 'Bis'"),
        (["--map", "a.toml", "--map", "b.toml"], "one mapping file is enough"),
        (["--map", "date=Wann", "--date-format", "%q"], "unknown directive '%q'"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_left(tmp_path: Path, words: list[str], message: str) -> None:
    code, said, made = imported(tmp_path, *words)
    assert (code, made.exists()) == (3, False)
    assert message in said


def test_a_column_of_whole_numbers_is_one_under_any_name(tmp_path: Path) -> None:
    made = accepted(tmp_path, "--map", "killed=Tote", table="date,title,Tote\n2024-01-16,x,4.0\n")
    assert ask(made, "SELECT value, best FROM claim") == [("4", 4.0)]
    code, said, _ = imported(tmp_path, "--map", "killed=Tote", table="date,title,Tote\n2024-01-16,x,4.000\n")
    assert (code, "may be whole or a thousand times as much" in said) == (3, True), said


def test_a_mapping_of_ones_own_can_be_adapted_too(tmp_path: Path) -> None:
    mapping = own(
        tmp_path,
        '[event]\ndate = { column = "Day", format = "%Y" }\ntitle = "What"\n[[actor]]\ncolumn = "Who"\nrole = "host"\n',
    )
    table = "Day,Headline,Who\n16/01/24,one,A|B\n"
    code, said, made = imported(
        tmp_path, "--map", str(mapping), "--map", "What=Headline", "--date-format", "%d/%m/%y", table=table
    )
    assert (code, "century" in said) == (3, True)
    table = "Day,Headline,Who\n16/01/2024,one,A|B\n"
    code, said, made = imported(
        tmp_path, "--map", str(mapping), "--map", "What=Headline", "--date-format", "%d/%m/%Y", "--separator", "|",
        table=table,
    )  # fmt: skip
    assert code == 0, said
    assert ask(made, "SELECT date, title FROM event") == [("2024-01-16", "one")]
    assert ask(made, "SELECT actor, role FROM event_actor") == [("a", "host"), ("b", "host")]


def test_the_tables_that_are_given_stay_as_they_are() -> None:
    data = {"event": {"date": "day"}, "actor": [{"column": "who", "role": "host"}]}
    found = adapted(data, Adapting((("who", "a"), ("who", "b"), ("day", "when")), ("%Y",), separator=";"))
    assert found == {
        "event": {"date": {"column": "when", "format": "%Y"}},
        "actor": [{"column": "a", "role": "host", "split": ";"}, {"column": "b", "role": "host", "split": ";"}],
    }
    assert data == {"event": {"date": "day"}, "actor": [{"column": "who", "role": "host"}]}


@pytest.mark.parametrize("data", [{"event": 1, "actor": "x", "within": [1], "claim": {}}, {}])
def test_what_is_no_mapping_is_left_to_its_reader(data: dict[str, object]) -> None:
    assert adapted(data, Adapting(separator=";")) == data
    with pytest.raises(MappingError, match="has no 'date'"):
        adapted(data, Adapting((("date", "x"),)))


_words = st.sampled_from(
    ["date", "column", "template", "value", "format", "century", "default", "who", "{a}-{date}", "%y"]
)
_anything = st.recursive(
    st.one_of(_words, st.integers(), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_words, inner, max_size=4)),
    max_leaves=8,
)
_tables = st.sampled_from(["file", "event", "place", "within", "actor", "claim"])


@given(
    st.dictionaries(_tables, st.one_of(_anything, st.just({"integers": ["date", 1]})), max_size=4),
    st.lists(st.tuples(_words, st.sampled_from(["x", "{x}", "{x}/{y}", "{@type}", "{}"])), max_size=2),
    st.sampled_from([None, 1969]),
)
def test_whatever_stands_in_a_mapping_file_it_is_refused_or_read(
    data: dict[str, object], columns: list[tuple[str, str]], century: int | None
) -> None:
    before = copy.deepcopy(data)
    with contextlib.suppress(MappingError):
        adapted(data, Adapting(tuple(columns), ("%d/%m/%y",), century, undated=True, separator=";"))
    assert data == before


def test_a_mapping_is_shown_to_begin_ones_own_from(tmp_path: Path) -> None:
    done = CliRunner().invoke(import_command, ["--show-mapping", "csv"])
    assert done.exit_code == 0
    own = tmp_path / "own.toml"
    own.write_text(done.stdout, encoding="utf-8")
    assert load(own).event == load("csv").event


def test_nobody_is_counted_below_nothing(tmp_path: Path) -> None:
    table = "date,title,killed\n2024-01-16,A strike,-99\n2024-01-17,Another,3\n"
    code, said, made = imported(tmp_path, table=table)
    assert (code, made.exists()) == (3, False)
    assert "odd.csv: line 2: killed = '-99': counts people, and is below 0; a code for an unknown number" in said
    unknown = tmp_path / "unknown.toml"
    mapping = 'title = "t"\n[file]\nempty = ["-99"]\n[event]\ndate = "date"\ntitle = "title"\n'
    unknown.write_text(mapping + '[[claim]]\nproperty = "killed"\nbest = "killed"\n', encoding="utf-8")
    assert imported(tmp_path, "--map", str(unknown), table=table)[0] == 0
    assert ask(made, "SELECT best FROM claim") == [(3.0,)]


TERROR = """\
eventid,iyear,imonth,iday,city,attack,gname
1,2014,7,2,Mosul,Bombing,ISIL
2,2014,7,0,Tikrit,Assault,Unknown
3,2014,0,0,,Bombing,ISIL
4,,,,Baiji,Assault,ISIL
"""
PARTS = [word for form in ("%Y-%m-%d", "%Y-%m-0", "%Y-0-0") for word in ("--date-format", form)]
THREE = ["--map", "date={iyear}-{imonth}-{iday}", *PARTS, "--map", "title={attack}: {city}", "--map", "id=eventid"]


def test_a_date_in_three_columns_with_0_for_what_is_unknown(tmp_path: Path) -> None:
    made = accepted(tmp_path, *THREE, "--map", "actors=gname", "--undated", table=TERROR)
    sound(made)
    assert ask(made, "SELECT id, date, date_prec, title FROM event ORDER BY id") == [
        ("csv-1", "2014-07-02", 1, "Bombing: Mosul"), ("csv-2", "2014-07", 4, "Assault: Tikrit"),
        ("csv-3", "2014", 5, "Bombing: "), ("csv-4", "XXXX", 5, "Assault: Baiji"),
    ]  # fmt: skip
    code, said, _ = imported(tmp_path, *THREE, table=TERROR)
    assert code == 3
    assert "odd.csv: line 5: date: is empty; where undated rows are meant, say --undated" in said


def test_the_command_of_the_readme_reads_the_dates_of_gtd(tmp_path: Path) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"```bash\n(.*?)```", readme, re.DOTALL)
    words = shlex.split(command.replace("\\\n", " "))
    assert words[:4] == ["iptui", "import", "csv", "gtd.csv"]
    del words[words.index("-o") :]
    table = TERROR.replace("attack", "attacktype1_txt").replace("4,,,,Baiji,Assault,ISIL\n", "")
    made = accepted(tmp_path, *words[4:], table=table)
    assert ask(made, "SELECT date FROM event ORDER BY rowid") == [("2014-07-02",), ("2014-07",), ("2014",)]


def test_templates_stand_wherever_a_column_can(tmp_path: Path) -> None:
    table = "d,m,a,b,town,dist,land,n\n16,01,Iran,IRGC,Panjgur,West,PK,4.0\n"
    maps = {
        "date": "2024-{m}-{d}", "title": "{@initiator} in {town}", "initiator": "{a} ({b})", "target": "b",
        "place": "{town}, {dist}", "region": "{dist}", "country": "Land {land}", "killed": "{n}", "note": "{a}/{b}",
        "weapon": "{a} {b}",
    }  # fmt: skip
    words = [word for name, given in maps.items() for word in ("--map", f"{name}={given}")]
    made = accepted(tmp_path, *words, "--map", "initiator={b}: {a}", table=table)
    sound(made)
    assert ask(made, "SELECT date, title, note FROM event") == [
        ("2024-01-16", "Iran (IRGC), IRGC: Iran in Panjgur", "Iran/IRGC")
    ]
    assert ask(made, "SELECT name FROM actor ORDER BY rowid") == [("Iran (IRGC)",), ("IRGC",), ("IRGC: Iran",)]
    assert sorted(ask(made, "SELECT name, parent FROM place")) == [
        ("Land PK", None), ("Panjgur, West", "west"), ("West", "land-pk"),
    ]  # fmt: skip
    assert sorted(ask(made, "SELECT property, value FROM claim")) == [("killed", "4"), ("weapon", "Iran IRGC")]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--map", "date={iyer}-{imonth}-{iday}"], "no column 'iyer' (event.date); did you mean 'iyear'"),
        (["--map", "date={iyear}", "--map", "date={imonth}"], "'date' is given twice"),
        (["--map", "date={iyear}", "--map", "datum={imonth}"], "has no 'datum'"),
        (["--map", "date=iyear", "--date-format", "%y"], "%y needs --century YEAR"),
        (["--map", "date=iyear", "--date-format", "%Y", "--century", "1969"], "a century goes with %y"),
        (["--map", "date=iyear", "--century", "1969"], "a century goes with %y"),
    ],
)
def test_templates_and_centuries_that_cannot_be(tmp_path: Path, words: list[str], message: str) -> None:
    code, said, made = imported(tmp_path, *words, table=TERROR)
    assert (code, made.exists()) == (3, False)
    assert message in said


def test_a_renamed_column_is_renamed_in_the_templates_of_the_mapping(tmp_path: Path) -> None:
    mapping = own(
        tmp_path,
        '[event]\ndate = "day"\ntitle = { template = "{who}: {what} ({@type})" }\nnote = { template = "{rest}" }\n'
        '[[actor]]\ncolumn = "who"\n',
    )
    table = "day,wer,was,wo,r\n2024-01-16,Iran,raid,Panjgur,x\n"
    words = ["--map", str(mapping), "--map", "who=wer", "--map", "what={was} in {wo}", "--map", "rest=r"]
    made = accepted(tmp_path, *words, table=table)
    assert ask(made, "SELECT title, note FROM event") == [("Iran: raid in Panjgur ()", "x")]
    assert ask(made, "SELECT name FROM actor") == [("Iran",)]


def test_two_digits_of_a_year_with_their_century(tmp_path: Path) -> None:
    table = "date,title\n01-Feb-68,later\n01-Feb-69,earlier\n"
    made = accepted(tmp_path, "--date-format", "%d-%b-%y", "--century", "1969", table=table)
    assert ask(made, "SELECT date FROM event") == [("2068-02-01",), ("1969-02-01",)]


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M:%S", "%d.%m.%Y", "edtf"])
@pytest.mark.parametrize("way", ["flag", "mapping", "values"])
def test_what_stands_for_no_date_is_edtf_whatever_the_format_is(tmp_path: Path, form: str, way: str) -> None:
    day = {"edtf": "2024-01-16", "%d.%m.%Y": "16.01.2024"}.get(form, "2024-01-16 00:20:00")
    table = f"date,end,title\n{day},,dated\n,,undated\n"
    words = ["--date-format", form, "--undated"]
    wanted = ["XXXX"]
    if way == "mapping":
        mapping = own(
            tmp_path,
            f'[event]\ntitle = "title"\ndate = {{ column = "date", format = "{form}", default = "2024-01-02?" }}\n',
        )
        words, wanted = ["--map", str(mapping)], ["2024-01-02?"]
    elif way == "values":
        mapping = own(
            tmp_path,
            f'[event]\ntitle = "title"\n[event.date]\ncolumn = "date"\nformat = "{form}"\ndefault = "XXXX"\n'
            f'values = {{ "{day}" = "{day}" }}\n',
        )
        words = ["--map", str(mapping)]
    made = accepted(tmp_path, *words, table=table)
    sound(made)
    dated, undated = [date for (date,) in ask(made, "SELECT date FROM event ORDER BY rowid")]
    assert dated.startswith("2024-01-16")
    assert [undated] == wanted


def test_an_end_can_have_a_default_of_its_own(tmp_path: Path) -> None:
    mapping = own(
        tmp_path,
        '[event]\ntitle = "title"\ndate = { column = "date", format = "%d.%m.%Y" }\n'
        'end = { template = "{d}.{m}.2024", format = "%d.%m.%Y", default = "2024-02" }\n',
    )
    table = "date,d,m,title\n16.01.2024,17,1,a\n16.01.2024,,,b\n"
    made = accepted(tmp_path, "--map", str(mapping), table=table)
    assert ask(made, "SELECT date FROM event") == [("2024-01-16/2024-01-17",), ("2024-01-16/2024-02",)]
    made = accepted(
        tmp_path, "--map", "end={d}.{m}.2024", "--date-format", "%d.%m.%Y", table=table,
    )  # fmt: skip
    assert ask(made, "SELECT date FROM event") == [("2024-01-16/2024-01-17",), ("2024-01-16",)]


def test_the_same_text_is_a_default_in_the_mapping_and_a_day_in_the_file(tmp_path: Path) -> None:
    date = '{ column = "date", format = "%Y-%d-%m", default = "2024-01-02" }'
    mapping = own(tmp_path, f'[event]\ntitle = "title"\ndate = {date}\n')
    made = accepted(tmp_path, "--map", str(mapping), table="date,title\n2024-01-02,a\n,b\n2024-01-02,c\n")
    assert ask(made, "SELECT date FROM event") == [("2024-02-01",), ("2024-01-02",), ("2024-02-01",)]


@pytest.mark.parametrize("default", ["16/01/2024", "0000-01-01", "never"])
def test_a_default_that_is_no_date_is_told_of_the_mapping(tmp_path: Path, default: str) -> None:
    mapping = own(tmp_path, f'[event]\ndate = {{ column = "date", format = "%d/%m/%Y", default = "{default}" }}\n')
    code, said, made = imported(tmp_path, "--map", str(mapping), table="date,title\n16/01/2024,a\n")
    assert (code, made.exists()) == (3, False)
    assert f"own.toml: event.date.default: {default!r}: " in said
    assert "a default is EDTF, whatever the format is" in said


def test_a_default_stands_for_a_template_that_nothing_fills(tmp_path: Path) -> None:
    mapping = own(
        tmp_path,
        '[event]\ndate = "date"\ntitle = "title"\nnote = { template = "{a} of {b}", default = "neither" }\n'
        'status = { template = "{a}{b}", values = { "12" = "denied" }, default = "reported" }\n',
    )
    table = "date,title,a,b\n2024-01-01,x,1,2\n2024-01-02,y,,\n2024-01-03,z,,2\n"
    made = accepted(tmp_path, "--map", str(mapping), table=table)
    assert ask(made, "SELECT note, status FROM event") == [
        ("1 of 2", "denied"), ("neither", "reported"), (" of 2", "reported"),
    ]  # fmt: skip
