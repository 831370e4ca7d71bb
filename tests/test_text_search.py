"""iptui.text: search folds alike, evidence has one normal form, names are guessed."""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile_text import NASTY, any_text, nasty_text
from iptui.text import (
    find_matches,
    fingerprint,
    fold,
    fold_with_map,
    nearest,
    normalise_words,
    paragraph_at,
    paragraph_spans,
    tokens,
    word_count,
)

if TYPE_CHECKING:
    from pathlib import Path


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Amīr-ʿAbdollāhiān", "amir-'abdollahian"),
            ("STRASSE Straße", "strasse strasse"),
            ("علي كاكر", "علی کاکر"),
            ("موسى", "موسی"),
            ("می‌خواهم", "می خواهم"),
            ("کشـــتـی", "کشتی"),
            ("۱۴۰۲ ١٤٠٢ १४०२", "1402 1402 1402"),
            ("أحمد إيران آذر", "احمد ایران اذر"),
            ("تہران ۀ ة", "تهران ه ه"),
            ("“irritants” ‘x’ «y» – — ‑", '"irritants" \'x\' "y" - - -'),
            ("Erdoğan Kılıç İstanbul", "erdogan kilic istanbul"),
            ("Łódź Ærø Sørensen", "lodz aero sorensen"),
            ("ﬁnal ½ ① Ａ", "final 1⁄2 1 a"),
            ("in\xadvis\u200bible\ufeff", "invisible"),
            ("a\xa0b", "a b"),
        ],
    )
    def test_folds(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    def test_idempotent_for_every_code_point(self) -> None:
        # Together those that stay as they are, as nearly all do; ASCII, which goes another way, by itself.
        for first in range(0, 0x110000, 0x80):
            block = "".join(map(chr, range(first, first + 0x80)))
            if fold(block) != block:
                for char in block:
                    once = fold(char)
                    assert fold(once) == once, hex(ord(char))

    @given(nasty_text)
    def test_fold_and_map_agree(self, text: str) -> None:
        folded, origin = fold_with_map(text)
        assert folded == fold(text) == fold(folded)
        assert len(origin) == len(folded)
        assert origin == sorted(origin)
        assert all(0 <= index < len(text) for index in origin)
        for char, index in zip(folded, origin, strict=True):
            assert char in fold(text[index])

    def test_spelling_in_another_normal_form_folds_alike(self) -> None:
        for word in ("Nguyễn", "Ærø", "Abdollāhiān", "أحمد", "한국"):
            forms = {fold(unicodedata.normalize(form, word)) for form in ("NFC", "NFD", "NFKD")}
            assert len(forms) == 1

    def test_tokens(self) -> None:
        assert tokens("Iran’s amir-abdollahian, (2024)_x") == [
            "iran", "s", "amir", "abdollahian", "2024", "x",
        ]  # fmt: skip
        assert tokens("«—» …") == []


class TestFindMatches:
    def lit(self, text: str, *needles: str, phrases: tuple[str, ...] = ()) -> list[str]:
        return [text[start:end] for start, end in find_matches(text, needles, phrases)]

    def test_words_match_the_beginning_of_words(self) -> None:
        text = "Minor irritants irritate; unirritated"
        assert self.lit(text, "irrit") == ["irrit", "irrit"]
        assert self.lit(text, "ritants") == []

    def test_phrases_match_whole_words_in_sequence(self) -> None:
        text = "“Minor  irritants” are minor, irritants minor irritant"
        assert self.lit(text, phrases=("minor irritants",)) == [
            "Minor  irritants",
            "minor, irritants",
        ]
        assert self.lit(text, phrases=("irritants minor irritants",)) == []

    def test_hyphenated_names(self) -> None:
        text = "Hossein Amir‑Abdollahian and Amir Abdollahian"
        assert self.lit(text, "amir-abdol") == ["Amir‑Abdol", "Amir Abdol"]

    def test_spans_are_of_the_original(self) -> None:
        decomposed = unicodedata.normalize("NFD", "Abdollāhiān said")
        assert self.lit(decomposed, "abdollahian") == [decomposed[: decomposed.index(" ")]]
        assert self.lit("گفت می‌خواهم", phrases=("می خواهم",)) == ["می‌خواهم"]
        assert self.lit("die Straße", "stras") == ["Straß"]
        assert self.lit("كاكر", "کاکر") == ["كاكر"]

    def test_overlaps_are_joined(self) -> None:
        assert find_matches("irritants", ["irr", "irritan"]) == [(0, 7)]
        assert find_matches("a a a", [], ["a a"]) == [(0, 5)]

    def test_nothing_to_search_for(self) -> None:
        assert find_matches("text", ["", "—", "  "], [""]) == []

    @given(nasty_text, st.lists(st.text(alphabet=NASTY, max_size=4), max_size=3), nasty_text)
    def test_any_text(self, text: str, needles: list[str], phrase: str) -> None:
        spans = find_matches(text, needles, [phrase])
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))

    @given(any_text)
    def test_a_text_is_found_in_itself(self, text: str) -> None:
        words = tokens(text)
        spans = find_matches(text, [], [text])
        assert bool(words) == bool(spans)
        if words:
            assert tokens(text[spans[0][0] : spans[-1][1]]) == words


