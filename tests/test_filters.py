"""iptui.filters: what is written is what is meant, and what is wrong is said in its place."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from filter_strategies import attempt, filter_like, filters
from hostile_text import any_text, naughty_strings
from iptui.filters import KEYS, MAX_LENGTH, MAX_TERMS, Filter, FilterError, Term, parse, parse_args
from iptui.text import cell_width, is_safe

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = (
    "actor:iran -actor:us target:pakistan type:assault since:2024-01-16 until:2024-01-29 "
    'source:epoch kind:statement grade:B "minor irritants" irritants'
)


def only(text: str) -> Term:
    (term,) = parse(text).terms
    return term


class TestReading:
    def test_the_example(self) -> None:
        assert parse(EXAMPLE).terms == (
            Term("actor", ["iran"]),
            Term("actor", ["us"], True),
            Term("target", ["pakistan"]),
            Term("type", ["assault"]),
            Term("since", ["2024-01-16"]),
            Term("until", ["2024-01-29"]),
            Term("source", ["epoch"]),
            Term("kind", ["statement"]),
            Term("grade", ["B"]),
            Term("phrase", ["minor irritants"]),
            Term("text", ["irritants"]),
        )
        assert str(parse(EXAMPLE)) == EXAMPLE

    @pytest.mark.parametrize("text", ["", " ", "\n\t\xa0 "])
    def test_nothing(self, text: str) -> None:
        assert parse(text) == Filter()
        assert parse(text).is_empty

    @pytest.mark.parametrize(
        ("text", "key", "values"),
        [
            ("actor:iran,pakistan", "actor", ("iran", "pakistan")),
            ("actor:iran,iran", "actor", ("iran",)),
            ('actor:"united states",iran', "actor", ("united states", "iran")),
            ("actor:“united states”", "actor", ("united states",)),
            ("actor:united\\ states", "actor", ("united states",)),
            ('actor:"a,b"', "actor", ("a,b",)),
            ("actor:a\\,b", "actor", ("a,b",)),
            ('actor:"say \\"x\\" \\\\"', "actor", ('say "x" \\',)),
            ("actor:x\\", "actor", ("x\\",)),
            ("actor:Amir-Abdollahian", "actor", ("Amir-Abdollahian",)),
            ("initiator:iran", "by", ("iran",)),
            ("ACTOR:iran", "actor", ("iran",)),
            ("Language:FA", "lang", ("fa",)),
            ("type:ASSAULT", "type", ("assault",)),
            ("kind:Events", "kind", ("event",)),
            ("has:quotes", "has", ("quote",)),
            ("quad:4", "quad", ("4",)),
            ("quad:material-conflict", "quad", ("4",)),
            ('quad:"verbal cooperation"', "quad", ("1",)),
            ("quad:matcf", "quad", ("4",)),
            ("quad:conflict", "quad", ("3", "4")),
            ("grade:b2", "grade", ("B2",)),
            ("on:[2023,2024]", "on", ("[2023,2024]",)),
            ("on:2023,2024", "on", ("2023", "2024")),
            ("on:2022,{2023,2024},2025", "on", ("2022", "{2023,2024}", "2025")),
            ('on:"[2023,2024]",2025', "on", ("[2023,2024]", "2025")),
            ("since:2024-01-16T12:30:00Z", "since", ("2024-01-16T12:30:00Z",)),
            ("since:2024-01/..", "since", ("2024-01/..",)),
            ("known:2024-01-23", "known", ("2024-01-23",)),
            ("irrit", "text", ("irrit",)),
            ("12:30", "text", ("12:30",)),
            ("ایران:x", "text", ("ایران:x",)),
            ("Iran's", "text", ("Iran's",)),
            ("\\-minus", "text", ("-minus",)),
            ("actor\\:iran", "text", ("actor:iran",)),
            ('"actor:iran -x"', "phrase", ("actor:iran -x",)),
            ("«نقض آشکار»", "phrase", ("نقض آشکار",)),
        ],
    )
    def test_one_term(self, text: str, key: str, values: tuple[str, ...]) -> None:
        for minus in ("", "-") if key != "known" else ("",):
            term = only(minus + text)
            assert (term.key, term.values, term.negated) == (key, values, bool(minus))
            assert only(str(term)) == term

    def test_a_quotation_mark_ends_a_word(self) -> None:
        assert [str(term) for term in parse('a"b c"d')] == ["a", '"b c"', "d"]

    def test_repetitions_are_dropped_and_order_stays(self) -> None:
        assert str(parse("b a b kind:event a")) == "b a kind:event"


class TestErrors:
    @pytest.mark.parametrize(
        ("text", "position", "length", "reason"),
        [
            ("iran sinc:2024", 5, 4, "“sinc” is no key of a filter; did you mean since?"),
            ("after:2024", 0, 5, "did you mean since?"),
            ("zzzzzz:2024", 0, 6, "the keys are actor, by, target"),
            ("text:x", 0, 4, "“text” is no key"),
            ("x -", 2, 1, "a minus needs a word, a phrase or a key right after it"),
            ("--x", 0, 2, "one minus is enough"),
            ("actor:", 6, 0, "actor: needs a value right after the colon, as in actor:iran"),
            ("actor: iran", 6, 0, "right after the colon"),
            ("actor:iran,,us", 11, 0, "actor: needs a value"),
            ('actor:"  "', 6, 4, "actor: needs a value"),
            ('x "minor irr', 2, 1, "opened here and never closed"),
            ('actor:"united', 6, 1, "opened here and never closed"),
            ("§", 0, 1, "has no letter or digit to search for"),
            ("x kind:evnt", 7, 4, "kind: is event or statement, not “evnt”; did you mean event?"),
            ("kind:event,foo", 11, 3, "kind: is event or statement, not “foo”"),
            ("quad:5", 5, 1, "quad: is 1 to 4, verbal cooperation"),
            ("quad:vc", 5, 2, "which could be cooperation or conflict"),
            ("grade:G", 6, 1, "grade: is a reliability from A to F"),
            ("grade:B7", 6, 2, "grade: is a reliability from A to F"),
            ("since:2024-13-01", 11, 5, "“2024-13-01” is no date: "),
            ("since:yesterday", 6, 9, "dates are written 2024-01-16"),
            ("since:XXXX", 6, 4, "since: needs a date with a beginning"),
            ("until:2024/..", 6, 7, "until: needs a date with an end"),
            ("on:XXXX", 3, 4, "is:undated"),
            ("since:2023,2024", 0, 15, "since: takes one date, not several"),
            ("-known:2024", 0, 11, "known: cannot be left out"),
            ("known:2023 known:2024", 11, 10, "known: is given twice"),
        ],
    )
    def test_errors_point_at_the_place(self, text: str, position: int, length: int, reason: str) -> None:
        with pytest.raises(FilterError) as caught:
            parse(text)
        error = caught.value
        assert reason in str(error)
        assert f"(at character {error.position + 1})" in str(error)
        assert (error.position, error.length, error.text) == (position, length, text)
        assert isinstance(error, ValueError)
        assert pickle.loads(pickle.dumps(error)).pointer() == error.pointer()  # noqa: S301
        lenient = parse(text, lenient=True)
        assert parse(str(lenient)) == lenient

    def test_the_pointer(self) -> None:
        with pytest.raises(FilterError) as caught:
            parse("actor:iran sinc:2024")
        assert caught.value.pointer() == "actor:iran sinc:2024\n" + " " * 11 + "^^^^"

    def test_the_pointer_in_a_long_filter(self) -> None:
        with pytest.raises(FilterError) as caught:
            parse("中国 " * 50 + "sinc:2024 " + "x " * 100)
        shown, carets = caught.value.pointer(60).split("\n")
        assert cell_width(shown) <= 60
        column = carets.index("^")
        cells = "".join(char * cell_width(char) for char in shown)
        assert cells[column : column + len(carets.strip())] == "sinc"

    def test_control_characters_do_not_pass_through_a_message(self) -> None:
        with pytest.raises(FilterError) as caught:
            parse("x kind:\x1b[31m\u202e")
        assert is_safe(str(caught.value))
        assert is_safe(caught.value.pointer(), keep_newlines=True)
        assert "<U+001B>" in str(caught.value)

    def test_limits(self) -> None:
        assert len(parse("a" * MAX_LENGTH).terms) == 1
        with pytest.raises(FilterError, match="at most 10,000 characters"):
            parse("a" * (MAX_LENGTH + 1))
        many = " ".join(f"w{number}" for number in range(MAX_TERMS + 1))
        with pytest.raises(FilterError, match=f"at most {MAX_TERMS} terms"):
            parse(many)
        assert len(parse(many, lenient=True).terms) == MAX_TERMS
        assert parse("a " * MAX_LENGTH, lenient=True) == parse("a")

    @pytest.mark.parametrize(
        ("key", "values", "negated"),
        [
            ("nokey", ["x"], False),
            ("actor", [], False),
            ("actor", ["", "x"], False),
            ("text", ["a", "b"], False),
            ("text", ["§"], False),
            ("since", ["2023", "2024"], False),
            ("known", ["2024"], True),
            ("kind", ["x"], False),
        ],
    )
    def test_terms_are_checked(self, key: str, values: list[str], negated: bool) -> None:
        with pytest.raises(FilterError):
            Term(key, values, negated)


class TestLenient:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("actor:", ""),
            ("actor:iran,", "actor:iran"),
            ("irr actor:", "irr"),
            ("irr -", "irr"),
            ("-", ""),
            ("--irr", "-irr"),
            ("since:2024-0", ""),
            ("since:2024-01-", ""),
            ("since:2024-01", "since:2024-01"),
            ("kind:stat x", "x"),
            ("Iran: strikes", "Iran\\: strikes"),
            ('"minor irr', "minor\\ irr"),
            ('"minor irritants"', '"minor irritants"'),
            ('actor:"united st', 'actor:"united st"'),
            ('"', ""),
            ("… — §", ""),
            ("known:2023 known:2024", "known:2023"),
        ],
    )
    def test_while_typing(self, typed: str, read: str) -> None:
        assert str(parse(typed, lenient=True)) == read

    def test_every_beginning_of_a_filter(self) -> None:
        for end in range(len(EXAMPLE) + 1):
            parse(EXAMPLE[:end], lenient=True)
        assert parse(EXAMPLE, lenient=True) == parse(EXAMPLE)


class TestArguments:
    @pytest.mark.parametrize(
        ("args", "text"),
        [
            ([], ""),
            (["actor:iran", "-actor:us", "irritants"], "actor:iran -actor:us irritants"),
            (["actor:united states"], 'actor:"united states"'),
            (["-actor:united states,iran"], '-actor:"united states",iran'),
            (["actor:united states", "kind:event"], 'actor:"united states" kind:event'),
            (["actor:iran since:2024-01-16 until:2024-01-19"],) * 2,
            (["actor:iran -actor:us"], "actor:iran -actor:us"),
            (['actor:iran "minor irritants"'], 'actor:iran "minor irritants"'),
            (["kind:event irritants"], "kind:event irritants"),
            (["minor irritants"], "minor irritants"),
            (['"minor irritants"'], '"minor irritants"'),
            (["known:2024-01-23 x"], "known:2024-01-23 x"),
        ],
    )
    def test_what_the_shell_leaves(self, args: list[str], text: str | list[str]) -> None:
        expected = text if isinstance(text, str) else text[0]
        assert str(parse_args(args)) == expected

    def test_an_error_points_into_the_joined_text(self) -> None:
        with pytest.raises(FilterError) as caught:
            parse_args(["actor:united states", "sinc:2024"])
        error = caught.value
        assert error.text[error.position :] == "sinc:2024"

    @given(st.lists(filter_like, max_size=4))
    def test_any_arguments(self, args: list[str]) -> None:
        try:
            found = parse_args(args)
        except FilterError as error:
            found = parse(error.text, lenient=True)
        assert parse(str(found)) == found


class TestEverything:
    @given(filters)
    @example(Filter([Term("text", ["-a"]), Term("text", ["actor:x"]), Term("text", ["-\\:b"])]))
    @example(Filter([Term("text", ['"a']), Term("phrase", ['a"\\']), Term("actor", ["«", ","])]))
    def test_text_and_back(self, found: Filter) -> None:
        assert parse(str(found)) == found
        assert str(parse(str(found))) == str(found)
        assert parse(str(found), lenient=True) == found

    @given(st.one_of(filter_like, any_text))
    @example("\\")
    @example("actor:\\")
    @example('-"')
    @example("\x00")
    def test_any_text_is_a_filter_or_an_error(self, text: str) -> None:
        lenient = parse(text, lenient=True)
        assert parse(str(lenient)) == lenient
        strict = attempt(text)
        if isinstance(strict, Filter):
            assert parse(str(strict)) == strict == lenient
            return
        assert 0 <= strict.position <= strict.position + strict.length <= len(text)
        assert is_safe(str(strict))
        shown, carets = strict.pointer(50).split("\n")
        assert cell_width(shown) <= 50
        assert cell_width(carets) <= 50
        assert is_safe(shown)

    def test_naughty_strings(self, shared_dir: Path) -> None:
        for line in naughty_strings(shared_dir):
            for text in (line, f"actor:{line}", f'"{line}"', f"-{line}", f"since:{line}"):
                parse(text, lenient=True)
                found = attempt(text)
                if isinstance(found, Filter):
                    assert parse(str(found)) == found
                else:
                    assert is_safe(str(found))

    @pytest.mark.parametrize("piece", ['"', "\\", "-", ",", "actor:", 'a:"', "(", "\x00", "[{", "a,"])
    def test_long_repetitions_end(self, piece: str) -> None:
        text = (piece * MAX_LENGTH)[:MAX_LENGTH]
        assert isinstance(parse(text, lenient=True), Filter)
        for start in ("since:", "actor:", '"'):
            parse((start + text)[:MAX_LENGTH], lenient=True)


def test_every_key_has_its_help() -> None:
    for name, key in KEYS.items():
        assert name == key.name
        assert key.help
        assert key.label or name == "is"
        assert bool(key.choices) == (key.shape == "choice")
