"""`list`, `search`, `quotes`, `actors`, `sources`, `show` and the like: rows, formats, SQL, exit codes."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from crisis import small_crisis
from iptui.cli.describing import property_name, published
from iptui.store.bundled import export_bundled
from running import Run

IN_TIME = [
    "no-justification", "aland-fires", "violation", "will-answer", "borland-recalls", "borland-shells", "dispute",
    "summit", "restraint",
]  # fmt: skip


def ids(run: Run, *arguments: str) -> list[str]:
    done = run("list", "--format", "jsonl", *arguments)
    assert done.code == 0, done.err
    return [json.loads(line)["id"] for line in done.out.splitlines()]


def test_everything_in_time_order_undated_last(iptui: Run) -> None:
    assert ids(iptui) == IN_TIME


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["actor:aland-army"], ["no-justification", "aland-fires"]),
        (["-actor:aland"], ["will-answer", "restraint"]),
        (["actor:borland", "kind:statement"], ["violation", "will-answer"]),
        (["actor:borland kind:statement"], ["violation", "will-answer"]),
        (["speaker:jose nunez", "-id:violation"], ["will-answer"]),
        (["speaker:JOSÉ"], ["violation", "will-answer"]),
        (["actor:ui"], ["restraint"]),
        (["by:aland"], ["aland-fires"]),
        (["target:aland"], ["borland-recalls", "borland-shells"]),
        (["addressee:aland"], ["violation"]),
        (["behalf:borland"], ["violation"]),
        (["place:borland-land"], ["aland-fires"]),
        (["source:wire", "kind:event"], ["aland-fires", "borland-shells", "dispute", "summit"]),
        (["grade:B"], ["no-justification", "aland-fires", "violation", "will-answer", "borland-recalls"]),
        (["grade:B3"], ["aland-fires"]),
        (["type:assault"], ["aland-fires", "borland-shells"]),
        (["-type:assault,accuse", "-is:undated", "kind:event"], ["borland-recalls", "dispute"]),
        (["mode:withdraw"], ["borland-recalls"]),
        (["context:territory"], ["aland-fires"]),
        (["quad:3", "kind:statement", "-type:request"], ["violation"]),
        (["status:planned,disputed"], ["borland-shells", "summit"]),
        (["is:disputed"], ["aland-fires", "borland-shells"]),
        (["is:undated"], ["summit", "restraint"]),
        (["basis:inferred"], ["violation", "will-answer", "dispute"]),
        (["has:quote", "lang:fa"], ["no-justification"]),
        (["has:response"], ["aland-fires"]),
        (["has:coordinates"], ["aland-fires"]),
        (["about:aland-fires"], ["violation", "will-answer"]),
        (["form:paraphrase"], ["restraint"]),
        (["id:summit,dispute"], ["dispute", "summit"]),
        (["since:2021-05-06", "until:2021-05-31"], ["no-justification", "borland-recalls"]),
        (["on:2021-05-05"], ["no-justification", "borland-recalls"]),
        (["since:2021-07"], ["dispute"]),
        (["until:2021-05-03"], ["no-justification", "aland-fires"]),
        (["-since:2021-05-04"], ["aland-fires", "summit", "restraint"]),
        (["on:2021-05-03,2021-05-06"], ["no-justification", "aland-fires", "borland-recalls"]),
        (['"blatant unprovoked"'], ["violation"]),
        (["blat"], ["violation"]),
        (["خوزه"], ["violation", "will-answer"]),
        (["-is:undated", "type:assault", "--", "-rockets"], ["borland-shells"]),
    ],
)
def test_filters_keep_what_they_say(iptui: Run, dorf: Path, words: list[str], wanted: list[str]) -> None:
    assert ids(iptui, *words) == wanted
    sql = iptui("list", "--sql", *words).out
    with closing(sqlite3.connect(dorf)) as connection:
        assert [row[1] for row in connection.execute(sql)] == wanted


def test_a_negated_phrase_and_what_follows_two_dashes_are_terms(iptui: Run) -> None:
    assert ids(iptui, '-"we will"', "kind:statement", "-is:undated") == ["no-justification", "violation"]
    assert ids(iptui, "-n", "1", "--", "-violation", "kind:statement") == ["no-justification"]


def test_limit_counts_rows(iptui: Run) -> None:
    assert ids(iptui, "-n", "2") == IN_TIME[:2]
    assert ids(iptui, "--limit", "0") == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"], ["list", "actor:aland", "-n", "2"], ["quotes"], ["quotes", "--all"], ["quotes", "speaker:borland"],
        ["actors"], ["actors", "type:assault"], ["sources"], ["disagreements"], ["responses"],
        ["responses", "violation"], ["responses", "actor:borland", "kind:event"], ["responses", "known:2021-05-10"],
        ["list", "has:disagreement", "known:2021-05-10"], ["list", "is:disputed", "known:2021-05-10"],
        ["search", "aland"], ["search", "--time", "borland", "kind:event"],
        ["list", "is:disputed", "since:2021"], ["search", "it's"], ["disagreements", "id:aland-fires", "-n", "1"],
        ["disagreements", "--all"], ["disagreements", "known:2021-06"], ["disagreements", "-a", "known:2021-05-10"],
    ],
)  # fmt: skip
def test_sql_gives_the_same_rows(iptui: Run, dorf: Path, arguments: list[str]) -> None:
    shown = iptui(*arguments, "--sql")
    assert shown.code == 0
    with closing(sqlite3.connect(dorf)) as connection:
        cursor = connection.execute(shown.out)
        columns = [column[0] for column in cursor.description]
        wanted = [dict(zip(columns, row, strict=True)) for row in cursor]
    done = iptui(*arguments, "--format", "jsonl")
    assert [json.loads(line) for line in done.out.splitlines()] == wanted
    assert bool(wanted) or "it's" in arguments


ROWS = [["list"], ["quotes", "-a"], ["actors"], ["sources"], ["responses"], ["sql", "SELECT * FROM quotes"]]


@pytest.mark.parametrize("arguments", ROWS)
def test_formats_for_programs_hold_the_same_data(iptui: Run, arguments: list[str]) -> None:
    as_json = json.loads(iptui(*arguments, "--format", "json").out)
    as_lines = [json.loads(line) for line in iptui(*arguments, "--format", "jsonl").out.splitlines()]
    assert as_json == as_lines
    texts = [["" if value is None else str(value) for value in row.values()] for row in as_json]
    raw = iptui(*arguments, "--format", "csv").out
    assert raw.endswith("\r\n")
    header, *rows = csv.reader(io.StringIO(raw, newline=""))
    assert (header, rows) == (list(as_json[0]), texts)
    header, *rows = [line.split("\t") for line in iptui(*arguments, "--format", "tsv").out.splitlines()]
    assert (header, rows) == (list(as_json[0]), texts)


@pytest.mark.parametrize("arguments", [*ROWS, ["disagreements"]])
def test_formats_for_people_have_a_line_a_row(iptui: Run, arguments: Sequence[str]) -> None:
    rows = iptui(*arguments, "--format", "jsonl").out.splitlines()
    markdown = iptui(*arguments, "--format", "md").out.splitlines()
    assert len(markdown) == len(rows) + 2
    assert all(line.startswith("| ") and line.endswith(" |") for line in markdown)
    assert "\x1b" not in iptui(*arguments).out


def test_a_table_in_a_pipe_is_plain_and_aligned(iptui: Run) -> None:
    lines = iptui("list", "kind:event").out.splitlines()
    assert lines[0].split() == ["date", "kind", "what", "actors", "sources", "id"]
    assert set(lines[1]) == {"-", " "}
    at = lines[0].index("what")
    assert [line[at:].split("  ")[0] for line in lines[2:4]] == [
        "Aland fires rockets at Dorf",
        "Borland recalls its ambassador",
    ]
    assert lines[-1].startswith("undated")


def test_brackets_are_no_markup(iptui: Run) -> None:
    assert "“a blatant [unprovoked] violation”" in iptui("list").out
    assert r"a blatant \[unprovoked\] violation" in iptui("quotes", "--format", "md").out


def test_search_is_ranked_and_shows_the_match(iptui: Run) -> None:
    done = iptui("search", "violation")
    assert done.code == 0
    assert "“a blatant [unprovoked] violation”" in done.out
    found = [json.loads(line) for line in iptui("search", "aland", "--format", "jsonl").out.splitlines()]
    assert found[0]["id"] == "aland-fires"
    timed = [json.loads(line)["id"] for line in iptui("search", "-t", "aland", "--format", "jsonl").out.splitlines()]
    assert timed == [each for each in IN_TIME if each in {row["id"] for row in found}]


def test_search_without_a_find_is_1_and_without_words_usage(iptui: Run) -> None:
    nothing = iptui("search", "zebra")
    assert (nothing.code, nothing.out) == (1, "")
    assert "zebra" in nothing.err
    assert iptui("search", "zebra", "--format", "json").out == "[]\n"
    assert iptui("search", "kind:event").code == 2
    assert iptui("search").code == 2


def test_an_empty_list_is_no_failure(iptui: Run) -> None:
    done = iptui("list", "kind:event", "kind:statement")
    assert (done.code, done.out) == (0, "")
    assert "nothing" in done.err


@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
@pytest.mark.parametrize("arguments", [["list"], ["quotes"], ["actors"], ["disagreements"]])
def test_that_nothing_passes_is_told_and_no_failure(iptui: Run, arguments: list[str], form: str) -> None:
    done = iptui(*arguments, "kind:event", "kind:statement", "--format", form)
    assert done.code == 0
    assert len(done.err.splitlines()) == 1
    assert "passes the filter" in done.err


def test_a_day_before_the_first_publication_is_told(iptui: Run) -> None:
    # The wire's date of publication is unknown, so it may have been published on any day.
    assert iptui("list", "known:2021-05-01", "kind:event", "kind:statement").err == "iptui: nothing passes the filter\n"


def test_what_was_published_first_is_named(iptui: Run, tmp_path: Path) -> None:
    folder = small_crisis(tmp_path)
    sources = folder / "sources.toml"
    sources.write_text(sources.read_text().replace('published = "XXXX"', 'published = "2021-05-05/2021-05-09"'))
    made = tmp_path / "made.sqlite"
    assert iptui("build", str(folder), "-o", str(made)).code == 0
    for command in ("list", "quotes"):
        done = iptui(command, "known:2021-05-03", database=made)
        assert (done.code, done.out) == (0, "")
        assert done.err.startswith("iptui: no source was published by 3 May 2021; the first, ")
        assert done.err.endswith(", between 5 and 9 May 2021\n")
    assert iptui("list", "known:2021-05-05", "has:quote", "kind:event", database=made).err.endswith("the filter\n")


def test_dates_of_publication_follow_a_name() -> None:
    told = {
        "2024-01-22": "on 22 Jan 2024",
        "2024-01-22/2024-01-28": "between 22 and 28 Jan 2024",
        "2024-04-24/2024-12-31": "between 24 Apr and 31 Dec 2024",
        "2025-06/..": "Jun 2025 or later",
    }
    assert {date: published(date) for date in told} == told


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("actor:alland", "Aland"), ("type:asault", "ASSAULT"), ("foo:bar", "no key"),
        ("since:2021-02-30", "2021-02-30"),
        ("source:harold", "herald"), ("lang:xx", "fa"), ("id:sumit", "summit"), ("has:bookmark", "bookmark"),
        ('"open', "quotation mark"),
    ],
)  # fmt: skip
def test_a_wrong_filter_is_usage_and_points_at_the_place(iptui: Run, words: str, hint: str) -> None:
    done = iptui("list", "kind:event", words)
    assert (done.code, done.out) == (2, "")
    first, text, carets = done.err.splitlines()
    assert first.startswith("iptui: filter: ")
    assert hint in first
    assert set(carets.strip()) == {"^"}
    assert text.startswith("kind:event ")


def test_quotes_leave_paraphrases_out_unless_asked(iptui: Run) -> None:
    assert len(iptui("quotes", "--format", "jsonl").out.splitlines()) == 3
    assert len(iptui("quotes", "--all", "--format", "jsonl").out.splitlines()) == 4
    assert len(iptui("quotes", "form:paraphrase", "--format", "jsonl").out.splitlines()) == 1
    table = iptui("quotes", "id:violation").out
    assert "José Núñez-O’Hara, foreign minister" in table
    assert "herald ¶3 [174–206]" in table


def test_quotes_name_the_addressee_to_people_and_give_the_id_to_programs(iptui: Run) -> None:
    lines = iptui("quotes", "id:violation").out.splitlines()
    assert lines[2][lines[0].index(" to ") + 1 :].startswith("Aland ")
    assert "| Aland |" in iptui("quotes", "id:violation", "--format", "md").out
    (row,) = csv.DictReader(io.StringIO(iptui("quotes", "id:violation", "--format", "csv").out, newline=""))
    assert row["addressee"] == "aland"


def test_a_property_is_named_as_in_the_explorer() -> None:
    assert property_name("nationality", "of those hit") == "nationality · of those hit"
    assert property_name("earlier_attacks", None) == "earlier attacks"
    assert property_name("group_nature", "BLF") == "group nature · BLF"


def test_actors_are_a_tree_whose_counts_roll_up_and_follow_the_filter(iptui: Run) -> None:
    lines = iptui("actors").out.splitlines()
    names = [line[: lines[0].index("kind")].rstrip() for line in lines[2:]]
    assert names[:2] == ["Aland", "  Army of Aland"]
    assert "    José Núñez-O’Hara" in names
    counted = {row["id"]: row for row in json.loads(iptui("actors", "form:verbatim", "--format", "json").out)}
    assert {id_: row["statements"] for id_, row in counted.items()} == {
        "aland": 2, "aland-army": 1, "borland": 2, "borland-mfa": 2, "jose-nunez": 2,
    }  # fmt: skip
    assert counted["jose-nunez"]["spellings"] == "Jose Nunez / خوزه نونیز"


def test_sources_tell_grade_and_counts(iptui: Run) -> None:
    herald, wire = json.loads(iptui("sources", "--format", "json").out)
    assert (herald["reliability"], herald["quotes"], herald["only_here"]) == ("B", 3, 1)
    assert (wire["published"], wire["only_here"]) == ("XXXX", 3)
    assert "unknown" in iptui("sources").out


def test_disagreements_stand_side_by_side(iptui: Run) -> None:
    text = iptui("disagreements").out
    assert "killed   ≠ cannot all be true" in text
    assert "· 2 sources, 2 independent" in text
    assert "7           Borland        herald ¶2  B3" in text
    (nested,) = json.loads(iptui("disagreements", "--format", "json").out)
    assert (nested["disjoint"], nested["verdict"], nested["n_sources"], nested["independent"]) == (1, "conflict", 2, 2)
    assert [(claim["value"], claim["grade"]) for claim in nested["claims"]] == [("7", "B3"), ("at least 9", "D4")]


def test_agreement_and_what_one_source_tells_can_be_seen_too(iptui: Run) -> None:
    text = iptui("disagreements", "--all").out
    assert "killed   ≠ cannot all be true" in text
    assert "attribution   · told by one source · 1 source, 1 independent" in text
    told = json.loads(iptui("disagreements", "--all", "--format", "json").out)
    assert [one["verdict"] for one in told] == ["alone", "conflict"]


def test_responses_are_a_tree_with_lag_and_basis(iptui: Run) -> None:
    assert iptui("responses", "borland-shells").out.splitlines() == [
        "2021-05-03  Aland fires rockets at Dorf (aland-fires)",
        "└ 2021-05-04  Borland's foreign minister condemns the rockets. [answers, +1 day, stated] (violation)",
        "└ 2021-05-04/2021-05-06  Borland recalls its ambassador [answers, +1 to 3 days, inferred] (borland-recalls)",
        "  └ 2021-06  Borland shells Salt [follows up, +26 to 57 days, inferred] (borland-shells) ◀",
    ]
    assert iptui("responses", "summit").code == 1
    unknown = iptui("responses", "sumit")
    assert unknown.code == 1
    assert "summit" in unknown.err


def test_responses_take_a_filter(iptui: Run) -> None:
    def chains(*words: str) -> list[str]:
        done = iptui("responses", *words, "--format", "jsonl")
        assert done.code == 0, done.err
        return list(dict.fromkeys(json.loads(line)["root_id"] for line in done.out.splitlines()))

    everything = chains()
    assert everything
    assert chains("id:borland-shells") == [
        json.loads(line)["root_id"] for line in iptui("responses", "borland-shells", "-f", "jsonl").out.splitlines()[:1]
    ]
    assert chains("kind:event") == everything
    assert chains("status:planned") == []
    assert chains("until:2021-05-03", "actor:aland-army") == ["aland-fires"]
    shown = iptui("responses", "kind:statement").out
    assert "◀" in shown
    assert all("(violation)" in line or "(will-answer)" in line for line in shown.splitlines() if line.endswith("◀"))
    nothing = iptui("responses", "since:2030")
    assert (nothing.code, nothing.out) == (0, "")
    assert "nothing that passes the filter" in nothing.err


def test_responses_as_known_on_a_day_leave_out_what_was_not_published(iptui: Run) -> None:
    later = iptui("responses", "--format", "csv").out.splitlines()
    then = iptui("responses", "known:2021-05-07", "--format", "csv").out.splitlines()
    assert set(then) <= set(later)
    before = iptui("responses", "known:2021-05-01", "--format", "csv").out.splitlines()
    # A source without a date of publication may have been there on any day, but what it tells of had not begun.
    assert len(before) == 1
    tree = iptui("responses", "known:2021-05-01")
    assert (tree.code, tree.out) == (0, "")


def test_accounts_differ_by_a_day_only_where_both_were_published(iptui: Run, tmp_path: Path) -> None:
    folder = small_crisis(tmp_path / "late")
    sources = folder / "sources.toml"
    text = sources.read_text(encoding="utf-8")
    assert text.count('published = "XXXX"') == 1
    sources.write_text(text.replace('published = "XXXX"', 'published = "2021-08-01"'), encoding="utf-8")
    database = tmp_path / "late.sqlite"
    assert iptui("build", str(folder), "-o", str(database)).code == 0

    def found(*words: str) -> list[str]:
        done = iptui("list", *words, "--format", "jsonl", database=database)
        assert done.code == 0, done.err
        listed = [json.loads(line)["id"] for line in done.out.splitlines()]
        sql = iptui("list", *words, "--sql", database=database).out
        with closing(sqlite3.connect(database)) as connection:
            assert [row[1] for row in connection.execute(sql)] == listed
        return listed

    assert "aland-fires" in found("has:disagreement")
    assert "aland-fires" in found("known:2021-05-08")
    assert found("has:disagreement", "known:2021-05-08") == []
    assert "aland-fires" in found("-has:disagreement", "known:2021-05-08")
    assert "aland-fires" in found("has:disagreement", "known:2021-08-01")
    assert "aland-fires" not in found("is:disputed", "known:2021-05-08")


def test_disagreements_as_known_on_a_day_hold_only_what_was_published(iptui: Run, tmp_path: Path) -> None:
    bundled = tmp_path / "crisis.sqlite"
    export_bundled(bundled)

    def told(*words: str) -> list[dict[str, object]]:
        done = iptui("disagreements", *words, "--format", "jsonl", database=bundled)
        assert done.code == 0, done.err
        rows: list[dict[str, object]] = [json.loads(line) for line in done.out.splitlines()]
        return rows

    then, strike = told("known:2024-01-23"), ("known:2024-01-23", "id:pakistan-strikes-iran")
    assert {row["source_id"] for row in then} == {"epoch"}
    # One source by then, whose numbers do not contradict each other: the conflicts came with later ones.
    assert {(row["n_sources"], row["disjoint"]) for row in then} == {(1, 0)}
    assert any(row["disjoint"] for row in told("id:pakistan-strikes-iran"))
    nested = json.loads(iptui("disagreements", *strike, "--format", "json", database=bundled).out)
    assert [(one["property"], one["independent"]) for one in nested] == [
        (name, 1) for name in ("killed", "place", "sites", "target", "weapon", "who")
    ]
    text = iptui("disagreements", *strike, database=bundled).out
    assert "killed   ∥ differ in words · 1 source, 1 independent" in text
    assert "outlook ¶" not in text
    assert {row["source_id"] for row in told("-a", "known:2024-01-29")} == {"epoch", "diplomat", "outlook"}
    assert told("known:2025-12-31") == told()
    # What is asked of an event is asked of the crisis, also where properties that do not differ are shown.
    assert {row["event_id"] for row in told("-a", "has:disagreement")} == {row["event_id"] for row in told()}


@pytest.mark.parametrize("arguments", [["list"], ["search", "aland"], ["quotes"], ["disagreements"], ["responses"]])
def test_no_rows_asked_for_is_no_failure_and_no_lie(iptui: Run, arguments: list[str]) -> None:
    done = iptui(*arguments, "-n", "0", "--format", "jsonl")
    assert (done.code, done.out, done.err) == (0, "", "iptui: no rows were asked for (-n 0)\n")


def test_show_tells_everything_of_a_statement(iptui: Run) -> None:
    text = iptui("show", "violation").out
    for told in (
        "“a blatant [unprovoked] violation”", "herald ¶3 [174–206]",
        "Foreign Minister, Foreign Ministry of Borland (acting)",
        "on behalf of: Borland", "addressee: Aland", "inferred: the Tuesday after 3 May 2021",
        "Aland fires rockets at Dorf",
        "1 day later, stated", "Border clash, The Herald, 2021-05-07, reliability B",
    ):  # fmt: skip
        assert told in text


def test_show_tells_everything_of_an_event(iptui: Run) -> None:
    text = iptui("show", "aland-fires").out
    for told in (
        "Mon 3 May 2021", "ASSAULT", "initiator: Army of Aland", "disputes wire ¶2",
        "killed (accounts differ, and cannot all be true)",
        "at least 9: Mayor of Dorf in wire ¶2", "deprecated: Told to one reporter only.", "not Aland: Aland in wire",
        "answered by Borland recalls its ambassador", "“We will answer,”", "10.5, 20.25",
    ):  # fmt: skip
        assert told in text


def test_show_gives_nested_json_and_flat_rows(iptui: Run) -> None:
    data = json.loads(iptui("show", "violation", "--format", "json").out)
    assert data["record"] == "statement"
    assert data["passage"]["start"] == 174
    assert data["offices"][0]["acting"] is True
    both = json.loads(iptui("show", "violation", "herald", "--format", "json").out)
    assert [each["record"] for each in both] == ["statement", "source"]
    rows = list(csv.DictReader(io.StringIO(iptui("show", "violation", "--format", "csv").out, newline="")))
    assert {"id": "violation", "field": "passage.start", "value": "174"} in rows


def test_show_finds_sources_and_actors_and_misses_with_1(iptui: Run) -> None:
    assert "reliability: B, Names its sources." in iptui("show", "herald").out
    actor = iptui("show", "jose-nunez").out
    assert "خوزه نونیز" in actor
    assert "Foreign Minister" in actor
    missing = iptui("show", "violation", "violaton")
    assert missing.code == 1
    assert "violation" in missing.out
    assert "did you mean violation" in missing.err


@pytest.mark.parametrize("id_", ["violation", "aland-fires", "herald", "aland"])
def test_the_sql_of_show_runs(iptui: Run, dorf: Path, id_: str) -> None:
    with closing(sqlite3.connect(dorf)) as connection:
        for statement in iptui("show", id_, "--sql").out.splitlines():
            connection.execute(statement)
        first = iptui("show", id_, "--sql").out.splitlines()[0]
        assert connection.execute(first).fetchone() is not None
