"""One thing changed in a source fails exactly the passages that it touches; a change of form fails none."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis import HERALD, WIRE
from iptui.evidence.copytext import firm_edge
from iptui.evidence.verdicts import State
from iptui.evidence.verify import verify_copy
from iptui.store.bundled import ensure_bundled
from iptui.store.catalogue import Catalogue
from iptui.store.cited import Cited, cited
from iptui.store.details import sources
from mutating import CHANGES, FORMATS, cite_span, mutate, touched

SAMPLES = 12
"""Mutations of each kind of each article; the changed place is drawn anew for each."""

Source = tuple[tuple[Cited, ...], str]


@pytest.fixture(scope="module")
def bundled(sources_dir: Path) -> dict[str, Source]:
    """The passages of the bundled crisis and the articles that they are from, by source id."""
    with Catalogue.open(ensure_bundled(), ours=True) as catalogue:
        return {
            source.id: (tuple(cited(catalogue, source.id)), (sources_dir / source.file).read_bytes().decode())
            for source in sources(catalogue)
            if source.file
        }


def _assert_exactly_the_touched_fail(source: Source, kind: str, dice: random.Random) -> None:
    passages, text = source
    change = mutate(text, kind, dice)
    if change is None or change.text == text:
        return
    expected = touched([one.passage for one in passages], change)
    verdicts = verify_copy(passages, change.text, identical=False, chars=len(text))
    for one in passages:
        verdict = verdicts[one.passage.id]
        if expected[one.passage.id] is None:
            continue
        around = text[max(0, change.start - 20) : change.end + 20]
        told = f"{kind}: {change.new!r} at {change.start} in {around!r}: {verdict}"
        assert verdict.state.failed == expected[one.passage.id], told


@pytest.mark.parametrize("kind", CHANGES)
def test_one_change_in_an_article_fails_exactly_the_passages_it_touches(bundled: dict[str, Source], kind: str) -> None:
    dice = random.Random(f"iptui {kind}")
    for source in bundled.values():
        for _ in range(SAMPLES):
            _assert_exactly_the_touched_fail(source, kind, dice)


def test_a_change_inside_each_passage_of_the_crisis_is_noticed(bundled: dict[str, Source]) -> None:
    dice = random.Random("every passage")
    for passages, text in bundled.values():
        for one in dice.sample(passages, len(passages) // 4):
            at = dice.choice([at for at in range(one.passage.start, one.passage.end) if text[at].isalnum()])
            copy = text[:at] + ("0" if text[at] != "0" else "9") + text[at + 1 :]
            assert verify_copy(passages, copy, identical=False, chars=len(text))[one.passage.id].state.failed


@pytest.mark.parametrize("form", FORMATS)
def test_a_change_of_form_fails_no_passage_of_the_crisis(bundled: dict[str, Source], form: str) -> None:
    for passages, text in bundled.values():
        verdicts = verify_copy(passages, FORMATS[form](text), identical=False, chars=len(text))
        assert not [verdict for verdict in verdicts.values() if not verdict.state.proved]


def test_the_bundled_crisis_is_exact_in_its_articles(bundled: dict[str, Source]) -> None:
    for passages, text in bundled.values():
        verdicts = verify_copy(passages, text, identical=True, chars=len(text))
        assert {verdict.state for verdict in verdicts.values()} == {State.EXACT}


TEXTS = (HERALD, WIRE, HERALD + "\n" + WIRE)


@st.composite
def invented(draw: st.DrawFn) -> Source:
    """A text with passages that begin and end with a word, overlapping or not, some of them quotes.

    None begins or ends at a hyphen or an apostrophe within a word: with as few neighbours as here, such an edge is
    rightly not believed in another copy.
    """
    text = draw(st.sampled_from(TEXTS))
    edges = [at for at in range(len(text)) if text[at].isalnum() and not text[at - 1 : at].isalnum()]
    edges = [at for at in edges if firm_edge(text, at)]
    count = draw(st.integers(3, 12))
    spans = {}
    for _ in range(count):
        first = draw(st.integers(0, len(edges) - 1))
        start = edges[first]
        last = edges[min(first + draw(st.integers(0, 9)), len(edges) - 1)]
        end = last
        while end < len(text) and (text[end].isalnum() or text[end] in "’-."):
            end += 1
        while not firm_edge(text, end):
            end += 1
        spans[start, end] = draw(st.booleans())
    return tuple(cite_span(text, *span, n, quoted=quoted) for n, (span, quoted) in enumerate(spans.items())), text


@given(invented(), st.sampled_from(sorted(FORMATS)))
def test_a_change_of_form_never_makes_words_other_words(source: Source, form: str) -> None:
    passages, text = source
    verdicts = verify_copy(passages, FORMATS[form](text), identical=False, chars=len(text))
    assert all(verdict.state.proved or verdict.state is State.AMBIGUOUS for verdict in verdicts.values())


@given(invented(), st.sampled_from(CHANGES), st.integers())
def test_a_touched_passage_of_any_text_never_passes(source: Source, kind: str, seed: int) -> None:
    passages, text = source
    change = mutate(text, kind, random.Random(seed))
    if change is None:
        return
    verdicts = verify_copy(passages, change.text, identical=False, chars=len(text))
    for id_, is_touched in touched([one.passage for one in passages], change).items():
        assert not (is_touched and verdicts[id_].state.proved), (change, verdicts[id_])
