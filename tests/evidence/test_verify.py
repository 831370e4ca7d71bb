"""What verification says of passages: places, edges of words, neighbours, and what stands instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptui.evidence.copytext import MAX_PLACES, CopyText, cuts_word, firm_edge
from iptui.evidence.verdicts import State, Verdict, marked
from iptui.evidence.verify import verify_copy
from iptui.store.cited import Cited
from iptui.text import normalise_words
from mutating import cite, cite_span

TEXT = (
    "A headline of some length about two states\n\n"
    "On 3 May the army fired 7 rockets. A spokesman called it “a blatant violation,” and left.\n\n"
    "A headline of some length about two states\n\n"
    "The minister said that they can stay. Others—who had no seat—said nothing at all.\n\n"
    "“No comment,” said the second minister, “no comment.” Then the hall was empty again.\n"
)


def judge(cited: list[Cited], text: str, source: str = TEXT, *, identical: bool = False) -> dict[int, Verdict]:
    numbered = [
        Cited(type(one.passage)(number, *_rest(one)), one.quotes, one.uses) for number, one in enumerate(cited, 1)
    ]
    return dict(verify_copy(tuple(numbered), text, identical=identical, chars=len(source)))


def _rest(one: Cited) -> tuple[str, int, int, int, int, str]:
    found = one.passage
    return found.source, found.start, found.end, found.paragraph, found.words, found.fingerprint


def state(one: Cited, text: str) -> State:
    return judge([one], text)[1].state


def test_the_source_itself_is_exact() -> None:
    cited = [cite(TEXT, "a blatant violation,", quoted=True), cite(TEXT, "On 3 May the army fired 7 rockets")]
    verdicts = judge(cited, TEXT, identical=True)
    assert [verdict.state for verdict in verdicts.values()] == [State.EXACT, State.EXACT]
    assert verdicts[1].span == (cited[0].passage.start, cited[0].passage.end)
    assert verdicts[1].paragraph == 2


def test_a_quote_is_exact_in_a_copy_that_differs_elsewhere_and_a_locator_moved() -> None:
    cited = [cite(TEXT, "a blatant violation,", quoted=True), cite(TEXT, "On 3 May the army fired 7 rockets")]
    verdicts = judge(cited, TEXT + "\nfooter")
    assert verdicts[1].state is State.EXACT
    assert verdicts[2].state is State.MOVED
    assert verdicts[2].span == (cited[1].passage.start, cited[1].passage.end)


def test_a_moved_passage_is_found_where_it_now_stands() -> None:
    one = cite(TEXT, "a blatant violation,", quoted=True)
    copy = "Menu\n\n" + TEXT
    verdict = judge([one], copy)[1]
    assert verdict.state is State.MOVED
    assert verdict.span is not None
    assert copy[slice(*verdict.span)] == "a blatant violation,"
    assert verdict.paragraph == 3


def test_every_single_byte_of_a_quote_counts_against_the_source_itself() -> None:
    there = "a blatant violation,"
    one = cite(TEXT, there, quoted=True)
    for at in range(len(there)):
        wrong = there[:at] + ("X" if there[at] != "X" else "Y") + there[at + 1 :]
        verdict = judge([Cited(one.passage, (wrong,), ())], TEXT, identical=True)[1]
        assert verdict.state is State.ALTERED, wrong
        assert verdict.stands == there


def test_a_quote_that_does_not_fit_its_fingerprint_is_altered_in_any_copy() -> None:
    one = cite(TEXT, "a blatant violation,", quoted=True)
    verdict = judge([Cited(one.passage, ("a flagrant violation,",), ())], "Menu\n\n" + TEXT)[1]
    assert verdict.state is State.ALTERED
    assert marked(verdict.changes) == "a [-flagrant-] {+blatant+} violation,"


def test_a_wrong_span_is_told_even_in_the_source_itself() -> None:
    one = cite(TEXT, "On 3 May the army fired 7 rockets")
    found = one.passage
    wrong = type(found)(1, "s", found.start + 1, found.end + 1, found.paragraph, found.words, found.fingerprint)
    verdict = judge([Cited(wrong, (), ())], TEXT, identical=True)[1]
    assert verdict.state is State.MOVED
    assert verdict.span == (found.start, found.end)
    assert "not at the span" in verdict.note


def test_a_wrong_paragraph_number_is_told() -> None:
    found = cite(TEXT, "On 3 May the army").passage
    wrong = type(found)(1, "s", found.start, found.end, 9, found.words, found.fingerprint)
    verdict = judge([Cited(wrong, (), ())], TEXT, identical=True)[1]
    assert (verdict.state, verdict.paragraph) == (State.MOVED, 2)
    assert "paragraph 2" in verdict.note


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        ("the army fired 7", "fired 7 rockets", "fired 70 rockets"),
        ("the army fired 7", "fired 7 rockets", "fired 7.5 rockets"),
        ("the army fired 7", "fired 7 rockets", "fired 7,000 rockets"),
        ("the army fired 7", "fired 7 rockets", "fired 7% rockets"),
        ("7 rockets", "fired 7", "fired -7"),
        ("said that they can", "can stay", "can't stay"),
        ("said that they can", "can stay", "can’t stay"),
        ("said that they can", "can stay", "cannot stay"),
        ("blatant violation,", "blatant", "non-blatant"),
        ("blatant violation,", "blatant", "unblatant"),
        ("The minister said", "said that", "said\u0301 that"),
        ("said nothing", "nothing at", "nothing\u200cs at"),
    ],
)
def test_a_word_made_longer_at_the_edge_is_another_word(words: str, old: str, new: str) -> None:
    one = cite(TEXT, words)
    assert TEXT.count(old) == 1
    anchors = [cite(TEXT, "Then the hall was empty"), cite(TEXT, "a blatant", quoted=True), one]
    assert judge(anchors, TEXT + " ")[3].state is State.MOVED
    assert not judge(anchors, TEXT.replace(old, new))[3].state.proved


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.replace("“", '"').replace("”", '"'),
        TEXT.replace("violation,” and", "violation”, and").replace("violation”,", "violation,»"),
        TEXT.replace("—", " — "),
        TEXT.replace("—", "–"),
        TEXT.replace("—", "-"),
    ],
)
def test_marks_around_a_passage_do_not_count(copy: str) -> None:
    cited = [cite(TEXT, "a blatant violation,", quoted=True), cite(TEXT, "who had no seat"), cite(TEXT, "the hall")]
    assert all(verdict.state.proved for verdict in judge(cited, copy).values())


def test_of_a_line_printed_twice_only_the_one_that_was_changed_fails() -> None:
    headline = "A headline of some length about two states"
    around = [cite(TEXT, "On 3 May the army"), cite(TEXT, "The minister said")]
    for nth in (1, 2):
        other = 3 - nth
        for cited in (
            [cite(TEXT, headline, 1), cite(TEXT, headline, 2), *around],
            [cite(TEXT, headline, nth), *around],
        ):
            at = cite(TEXT, headline, nth).passage.start
            changed = TEXT[:at] + TEXT[at:].replace("two", "three", 1)
            verdicts = judge(cited, changed)
            mine = nth if len(cited) == 4 else 1
            assert verdicts[mine].state is State.ALTERED
            assert verdicts[mine].stands == "A headline of some length about three states"
            assert verdicts[mine].places, "the other occurrence is named"
            if len(cited) == 4:
                assert verdicts[other].state.proved


def test_same_words_are_told_apart_by_their_neighbours() -> None:
    cited = [cite(TEXT, "no comment.", quoted=True), cite(TEXT, "No comment,", quoted=True), cite(TEXT, "minister", 1)]
    copy = "Menu\n\n" + TEXT.replace("\n", "\r\n")
    for verdict, words in zip(judge(cited, copy).values(), ["no comment.", "No comment,", "minister"], strict=True):
        assert verdict.state is State.MOVED
        assert verdict.span is not None
        assert copy[slice(*verdict.span)] == words
    assert judge(cited, copy)[3].span == (copy.index("minister"), copy.index("minister") + 8)


def test_ambiguous_where_nothing_tells_places_apart() -> None:
    one = cite("x peace y", "peace")
    verdict = verify_copy((one,), "peace here and peace there and more peace", identical=False, chars=None)[1]
    assert verdict.state is State.AMBIGUOUS
    assert len(verdict.places) == 3
    assert verdict.span is None


def test_altered_quote_shows_the_words_that_differ() -> None:
    one = cite(TEXT, "a blatant violation,", quoted=True)
    verdict = judge([one], TEXT.replace("blatant", "grave"))[1]
    assert verdict.state is State.ALTERED
    assert marked(verdict.changes) == "a [-blatant-] {+grave+} violation,"


def test_altered_locator_shows_what_stands_there_now() -> None:
    cited = [cite(TEXT, "they can stay"), cite(TEXT, "A spokesman called"), cite(TEXT, "who had no seat")]
    verdict = judge(cited, TEXT.replace("can stay", "must leave"))[1]
    assert verdict.state is State.ALTERED
    assert verdict.stands == "they must leave."
    assert verdict.changes == ()


def test_missing_where_the_passage_was_cut_out_and_where_the_copy_ends() -> None:
    cited = [cite(TEXT, "they can stay"), cite(TEXT, "The minister said that"), cite(TEXT, "Others—who")]
    cut = TEXT.replace("that they can stay. Others", "that. Others")
    assert judge(cited, cut)[1].state is State.MISSING
    assert judge([cite(TEXT, "the hall was empty"), *cited], TEXT[: TEXT.index("“No")])[1].state is State.MISSING


def test_nothing_in_common_is_missing() -> None:
    cited = [cite(TEXT, "they can stay"), cite(TEXT, "a blatant violation,", quoted=True)]
    verdicts = judge(cited, "Lorem ipsum dolor sit amet. " * 20)
    assert {verdict.state for verdict in verdicts.values()} == {State.MISSING}


def test_a_long_caption_set_elsewhere_by_the_copy_is_moved() -> None:
    text = "First line of all stands here.\n\n{}Middle line stands there.\n\nLast line is at the very end.\n\n{}"
    caption = "A picture of nine people who wait before the hospital of a town.\n\n"
    source, copy = text.format(caption, ""), text.format("", caption)
    cited = [
        cite(source, part) for part in ("First line of all", "Middle line stands", caption.strip(), "Last line is")
    ]
    verdicts = judge(cited, copy, source)
    assert {verdict.state for verdict in verdicts.values()} == {State.MOVED}


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "´", "\u0301", "\ud800", "ﬁ", "a" * 5000, "´" * 300, "\u3000 \u00a0"]
)
def test_strange_copies_are_searched_without_a_stumble(text: str) -> None:
    one = cite(TEXT, "they can stay", quoted=True)
    assert verify_copy((one,), text, identical=False, chars=None)[1].state is State.MISSING
    copy = CopyText(text)
    assert copy.normal == normalise_words(text)


def test_a_text_of_the_same_word_over_and_over_stays_bounded() -> None:
    assert len(CopyText("a " * 5000).places("a")) == MAX_PLACES


def test_a_fingerprint_that_is_none_is_found_nowhere() -> None:
    found = cite(TEXT, "they can stay").passage
    for false in ("", "zz" * 32, "ab"):
        wrong = type(found)(1, "s", found.start, found.end, found.paragraph, found.words, false)
        assert not verify_copy((Cited(wrong, (), ()),), TEXT + " ", identical=False, chars=None)[1].state.proved


_WORDS = st.text(st.sampled_from("aäﬁ½ß'’“”\"-—.,7 \n\u00a0´e\u0301İ…"), min_size=1, max_size=60)


@given(_WORDS, _WORDS, _WORDS)
def test_what_is_found_has_the_words_and_cuts_none(before: str, words: str, after: str) -> None:
    if not normalise_words(words):
        return
    text = before + words + after
    copy = CopyText(text)
    assert copy.normal == normalise_words(text)
    wanted = normalise_words(words)
    places = copy.places(wanted)
    for start, end in places:
        assert normalise_words(text[start:end]) == wanted
        assert not cuts_word(text, start)
        assert not cuts_word(text, end)


@given(_WORDS)
def test_a_passage_between_spaces_is_always_found(words: str) -> None:
    if not normalise_words(words):
        return
    text = f"Before it. {words} After it."
    one = cite_span(text, len("Before it. "), len("Before it. ") + len(words))
    for copy in (text + " ", text.replace("\n", "\r\n"), "Menu\n" + text):
        verdict = verify_copy((one,), copy, identical=False, chars=len(text))[1]
        assert verdict.state in (State.MOVED, State.AMBIGUOUS)


@given(st.text(max_size=80), st.integers(0, 80))
def test_positions_survive_collapsing_white_space(text: str, position: int) -> None:
    copy = CopyText(text)
    position = min(position, len(text))
    if position < len(text) and not text[position].isspace():
        assert copy.expanded(copy.collapsed(position)) == position


@pytest.mark.parametrize(
    ("text", "at", "firm"), [("a b", 1, True), ("a-b", 1, False), ("a—b", 1, True), ("7%", 1, False)]
)
def test_edges_that_need_their_neighbours(text: str, at: int, firm: bool) -> None:
    assert firm_edge(text, at) is firm
