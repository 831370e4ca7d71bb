"""Tables with columns of other names, said in a few words on the command line: every field that a row can have."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

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


def test_every_field_of_a_row_comes_from_the_column_that_is_named(tmp_path: Path) -> None:
    maps = [word for name, column in NAMES.items() for word in ("--map", f"{name}={column}")]
    maps += ["--map", "initiator=Wer", "--map", "initiator=Mit wem"]
    code, said, made = imported(tmp_path, *maps, "--date-format", "%d.%m.%Y", "--separator", " / ")
    assert code == 0, said
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
    code, said, made = imported(tmp_path, "--map", "killed=Tote", table="date,title,Tote\n2024-01-16,x,4.0\n")
    assert code == 0, said
    assert ask(made, "SELECT value, best FROM claim") == [("4", 4.0)]
    code, said, _ = imported(tmp_path, "--map", "killed=Tote", table="date,title,Tote\n2024-01-16,x,4.000\n")
    assert (code, "may be whole or a thousand times as much" in said) == (3, True), said


def test_a_mapping_of_ones_own_can_be_adapted_too(tmp_path: Path) -> None:
    mapping = tmp_path / "own.toml"
    mapping.write_text(
        '[event]\ndate = { column = "Day", format = "%Y" }\ntitle = "What"\n[[actor]]\ncolumn = "Who"\nrole = "host"\n'
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
    found = adapted(data, Adapting((("who", "a"), ("who", "b"), ("day", "when")), "%Y", ";"))
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
