"""`check`, `build`, `locate`: a crisis folder of one's own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from crisis import HERALD, small_crisis
from running import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_crisis(tmp_path)


def test_a_sound_folder_is_0_and_says_so(iptui: Run, folder: Path) -> None:
    done = iptui("check", str(folder))
    assert (done.code, done.out) == (0, "")
    assert "sound" in done.err
    assert "5 event" in done.err


def test_all_problems_come_at_once_each_with_its_place(iptui: Run, folder: Path) -> None:
    events = folder / "events.toml"
    events.write_text(
        events.read_text()
        .replace('actor = "aland-army"', 'actor = "aland-amry"')
        .replace('type = "SANCTION"', 'type = "SANCTON"')
        .replace('date = "2021-06"\n', 'date = "2021-13"\n')
    )
    statements = folder / "statements.toml"
    statements.write_text(statements.read_text().replace('quote = "We will answer,"', 'quote = "We shall answer,"'))
    done = iptui("check", str(folder), "--format", "csv")
    assert done.code == 1
    found = list(csv.DictReader(io.StringIO(done.out, newline="")))
    by_field = {(row["file"], row["record"].split()[-1], row["field"]): row["message"] for row in found}
    assert "aland-army" in by_field["events.toml", "aland-fires", "actors"]
    assert "SANCTION" in by_field["events.toml", "borland-recalls", "type"]
    assert ("events.toml", "borland-shells", "date") in by_field
    assert ("statements.toml", "will-answer", "quote") in by_field
    lines = iptui("check", str(folder)).out.splitlines()
    assert len(lines) == len(found)
    assert any(line.startswith("events.toml: event borland-shells: date = ") for line in lines)


def test_check_says_which_passages_it_could_not_hold_against_a_text(iptui: Run, folder: Path) -> None:
    assert "not checked" not in iptui("check", str(folder)).err
    sources = folder / "sources.toml"
    sources.write_text(sources.read_text().replace('file = "wire.txt"', "file = 7"))
    done = iptui("check", str(folder))
    assert done.code == 1
    (line,) = [line for line in done.err.splitlines() if "not checked" in line]
    assert line.endswith(" of wire, whose record is wrong")
    assert "not at hand" not in done.err


def test_check_of_what_is_no_folder_is_3(iptui: Run, tmp_path: Path) -> None:
    assert iptui("check", str(tmp_path / "none")).code == 3
    assert iptui("check", str(tmp_path)).code == 3


def test_texts_may_lie_elsewhere(iptui: Run, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "articles"
    (folder / "texts").rename(elsewhere)
    assert iptui("check", str(folder)).code == 1
    assert iptui("check", str(folder), "--sources", str(elsewhere)).code == 0


def test_build_makes_a_database_that_reads(iptui: Run, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "made.sqlite"
    assert iptui("build", str(folder), "-o", str(target)).code == 0
    assert iptui("list", "--format", "json", "-d", str(target)).out == iptui("list", "--format", "json").out
    assert iptui("build", str(folder), "-o", str(target)).code == 0


def test_a_folder_with_problems_is_not_built_and_nothing_is_left(iptui: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "links.toml").write_text(
        '[[link]]\nfrom = "nowhere"\nto = "summit"\ntype = "part_of"\nbasis = "inferred"\n'
    )
    done = iptui("build", str(folder), "-o", str(tmp_path / "made.sqlite"))
    assert done.code == 3
    assert "links.toml: " in done.err
    assert "nowhere" in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dorf"]


def test_build_does_not_replace_what_is_no_crisis(iptui: Run, folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "thesis.txt"
    mine.write_text("years of work")
    assert iptui("build", str(folder), "-o", str(mine)).code == 3
    assert mine.read_text() == "years of work"
    assert iptui("build", str(folder), "-o", str(mine), "--force").code == 0
    assert mine.read_bytes().startswith(b"SQLite format 3")


def test_locate_in_a_file(iptui: Run, folder: Path) -> None:
    done = iptui("locate", str(folder / "texts" / "herald.txt"), "Seven people died", "--format", "json")
    assert done.code == 0
    (found,) = json.loads(done.out)
    start = HERALD.index("Seven people died")
    assert (found["span_start"], found["span_end"]) == (start, start + len("Seven people died"))
    assert (found["paragraph"], found["words"], len(found["sha256"])) == (2, 3, 64)


def test_locate_by_id_gives_a_table_that_check_accepts(iptui: Run, folder: Path) -> None:
    words = "Seven people died, Borland said."
    for arguments in (["--sources", str(folder / "texts")], ["--sources", str(folder)]):
        table = iptui("locate", "herald", words, "--format", "toml", *arguments).out.strip()
        claims = folder / "claims.toml"
        text = claims.read_text()
        claims.write_text(text.replace(f'{{source = "herald", words = "{words}"}}', table))
        assert claims.read_text() != text
        assert iptui("check", str(folder)).code == 0
        claims.write_text(text)


def test_several_places_are_listed_and_one_picked(iptui: Run, folder: Path) -> None:
    path = str(folder / "texts" / "herald.txt")
    several = iptui("locate", path, "Borland", "--format", "csv")
    assert several.code == 1
    assert len(several.out.splitlines()) == 1 + HERALD.count("Borland")
    assert "--nth" in several.err
    second = iptui("locate", path, "Borland", "--nth", "2", "--format", "csv")
    assert second.code == 0
    assert second.out.splitlines()[1] == several.out.splitlines()[2]
    assert iptui("locate", path, "Borland", "--nth", "99").code == 1


def test_words_that_are_not_there_are_1_with_what_is(iptui: Run, folder: Path) -> None:
    done = iptui("locate", str(folder / "texts" / "herald.txt"), "Jose nunez-o'hara")
    assert (done.code, done.out) == (1, "")
    assert "José Núñez-O’Hara" in done.err
    assert iptui("locate", str(folder / "texts" / "herald.txt"), "zebra").code == 1


@pytest.mark.parametrize("arguments", [[], ["herald"], ["herald", "x"], ["nowhere.txt", "x"]])
def test_locate_wants_a_text_and_words(iptui: Run, arguments: list[str]) -> None:
    assert iptui("locate", *arguments).code == 2


def test_a_sources_id_is_told_when_wrong(iptui: Run, folder: Path) -> None:
    done = iptui("locate", "harold", "x", "--sources", str(folder / "texts"))
    assert (done.code, "herald" in done.err) == (2, True)


def test_fill_replaces_words_and_nothing_else(iptui: Run, folder: Path) -> None:
    file = folder / "claims.toml"
    comment = '# {source = "herald", words = "Seven"} stays\n'
    file.write_text(comment + file.read_text().replace("credibility = 3\n", "credibility = 3 # why { not\n"))
    before = file.read_text().splitlines()
    done = iptui("locate", "--fill", str(file))
    assert done.code == 0
    assert "3 passage(s)" in done.err
    after = file.read_text().splitlines()
    assert [line for line in before if "at = {" not in line] == [line for line in after if "at = {" not in line]
    assert all("span = [" in line and 'words = "' not in line for line in after if "at = {" in line)
    assert iptui("check", str(folder)).code == 0
    assert sorted(path.name for path in folder.glob(".*")) == []
    assert "0 passage(s)" in iptui("locate", "--fill", str(file)).err


def test_fill_keeps_more_fields_and_tells_what_it_could_not(iptui: Run, folder: Path) -> None:
    file = folder / "events.toml"
    file.write_text(file.read_text().replace('"A summit is planned."', '"A summit was planned."'))
    line = 1 + file.read_text()[: file.read_text().index("was planned")].count("\n")
    done = iptui("locate", "--fill", str(file))
    assert done.code == 1
    assert f"events.toml:{line}: " in done.err
    text = file.read_text()
    assert 'stance = "disputes"}' in text
    assert 'words = "A summit was planned."' in text
    assert text.count("span = [") == 5


def test_fill_works_on_long_passages_in_several_places(iptui: Run, folder: Path) -> None:
    file = folder / "links.toml"
    file.write_text(
        '[[link]]\nfrom = "violation"\nto = "aland-fires"\ntype = "response_to"\nbasis = "stated"\n'
        """at = {source = 'herald', words = 'Borland ⋯ ambassador', nth = 3, note = "x"}\n"""
    )
    assert iptui("locate", "--fill", str(file)).code == 0
    assert "nth" not in file.read_text()
    found = json.loads(
        iptui("locate", "herald", "Borland recalled its ambassador", "--sources", str(folder), "-f", "json").out
    )[0]
    del found
    assert 'note = "x"}' in file.read_text()
