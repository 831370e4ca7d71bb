"""`iptui attach` and `iptui verify` as they are used, and the same through `marks` and `reading`."""

from __future__ import annotations

import csv
import html
import io
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from crisis import HERALD, WIRE
from iptui.evidence.reading import marks, reading
from iptui.evidence.verdicts import State
from iptui.store.catalogue import Catalogue
from iptui.store.cited import cited, numbers_cited
from iptui.store.library import Library
from running import Run


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library of the test's own, for this process and its children."""
    path = tmp_path / "library" / "mine.sqlite"
    monkeypatch.setenv("IPTUI_LIBRARY", str(path))
    return Library()


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """A folder with both sources, one of them in Windows line ends, and a file that is neither."""
    folder = tmp_path / "copies"
    (folder / "below").mkdir(parents=True)
    (folder / "herald.txt").write_bytes(HERALD.encode())
    (folder / "below" / "wire.txt").write_bytes(WIRE.replace("\n", "\r\n").encode())
    (folder / "recipe.txt").write_text("Take two eggs and a spoon of flour, and stir well.\n")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


def states(out: str) -> Counter[str]:
    return Counter(json.loads(line)["state"] for line in out.splitlines())


def test_nothing_attached_says_so_and_is_no_success(iptui: Run, library: Library) -> None:
    done = iptui("verify", "--format", "jsonl")
    assert done.code == 1
    assert set(states(done.out)) == {"unattached"}
    assert "no copy is attached; `iptui attach FILE` takes one in" in done.err
    assert not library.path.exists()


def test_the_passages_of_one_source_are_its_part_of_all(dorf: Path) -> None:
    with Catalogue.open(dorf) as catalogue:
        every = cited(catalogue)
        numbers = Counter(one.passage.source for one in every)
        assert set(numbers) == {"herald", "wire"}
        assert numbers_cited(catalogue) == numbers
        for source in numbers:
            assert cited(catalogue, source) == [one for one in every if one.passage.source == source]
        assert cited(catalogue, "nowhere") == []


def test_the_table_counts_the_passages_that_there_is_no_copy_for(iptui: Run, library: Library, copies: Path) -> None:
    def counted(*words: str) -> dict[str, list[str]]:
        return {row.split()[0]: row.split()[1:] for row in iptui("verify", *words).out.splitlines()[2:]}

    rows = [json.loads(line) for line in iptui("verify", "--format", "jsonl").out.splitlines()]
    herald, wire = (sum(row["source_id"] == source for row in rows) for source in ("herald", "wire"))
    assert counted() == {"herald": [*"00000", str(herald)], "wire": [*"00000", str(wire)]}
    attached = {"herald": [str(herald), *"00000", "herald.txt"], "wire": [*"00000", str(wire)]}
    assert counted("--with", str(copies / "herald.txt")) == attached
    assert counted("--with", str(copies / "herald.txt"), "--source", "wire") == {"wire": attached["wire"]}
    iptui("attach", str(copies / "herald.txt"))
    assert counted() == attached


def test_a_folder_is_attached_and_told_file_by_file(iptui: Run, library: Library, copies: Path) -> None:
    done = iptui("attach", str(copies), "-f", "json")
    assert done.code == 0, done.err
    told = {Path(row["file"]).name: row for row in json.loads(done.out)}
    assert {name: (row["done"], row["source_id"]) for name, row in told.items()} == {
        "herald.txt": ("attached", "herald"),
        "wire.txt": ("attached", "wire"),
        "recipe.txt": ("unknown", None),
        "picture.png": ("skipped", None),
    }
    assert told["wire.txt"]["failed"] == 0
    done = iptui("verify", "--format", "jsonl")
    assert done.code == 0, done.out
    assert set(states(done.out)) == {"exact", "moved"}
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert {row["state"] for row in rows if row["source_id"] == "herald"} == {"exact"}
    wire = copies / "below" / "wire.txt"
    text = wire.read_bytes().decode()
    for row in rows:
        if row["source_id"] == "wire":
            assert WIRE[row["span_start"] : row["span_end"]] == text[row["found_start"] : row["found_end"]]