class TestEvidence:
    def test_the_definition(self) -> None:
        singles, doubles, dashes = "‘’‚‛′`´", "“”„‟″«»", "‐‑‒–—―−"
        table = str.maketrans(dict.fromkeys(singles, "'") | dict.fromkeys(doubles, '"') | dict.fromkeys(dashes, "-"))

        @given(any_text)
        def check(text: str) -> None:
            nfkc = unicodedata.normalize("NFKC", text).translate(table)
            assert normalise_words(text) == " ".join(nfkc.casefold().split())

        check()
        for char in singles + doubles + dashes:
            nfkc = unicodedata.normalize("NFKC", char).translate(table)
            assert normalise_words(char) == " ".join(nfkc.casefold().split())

    def test_copies_of_the_same_words(self) -> None:
        words = "“Iran’s – flagrant violation”"
        for copy in (
            '"Iran\'s - flagrant violation"',
            "“Iran’s\n–\r\n  flagrant\xa0violation” ",
            "„IRAN′S — ﬂagrant violation‟",
        ):
            assert fingerprint(copy) == fingerprint(words)
            assert word_count(copy) == 4
        for other in ("“Iran’s – flagrant violations”", "“Irans – flagrant violation”"):
            assert fingerprint(other) != fingerprint(words)

    def test_fingerprint_is_sha256_of_the_normal_form(self) -> None:
        assert fingerprint(" Ab\n c") == hashlib.sha256(b"ab c").hexdigest()
        assert len(fingerprint("\ud800")) == 64


class TestParagraphs:
    def test_blocks(self) -> None:
        text = "\n \nFirst line\nsecond line  \n\t\r\n\n  Third\r\n\r\n\xa0\n\nlast"
        spans = paragraph_spans(text)
        assert [text[start:end] for start, end in spans] == [
            "First line\nsecond line",
            "  Third",
            "last",
        ]

    def test_crlf_and_lf_number_alike(self) -> None:
        text = "one\n\ntwo\nstill two\n \nthree\n"
        crlf = text.replace("\n", "\r\n")
        for word, number in (("one", 1), ("two", 2), ("still", 2), ("three", 3)):
            assert paragraph_at(text, text.index(word)) == number
            assert paragraph_at(crlf, crlf.index(word)) == number

    def test_between_and_before(self) -> None:
        text = "\n\na\n\n\n\nb"
        assert [paragraph_at(text, pos) for pos in range(len(text) + 1)] == [0, 0, *[1] * 5, 2, 2]
        assert paragraph_at("", 0) == 0

    @pytest.mark.parametrize("pos", [-1, 4])
    def test_outside(self, pos: int) -> None:
        with pytest.raises(ValueError, match=f"position {pos} lies outside"):
            paragraph_at("abc", pos)

    @given(st.text(alphabet="ab \t\r\n\xa0\u2028", max_size=40))
    def test_spans_hold_all_words(self, text: str) -> None:
        spans = paragraph_spans(text)
        assert all(a[1] < b[0] for a, b in itertools.pairwise(spans))
        for pos, char in enumerate(text):
            if not char.isspace():
                (number,) = [n for n, (a, b) in enumerate(spans, 1) if a <= pos < b]
                assert paragraph_at(text, pos) == number
        for start, end in spans:
            block = text[start:end]
            assert not re.search(r"\n[ \t\r]*\n", block)
            assert block == block.rstrip(" \t\r\n")

    def test_the_articles(self, sources_dir: Path) -> None:
        for path in sorted(sources_dir.glob("*.txt")):
            text = path.read_bytes().decode("utf-8")
            spans = paragraph_spans(text)
            blocks = [b.strip() for b in re.split(r"\n[ \t\r]*(?:\n[ \t\r]*)+", text) if b.strip()]
            assert [text[start:end].strip() for start, end in spans] == blocks


class TestNearest:
    ACTORS = ("Iran", "Pakistan", "Hossein Amir-Abdollahian", "Jaish al-Adl", "United States")

    @pytest.mark.parametrize(
        ("name", "first"),
        [
            ("irn", "Iran"),
            ("Pakstan", "Pakistan"),
            ("abdolahian", "Hossein Amir-Abdollahian"),
            ("jaysh", "Jaish al-Adl"),
            ("UNITED STATE", "United States"),
            ("United", "United States"),
        ],
    )
    def test_near(self, name: str, first: str) -> None:
        assert nearest(name, self.ACTORS)[0] == first

    def test_nothing_near(self) -> None:
        assert nearest("zzz", self.ACTORS) == []
        assert nearest("", self.ACTORS) == []
        assert nearest("iran", [], 3) == []

    def test_at_most_n(self) -> None:
        assert nearest("aab", ["aac", "aad", "aae", "aab"], n=2) == ["aab", "aac"]
        assert nearest("aab", ["aac"], n=0) == []

    @given(any_text, st.lists(any_text, max_size=5))
    def test_any_text(self, name: str, candidates: list[str]) -> None:
        found = nearest(name, candidates)
        assert len(found) <= 3
        assert set(found) <= set(candidates)
