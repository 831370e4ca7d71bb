"""Crisis folders: every kind of mistake is named with file, record and field, all at once, and nothing else happens."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from copy import deepcopy
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis import small_crisis
from iptui.store.build import build
from iptui.store.consistency import passages_of, unchecked
from iptui.store.errors import FolderError, StoreError
from iptui.store.folder import check_folder, read_folder, read_source_text
from store.handmade import TEXTS, Records, at, database, problems, records, write


def test_the_handmade_crisis_is_sound_and_builds(tmp_path: Path) -> None:
    assert problems(tmp_path / "crisis", records()) == []
    with closing(sqlite3.connect(database(tmp_path))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT * FROM unsupported").fetchall() == []


Change = Callable[[Records], Any]


def _put(kind: str, number: int, **fields: object) -> Change:
    def change(data: Records) -> None:
        for key, value in fields.items():
            if value is None:
                del data[kind][number][key.rstrip("_")]
            else:
                data[kind][number][key.rstrip("_")] = value

    return change


def _locator(**fields: object) -> Change:
    """The locator of the first statement, written out and then changed."""
    words = "we will answer"
    start = TEXTS["one.txt"].index(words)
    right: dict[str, object] = {
        "source": "one",
        "span": [start, start + len(words)],
        "paragraph": 2,
        "words": 3,
        "sha256": sha256(words.encode()).hexdigest(),
    }
    return _put("statement", 0, at={**right, **fields})


MISTAKES: dict[str, tuple[Change, str, str]] = {
    "an unknown actor": (_put("statement", 0, speaker="envoi"), "statement threat: speaker", "did you mean envoy"),
    "an unknown actor in a list": (
        lambda data: data["event"][0]["actors"].append({"actor": "sooth", "role": "target"}),
        "event strike: actors",
        "entry 3",
    ),
    "an id twice": (lambda data: data["actor"].append(deepcopy(data["actor"][0])), "actor envoy: id", "another actor"),
    "an id shared": (_put("statement", 2, id="talks"), "statement talks: id", "another event"),
    "a bad id": (_put("place", 0, id="The Land"), "place The Land: id", "lower-case"),
    "a ring of actors": (_put("actor", 2, parent="envoy"), "actor north: parent", "leads back"),
    "its own parent": (_put("place", 0, parent="land"), "place land: parent", "leads back"),
    "a ring of sources": (_put("source", 0, derived_from="two"), "source one: derived_from", "leads back"),
    "a ring of links": (
        lambda data: data["link"].append(
            {"from": "strike", "to": "talks", "type": "response_to", "basis": "inferred"}
        ),
        "link ",
        "lead back",
    ),
    "a link twice": (lambda data: data["link"].append(dict(data["link"][1])), "link 3 (talks / reply)", "already"),
    "a link to itself": (_put("link", 1, to="talks"), "link 2 (talks / talks): to", "itself"),
    "a bad date": (_put("event", 0, date="2024-02-30"), "event strike: date", "not an EDTF date"),
    "a native date": (_put("event", 0, date=date(2024, 1, 16)), "event strike: date", "in quotation marks"),
    "a worked-out date": (_put("event", 0, date_basis="inferred"), "event strike: date_note", "missing"),
    "a mode of another type": (_put("event", 0, mode="investigate"), "event strike: mode", "heavy-weapons"),
    "an unknown type": (_put("event", 0, type="ASSAULTS"), "event strike: type", "ASSAULT"),
    "a quote of other words": (_put("statement", 0, quote="we will strike"), "statement threat: quote", "we will an"),
    "a quote of another length": (_put("statement", 0, quote="we will"), "statement threat: quote", "we will answer"),
    "no quote": (_put("statement", 0, quote=None), "statement threat: quote", "verbatim"),
    "a quoted paraphrase": (_put("statement", 2, quote="any"), "statement denial: quote", "verbatim"),
    "a wrong paragraph": (_locator(paragraph=3), "statement threat: at", "paragraph is 3, but the text has 2"),
    "a wrong number of words": (_locator(words=4), "statement threat: at", "words is 4, but the text has 3"),
    "a wrong fingerprint": (_locator(sha256="0" * 64), "statement threat: at", "sha256 is 000"),
    "a span beyond": (_locator(span=[9000, 9014]), "statement threat: at", "outside the text"),
    "a span backwards": (_locator(span=[9, 3]), "statement threat: at", "start, end"),
    "half a locator": (_locator(sha256=None, source="one", words=3), "statement threat: at", "sha256"),
    "words not there": (_put("statement", 0, at=at("one", "we shall answer")), "statement threat: at", "not in the"),
    "words in two places": (_put("statement", 0, at=at("one", "we will answer")), "statement threat: at", "2 places"),
    "the third of two": (
        _put("statement", 0, at=at("one", "we will answer", nth=3)), "statement threat: at", "2 place(s)"
    ),
    "a gap with nothing after": (_put("statement", 2, at=at("one", "Observers ⋯ ")), "statement denial: at", "not in"),
    "a stated office": (_put("membership", 0, at=None), "membership 1 (envoy / envoy): at", "needs its passage"),
    "a stated link": (_put("link", 0, at=None), "link 1 (reply / strike): at", "needs its passage"),
    "a rank without reason": (_put("claim", 1, reason=None), "claim killed-seven: reason", "missing"),
    "low over high": (_put("claim", 0, low=10), "claim killed-nine: low", "must not fall"),
    "not a number": (_put("claim", 0, low=float("nan")), "claim killed-nine: low", "must be a number"),
    "infinite": (_put("claim", 0, high=float("inf")), "claim killed-nine: high", "must be a number"),
    "a number too large": (_put("claim", 0, high=1 << 90), "claim killed-nine: high", "must be a number"),
    "a number beyond writing": (_put("claim", 0, high=1 << 40_000), "claim killed-nine: high", "40001 bits"),
    "half a coordinate": (_put("place", 1, lon=None), "place town: lat", "go together"),
    "a latitude": (_put("place", 1, lat=91), "place town: lat", "between -90 and 90"),
    "an empty text": (_put("event", 0, title=" "), "event strike: title", "must not be empty"),
    "a NUL": (_put("event", 0, title="a\x00b"), "event strike: title", "NUL"),
    "a missing field": (_put("event", 0, title=None), "event strike: title", "missing"),
    "an unknown field": (_put("event", 0, titel="x"), "event strike: titel", "unknown field; known are id, title"),
    "no evidence": (_put("event", 0, evidence=[]), "event strike: evidence", "at least one"),
    "evidence twice": (
        lambda data: data["event"][0]["evidence"].append(at("one", "The north ⋯ the town", stance="supports")),
        "event strike: evidence",
        "twice",
    ),
    "a role twice": (
        lambda data: data["event"][0]["actors"].append({"role": "target", "actor": "south"}),
        "event strike: actors",
        "twice",
    ),
    "a file that climbs out": (_put("source", 0, file="../one.txt"), "source one: file", "without folders"),
    "an absolute file": (_put("source", 0, file="/etc/passwd"), "source one: file", "without folders"),
    "a name too long": (_put("source", 0, file="x" * 5000), "source one: file", "without folders"),
    "another text": (_put("source", 0, sha256="0" * 64), "source one: sha256", "the file one.txt has"),
    "another length": (_put("source", 0, chars=7), "source one: chars", "has 1"),
    "an offset": (_put("event", 0, utc_offset="five"), "event strike: utc_offset", "+05:00"),
    "two crises": (lambda data: data["crisis"].append(dict(data["crisis"][0], id="other")), "crisis other", "one "),
    "no crisis": (lambda data: data.pop("crisis"), "[crisis]", "no [crisis] table"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, name: str) -> None:
    change, place, message = MISTAKES[name]
    data = records()
    change(data)
    if name == "half a locator":
        del data["statement"][0]["at"]["sha256"]
    found = problems(tmp_path, data)
    file = "" if name == "no crisis" else "crisis.toml: "
    assert [line for line in found if line.startswith(file + place) and message in line], found
    with pytest.raises(FolderError):
        read_folder(tmp_path)


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    data = records()
    changed = ["an unknown actor", "an unknown field", "a ring of sources", "low over high", "a latitude"]
    for name in changed:
        MISTAKES[name][0](data)
    (write(tmp_path, data) / "zbroken.toml").write_bytes(b"[[event]]\nid = \xff")
    (tmp_path / "yopen.toml").write_text('[[event]]\nid = "a"\ntitle = "b\n')
    found = [str(problem) for problem in check_folder(tmp_path).problems]
    for name in changed:
        assert any(MISTAKES[name][1] in line for line in found), (name, found)
    assert any(line.startswith("zbroken.toml: line 2: not UTF-8 text: ") for line in found)
    assert any(line.startswith("yopen.toml: not TOML: ") and "line 3" in line for line in found)


def test_a_mistake_elsewhere_in_a_record_keeps_no_passage_from_its_check(tmp_path: Path) -> None:
    data = records()
    data["event"][0]["type"] = "ASSALT"
    data["event"][0]["evidence"][0]["words"] = "The north struck the village"
    data["statement"][0]["at"]["nth"] = 0
    write(tmp_path, data)
    crisis = check_folder(tmp_path)
    found = [str(problem) for problem in crisis.problems]
    assert any("event strike: type = " in line for line in found)
    assert any("event strike: evidence = " in line and "village" in line for line in found)
    held, why = unchecked(crisis)
    assert why == {"whose own fields are wrong": 1}
    passages = sum(len(list(passages_of(entry))) for kind in crisis.records for entry in crisis.of(kind))
    assert held == passages - 1


def test_a_span_is_held_against_the_length_where_the_text_is_absent(tmp_path: Path) -> None:
    data = records()
    _locator(span=[9000, 9014])(data)
    data["source"][0]["chars"] = 180
    found = problems(tmp_path, data, {"two.txt": TEXTS["two.txt"]})
    assert any("statement threat: at" in line and "beyond the 180 characters" in line for line in found)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("event = 5", "write it as [[event]]"),
        ('event = "text"', "write it as [[event]]"),
        ("event = [1, [2]]", "write it as [[event]]"),
        ("event = 2024-01-16", "write it as [[event]]"),
        ("[evnt]\nid = 'a'", "unknown table"),
        ("a = " + "[" * 5000, "not TOML: nested too deeply"),
        ("a = " + "9" * 5000, "not TOML"),
        ("[[claim]]\nlow = 0x" + "f" * 9000, "36000 bits"),
        ("[[claim]]\n" + "a." * 30_000 + "a = 1", "dotted key"),
        ("[[claim]]\nlow = {" + "a." * 50 + "a = 1}", "must be a number"),
        ("x = 1\nx == 2\n", "line 2"),
    ],
)
def test_toml_that_is_none_or_says_something_else(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.toml").write_text(content)
    found = [str(problem) for problem in check_folder(tmp_path).problems]
    assert any(line.startswith("a.toml: ") and message in line for line in found), found
    assert all(len(line) < 2000 for line in found)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, records())
    for name in ("huge.toml", "texts/one.txt"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(1 << 40)
    found = [str(problem) for problem in check_folder(tmp_path).problems]
    assert "huge.toml: larger than 20000000 bytes" in found
    assert any("source one: file" in line and "larger than" in line for line in found)


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "one.txt").write_text(TEXTS["one.txt"])
    (secret / "more.toml").write_text("[[place]]\n")
    folder = write(tmp_path / "crisis", records())
    (folder / "texts" / "one.txt").unlink()
    (folder / "texts" / "one.txt").symlink_to(secret / "one.txt")
    (folder / "more.toml").symlink_to(secret / "more.toml")
    (folder / "loop.toml").symlink_to(folder / "loop.toml")
    (folder / "folder.toml").mkdir()
    os.mkfifo(folder / "pipe.toml")
    found = [str(problem) for problem in check_folder(folder).problems]
    assert "more.toml: a link that leads out of the folder" in found
    assert {f"{name}.toml: not a regular file" for name in ("loop", "folder", "pipe")} <= set(found)
    assert any("source one: file" in line and "leads out" in line for line in found)
    assert not any("place" in line for line in found)


def test_a_link_within_and_a_linked_crisis_are_fine(tmp_path: Path) -> None:
    folder = write(tmp_path / "crisis", records())
    (folder / "texts" / "one.txt").rename(folder / "kept.txt")
    (folder / "texts" / "one.txt").symlink_to(folder / "kept.txt")
    (tmp_path / "link").symlink_to(folder)
    assert check_folder(tmp_path / "link").problems == []


def test_texts_may_lie_in_a_folder_of_the_readers(tmp_path: Path) -> None:
    folder = write(tmp_path / "crisis", records(), {})
    assert any("not at hand" in str(problem) for problem in check_folder(folder).problems)
    elsewhere = write(tmp_path / "elsewhere", {}) / "texts"
    assert check_folder(folder, sources=elsewhere).problems == []


def test_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    for name in ("missing", "file", "empty"):
        with pytest.raises(StoreError, match=name):
            check_folder(tmp_path / name)
    with pytest.raises(StoreError, match="No such file"):
        read_source_text(tmp_path / "missing.txt")


def test_a_long_chain_of_parents_and_many_wrong_names_end(tmp_path: Path) -> None:
    data = records()
    data["actor"] += [
        {"id": f"a{number}", "name": "A", "kind": "organisation", "parent": f"a{number - 1}" if number else "north"}
        for number in range(4000)
    ]
    data["source"] += [
        {"id": f"s{number}", "title": "S", "derived_from": f"s{number + 1}" if number < 2999 else "one"}
        for number in range(3000)
    ]
    data["event"][0]["actors"] = [{"actor": f"b{number}", "role": "target"} for number in range(2)]
    data["link"] += [
        {"from": f"x{number}", "to": "strike", "type": "part_of", "basis": "inferred"} for number in range(3000)
    ]
    found = problems(tmp_path, data)
    assert sum("more than 15 levels" in line for line in found) == 4000 - 15
    assert sum("unknown item" in line for line in found) == 3000


def test_a_long_chain_of_derived_sources_builds(tmp_path: Path) -> None:
    data = records()
    data["source"] += [
        {"id": f"s{number}", "title": "S", "derived_from": f"s{number + 1}" if number < 2999 else "one"}
        for number in range(3000)
    ]
    with closing(sqlite3.connect(database(tmp_path, data))) as connection:
        assert connection.execute("SELECT count(*) FROM source").fetchone() == (3002,)


# -- fuzz --------------------------------------------------------------------------------------------------

_DEPTH: st.SearchStrategy[object] = st.recursive(
    st.just([]) | st.just({}), lambda inner: st.lists(inner, max_size=2), max_leaves=5
)
ODD = st.one_of(
    st.sampled_from([
        "", " ", "\x00", "x" * 30_000, "../x", "XXXX", "2024-13-01", "Y17E99", "\u202e", "\U0010ffff", "-", "a b",
        0, -1, 1, 2**31, 2**63, -(2**70), 1 << 20_000, 1.5, float("nan"), float("inf"), float("-inf"), True, False,
        [], {}, [[]], [{}], {"source": "one"}, {"a": {"b": []}}, ["strike"], [0, 1], [1, 0], [True, 2], [2**40, 2**41],
        date(2024, 1, 16), time(1, 2), datetime(1, 1, 1, tzinfo=UTC),
    ]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.integers(),
    st.floats(),
    _DEPTH,
)  # fmt: skip


def _places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if path else []
    for key, entry in inside:
        found += _places(entry, (*path, key))
    return found


PLACES = _places(records())


@st.composite
def _mutated(draw: st.DrawFn) -> Any:
    data: Any = records()
    for _ in range(draw(st.integers(1, 4))):
        *way, last = draw(st.sampled_from(PLACES))
        holder = data
        try:
            for key in way:
                holder = holder[key]
            action = draw(st.sampled_from(["change", "remove", "repeat", "add"]))
            if action == "change":
                holder[last] = deepcopy(draw(ODD))
            elif action == "remove":
                del holder[last]
            elif isinstance(holder, list):
                holder.append(deepcopy(holder[last]) if action == "repeat" else deepcopy(draw(ODD)))
            else:
                holder[draw(st.sampled_from(["odd", "id", "at", "date", "nth", *holder]))] = deepcopy(draw(ODD))
        except (KeyError, IndexError, TypeError, AttributeError):
            # An earlier change took this place away.
            continue
    return data


@pytest.fixture(scope="module")
def fuzz_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@settings(max_examples=300)
@given(data=_mutated())
def test_whatever_stands_there_is_sound_and_builds_or_is_named(fuzz_folder: Path, data: Any) -> None:
    folder = fuzz_folder / "crisis"
    crisis = check_folder(write(folder, data))
    for problem in crisis.problems:
        assert problem.message
        assert problem.file == "crisis.toml" or problem.record in ("[crisis]", "[source]")
        assert len(problem.value) <= 80
    if crisis.problems:
        with pytest.raises(FolderError):
            build(crisis, fuzz_folder / "none.sqlite")
    else:
        build(crisis, fuzz_folder / "made.sqlite")
        with closing(sqlite3.connect(fuzz_folder / "made.sqlite")) as connection:
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute("SELECT max(seq) + 1 = count(*) FROM seal_item").fetchone() in ((1,), (None,))


def test_passages_are_checked_though_another_field_of_their_source_is_wrong(tmp_path: Path) -> None:
    folder = small_crisis(tmp_path)
    for path in folder.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if "reliability = " in text:
            path.write_text(re.sub(r'reliability = "[A-F]"', 'reliability = "G"', text), encoding="utf-8")
    problems = check_folder(folder).problems
    assert problems
    assert {problem.field for problem in problems} == {"reliability"}