def test_attaching_again_replaces_keeps_and_forgets(iptui: Run, library: Library, copies: Path) -> None:
    herald, moved = copies / "herald.txt", copies / "moved.txt"
    moved.write_text("Menu\n\n" + HERALD)

    def done_with(path: Path) -> tuple[str, int]:
        done = iptui("attach", str(path), "-f", "json")
        return json.loads(done.out)[0]["done"], done.code

    assert done_with(moved) == ("attached", 0)
    assert done_with(moved) == ("same", 0)
    assert done_with(herald) == ("replaced", 0)
    assert done_with(moved) == ("kept", 0)
    listed = list(csv.DictReader(io.StringIO(iptui("attach", "--list", "-f", "csv").out)))
    assert [(row["source_id"], row["file"], row["failed"]) for row in listed] == [("herald", "herald.txt", "0")]
    assert iptui("attach", "--forget", "herald").code == 0
    again = iptui("attach", "--forget", "herald")
    assert again.code == 1
    assert "no copy of herald is attached" in again.err
    assert "did you mean herald" in iptui("attach", "--forget", "heralt").err
    assert "no copies are attached" in iptui("attach", "--list").err


def test_exit_codes_of_attach(iptui: Run, library: Library, copies: Path, tmp_path: Path) -> None:
    assert iptui("attach").code == 2
    assert iptui("attach", "--list", str(copies)).code == 2
    assert iptui("attach", str(copies / "recipe.txt")).code == 1
    assert iptui("attach", str(copies / "herald.txt"), str(copies / "recipe.txt")).code == 1
    missing = iptui("attach", str(tmp_path / "none.txt"), str(copies / "herald.txt"), "-f", "jsonl")
    assert missing.code == 3
    assert [json.loads(line)["done"] for line in missing.out.splitlines()] == ["unreadable", "same"]
    (tmp_path / "empty").mkdir()
    assert iptui("attach", str(tmp_path / "empty")).code == 1


def test_a_library_that_is_none_is_an_error_of_data(iptui: Run, copies: Path, tmp_path: Path) -> None:
    false = tmp_path / "diary.sqlite"
    false.write_text("my diary")
    for words in (["attach", str(copies / "herald.txt")], ["attach", "--list"], ["verify"]):
        done = iptui(*words, env={"IPTUI_LIBRARY": str(false)})
        assert done.code == 3
        assert "diary.sqlite: not a library of iptui" in done.err
    assert false.read_text() == "my diary"


def test_the_crisis_database_is_not_touched(iptui: Run, dorf: Path, library: Library, copies: Path) -> None:
    before = dorf.read_bytes(), dorf.stat().st_mtime_ns, sorted(dorf.parent.iterdir())
    iptui("attach", str(copies))
    iptui("verify")
    assert (dorf.read_bytes(), dorf.stat().st_mtime_ns, sorted(dorf.parent.iterdir())) == before


def test_verify_with_files_keeps_nothing(iptui: Run, library: Library, copies: Path) -> None:
    done = iptui("verify", "--with", str(copies), "-f", "jsonl")
    assert done.code == 0
    assert set(states(done.out)) == {"exact", "moved"}
    assert "recipe.txt: holds no passage" in done.err
    assert not library.path.exists()
    one = iptui("verify", "--with", str(copies / "herald.txt"), "-f", "jsonl")
    assert one.code == 0, "the other source has no copy here, which is no failure"
    assert set(states(one.out)) == {"exact", "unattached"}
    assert iptui("verify", "--with", str(copies / "recipe.txt")).code == 1
    assert iptui("verify", "--with", str(copies / "none.txt")).code == 3
    assert iptui("verify", "--source", "wire", "--with", str(copies / "herald.txt")).code == 1


def test_of_two_copies_the_source_itself_is_taken(iptui: Run, copies: Path) -> None:
    (copies / "a-herald.txt").write_text("Menu\n\n" + HERALD)
    done = iptui("verify", "--with", str(copies), "--source", "herald", "-f", "jsonl")
    assert set(states(done.out)) == {"exact"}
    assert "a-herald.txt: another copy of herald, left aside for herald.txt" in done.err


def test_a_changed_word_fails_what_it_touches_and_is_shown(iptui: Run, copies: Path) -> None:
    (copies / "herald.txt").write_text(
        HERALD.replace("[unprovoked]", "[provoked]").replace("Seven people", "Nine people")
    )
    done = iptui("verify", "--with", str(copies / "herald.txt"), "--source", "herald", "-f", "jsonl")
    assert done.code == 1
    failed = {row["supports"]: row for row in map(json.loads, done.out.splitlines()) if row["state"] == "altered"}
    assert set(failed) == {"violation", "seven"}
    assert failed["seven"]["stands"] == "Nine people died, Borland said."
    quotes = [row for row in failed.values() if row["kind"] == "quote"]
    assert [row["changes"] for row in quotes] == ["a blatant [-[unprovoked]-] {+[provoked]+} violation"]
    table = iptui("verify", "--with", str(copies / "herald.txt"))
    assert table.code == 1
    assert "a blatant [-[unprovoked]-] {+[provoked]+} violation" in table.out
    assert "now: Nine people died, Borland said." in table.out
    assert "bears on the claim seven: killed: 7" in table.out
    assert "not borne out" in table.err


def test_a_changed_quote_in_the_database_is_found(iptui: Run, dorf: Path, copies: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.sqlite"
    changed.write_bytes(dorf.read_bytes())
    with closing(sqlite3.connect(changed)) as connection:
        connection.execute("UPDATE statement SET quote = 'We shall answer' WHERE id = 'will-answer'")
        connection.commit()
    done = iptui("verify", "--with", str(copies / "herald.txt"), "--source", "herald", "-f", "jsonl", database=changed)
    assert done.code == 1
    failed = [row for row in map(json.loads, done.out.splitlines()) if row["state"] == "altered"]
    assert [row["supports"] for row in failed] == ["will-answer"]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv", "md", "table"])
def test_every_format_is_written(iptui: Run, copies: Path, form: str) -> None:
    done = iptui("verify", "--with", str(copies), "-f", form)
    assert done.code == 0
    assert "herald" in done.out


def test_an_unknown_source_is_a_wrong_argument(iptui: Run) -> None:
    done = iptui("verify", "--source", "heralt")
    assert done.code == 2
    assert "did you mean herald" in done.err


def test_hostile_names_and_words_reach_the_terminal_as_escapes(iptui: Run, tmp_path: Path) -> None:
    bad = tmp_path / "a\x1b]52;c;x\x07.txt"
    bad.write_text(HERALD.replace("Seven people died", "Seven \x1b[31m\u202epeople died"))
    done = iptui("verify", "--with", str(bad), "--source", "herald")
    assert done.code == 1
    assert not {"\x1b", "\x07", "\u202e"} & set(done.out + done.err)
    assert "<U+001B>" in done.out


def test_copies_in_html_and_markdown(iptui: Run, library: Library, tmp_path: Path) -> None:
    pytest.importorskip("bs4", reason="the extra `attach` is not installed")
    page = "".join(f"<p>{html.escape(block)}</p>" for block in HERALD.split("\n\n"))
    (tmp_path / "page.html").write_text(f"<!doctype html><nav>Menu</nav>{page}<footer>About</footer>")
    (tmp_path / "wire.md").write_text(WIRE.replace("WIRE REPORT", "# WIRE REPORT").replace("nine", "**nine**"))
    done = iptui("attach", str(tmp_path / "page.html"), str(tmp_path / "wire.md"), "-f", "json")
    assert [(row["source_id"], row["kind"], row["failed"]) for row in json.loads(done.out)] == [
        ("herald", "html", 0),
        ("wire", "markdown", 0),
    ]
    assert iptui("verify").code == 0


def test_a_text_that_holds_two_sources_is_not_guessed(iptui: Run, tmp_path: Path) -> None:
    both = tmp_path / "both.txt"
    both.write_text(HERALD + WIRE)
    done = iptui("attach", str(both), "-f", "json", env={"IPTUI_LIBRARY": str(tmp_path / "l.sqlite")})
    assert done.code == 1
    (row,) = json.loads(done.out)
    assert row["done"] == "unclear"
    assert "herald, wire" in row["note"] or "wire, herald" in row["note"]


def test_marks_and_reading_for_the_explorer(iptui: Run, dorf: Path, library: Library, copies: Path) -> None:
    with Catalogue.open(dorf) as catalogue:
        assert {verdict.state for verdict in marks(catalogue, library).values()} == {State.UNATTACHED}
        without = reading(catalogue, library, "herald")
        assert without is not None
        assert (without.copy, without.text, without.paragraphs) == (None, "", ())
        assert without.passages
        assert all(each.span is None for each in without.passages)
        iptui("attach", str(copies))
        found = marks(catalogue, library)
        assert {verdict.state for verdict in found.values()} == {State.EXACT, State.MOVED}
        page = reading(catalogue, library, "wire")
        assert page is not None
        assert page.text.startswith("WIRE REPORT\r\n")
        assert len(page.paragraphs) == 4
        spans = [each.span for each in page.passages]
        assert spans == sorted(spans, key=lambda span: span or (0, 0))
        told = {page.text[slice(*each.span)]: each.uses for each in page.passages if each.span}
        denied = told["Aland denied that it had fired."]
        assert {(use.kind, use.id, use.item, use.stance) for use in denied} == {
            ("event", "aland-fires", "aland-fires", "disputes"),
            ("claim", "denied", "aland-fires", None),
        }
        assert reading(catalogue, library, "nowhere") is None
