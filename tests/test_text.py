"""iptui.text: nothing hostile reaches a display, and columns are as wide as they should be."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest
import rich.cells
from hypothesis import example, given
from hypothesis import strategies as st
from wcwidth import wcwidth

from hostile_text import nasty_text, naughty_strings
from iptui.text import (
    MAX_ATTACHED,
    MAX_MARKS,
    SINGLE,
    cell_width,
    excerpt,
    find_matches,
    is_safe,
    pad,
    safe,
    truncate,
)
from iptui.text.cells import _width
from iptui.text.gate import _PLAIN, _kind

if TYPE_CHECKING:
    from pathlib import Path

# Written apart from the code under test: what must never reach a terminal.
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200d-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff]"
)
# Format characters that draw a sign with the digits after it (Arabic number sign and its like).
VISIBLE_FORMATS = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2") | {
    "\U000110bd",
    "\U000110cd",
}
# Format characters of hieroglyphs, which draw nothing on a terminal; skin tones; noncharacters.
ALSO_ESCAPED = {
    chr(code)
    for first, last in ((0x13430, 0x1343F), (0x1F3FB, 0x1F3FF), (0xFDD0, 0xFDEF))
    for code in range(first, last + 1)
}


def _shown(char: str) -> str:
    """What is to be seen of a character between two letters."""
    code, category = ord(char), unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    if char in "\t\n":
        return " " if char == "\t" else "⏎"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return unicodedata.lookup(f"SQUARED LATIN CAPITAL LETTER {unicodedata.name(char)[-1]}")
    hidden = category in ("Cc", "Zl", "Zp") or (
        category == "Cf" and char != "\u200c" and char not in VISIBLE_FORMATS
    )  # fmt: skip
    if hidden or code & 0xFFFE == 0xFFFE or char in ALSO_ESCAPED or FORBIDDEN.match(char):
        return f"<U+{code:04X}>"
    return char


class TestSafe:
    @pytest.mark.parametrize(
        ("given_text", "shown"),
        [
            ("", ""),
            ("plain [b]text[/b]", "plain [b]text[/b]"),
            ("\x1b[31mred\x1b[0m", "<U+001B>[31mred<U+001B>[0m"),
            ("\x1b]52;c;aGk=\x07", "<U+001B>]52;c;aGk=<U+0007>"),
            ("\x9b31m", "<U+009B>31m"),
            ("a\x00b\x7f", "a<U+0000>b<U+007F>"),
            ("a\tb", "a b"),
            ("one\ntwo\r\nthree\rfour", "one⏎two⏎three<U+000D>four"),
            ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a<U+000B>b<U+000C>c<U+0085>d<U+2028>e<U+2029>f"),
            ("user\u202egnp.exe", "user<U+202E>gnp.exe"),
            ("\u2066x\u2069", "<U+2066>x<U+2069>"),
            ("a\u200eb\u200fc\u061cd", "a<U+200E>b<U+200F>c<U+061C>d"),
            ("a\u200bb\u2060c\ufeffd\xade", "a<U+200B>b<U+2060>c<U+FEFF>d<U+00AD>e"),
            ("a\U000e0041b", "a<U+E0041>b"),
            ("a\ufff9b\ufffac\ufffbd", "a<U+FFF9>b<U+FFFA>c<U+FFFB>d"),
            ("half \ud83d emoji", "half \ufffd emoji"),
            ("byte \udcff", "byte \ufffd"),
            ("no\xa0break", "no\xa0break"),
            ("\ufdd0\uffff\U0010ffff", "<U+FDD0><U+FFFF><U+10FFFF>"),
            ("\u3164\uffa0\u115f", "<U+3164><U+FFA0><U+115F>"),
        ],
    )
    def test_escapes(self, given_text: str, shown: str) -> None:
        assert safe(given_text) == shown

    def test_newlines_are_kept_where_asked(self) -> None:
        assert safe("one\r\n\ttwo\n", keep_newlines=True) == "one\n two\n"
        assert safe("one\r\r\ntwo", keep_newlines=True) == "one<U+000D>\ntwo"

    @pytest.mark.parametrize(
        "text",
        [
            "وزارت امور خارجهٔ ایران می‌گوید «نقض آشکار»",
            "ایران اور پاکستان نے سفیر واپس بھیجنے پر اتفاق کیا",
            "إِنَّ ٱللَّهَ مَعَ ٱلصَّٰبِرِينَ",
            "पाकिस्तान ने कहा",
            "မြွှေ့",
            "Nguyễn Tấn Dũng, Ærø, Łódź, Reşat; “quoted” — said…",
            unicodedata.normalize("NFD", "Nguyễn"),
            "한국어",
            "中国外交部 日本語",
            "⚠ ▲ ❝ 🚀 🄿🄺",
        ],
    )
    def test_languages_and_signs_stay(self, text: str) -> None:
        assert safe(text) == text

    def test_non_joiner_stays_only_in_words(self) -> None:
        assert safe("می\u200cخواهم") == "می\u200cخواهم"
        assert safe("\u200cx") == "<U+200C>x"
        assert safe("x \u200cy") == "x <U+200C>y"
        assert safe("x\u200c\u200cy") == "x\u200c<U+200C>y"

    @pytest.mark.parametrize(
        ("sequence", "parts"),
        [
            ("👨‍👩‍👦", "👨👩👦"),
            ("❤️‍🔥", "❤🔥"),
            ("⚠️ x", "⚠ x"),
            ("1️⃣", "1⃣"),
            ("क्‍ष", "क्ष"),
            ("۱۴۰۲ ه‍.ش", "۱۴۰۲ ه.ش"),
            ("👍🏽", "👍<U+1F3FD>"),
            ("🇵🇰🇮🇷", "🄿🄺🄸🅁"),
            ("a\u200db", "a<U+200D>b"),
            ("👨\u200d\u200d👩", "👨<U+200D><U+200D>👩"),
            ("a\ufe0fb", "a<U+FE0F>b"),
            ("1\ufe0f2", "1<U+FE0F>2"),
            ("⚠\ufe0f\ufe0f", "⚠<U+FE0F>"),
        ],
    )
    def test_joined_glyphs_are_shown_by_their_parts(self, sequence: str, parts: str) -> None:
        assert safe(sequence) == parts

    def test_heaps_of_marks_are_counted(self) -> None:
        assert safe("e" + "\u0301" * MAX_MARKS) == "e" + "\u0301" * MAX_MARKS
        assert safe("e" + "\u0301" * (MAX_MARKS + 1)) == "e" + "\u0301" * MAX_MARKS + "<+1 mark>"
        assert safe("e" + "\u0301" * 1000 + "x") == "e" + "\u0301" * MAX_MARKS + "<+996 marks>x"
        assert safe("क" + "ा" * 100) == "क" + "ा" * MAX_ATTACHED + "<+92 marks>"
        assert safe("ᄀ" + "ᅡ" * 100) == "ᄀ" + "ᅡ" * MAX_ATTACHED + "<+92 marks>"
        # A non-joiner does not begin a new heap.
        assert safe("a" + "\u0301\u200c" * 50).count("\u0301") < 60

    def test_a_mark_never_lands_on_what_stands_before_the_text(self) -> None:
        assert safe("\u0301a") == "\u25cc\u0301a"
        assert safe("x\n\u0301a", keep_newlines=True) == "x\n\u25cc\u0301a"

    @given(nasty_text)
    @example("\r" * 3 + "\n")
    @example("a\u0301\u0301\u0301\u0301\u0301\u200c\u0301")
    @example("1\ufe0f\u20e3\u200d1")
    def test_nothing_forbidden_and_idempotent(self, text: str) -> None:
        for keep in (False, True):
            shown = safe(text, keep_newlines=keep)
            assert not FORBIDDEN.search(shown.replace("\n", "") if keep else shown)
            assert safe(shown, keep_newlines=keep) == shown
            assert is_safe(shown, keep_newlines=keep)
            shown.encode("utf-8")
            assert not re.search(rf"[\u0300-\u036f]{{{MAX_MARKS + 1}}}", shown)

    @given(nasty_text)
    def test_width_is_the_same_for_everybody(self, text: str) -> None:
        shown = safe(text)
        known = "".join(c for c in shown if unicodedata.category(c) != "Cn")
        assert cell_width(known) == rich.cells.cell_len(known)
        assert cell_width(known) == sum(wcwidth(c) for c in known)

    def test_every_code_point(self) -> None:
        # Texts with a character that is known beforehand are told by other ways through the gate: these each alone.
        for code in range(0x3000):
            wanted = f"x{_shown(chr(code))}y"
            assert safe(f"x{chr(code)}y") == wanted, hex(code)
            assert safe(wanted) == wanted, hex(code)
        # A letter stands on both sides of each here too, and the gate looks no farther.
        for first in range(0, 0x110000, 0x100):
            block = list(map(chr, range(first, first + 0x100)))
            text = "".join(f"x{char}y" for char in block)
            wanted = "".join(f"x{_shown(char)}y" for char in block)
            assert safe(text) == wanted, hex(first)
            assert text == wanted or safe(wanted) == wanted, hex(first)

    def test_naughty_strings(self, shared_dir: Path) -> None:
        for line in naughty_strings(shared_dir):
            shown = safe(line)
            assert not FORBIDDEN.search(shown)
            assert safe(shown) == shown
            assert cell_width(shown) == rich.cells.cell_len(shown)
            if line.isascii() and line.isprintable():
                assert shown is line

    def test_a_megabyte_of_one_mark(self) -> None:
        assert safe("e" + "\u0301" * 1_000_000) == "e" + "\u0301" * MAX_MARKS + "<+999996 marks>"
        assert len(safe("\x1b" * 1_000_000)) == 8_000_000


class TestCells:
    @pytest.mark.parametrize(
        ("text", "width"),
        [("", 0), ("Iran", 4), ("中国", 4), ("e\u0301", 1), ("می‌خواهم", 7), ("한", 2), ("🚀▲", 3)],
    )
    def test_width(self, text: str, width: int) -> None:
        assert cell_width(text) == width
        assert rich.cells.cell_len(text) == width

    def test_width_of_every_character(self) -> None:
        # One that this Python's tables do not know yet may have another width in newer ones.
        for code in range(0x20, 0x110000):
            char = chr(code)
            if unicodedata.category(char) in ("Cn", "Cs", "Cc"):
                continue
            width = cell_width(char)
            assert width == rich.cells.cell_len(char), hex(code)
            # Asked in this order, as nearly all have that width, and the gate has to look at each.
            assert width == wcwidth(char) or not is_safe(f"x{char}"), hex(code)

    def test_what_is_known_of_characters_is_what_would_be_worked_out(self) -> None:
        assert {(_width(char), _kind(char)) for char in SINGLE} == {(1, _PLAIN)}

    def test_truncate(self) -> None:
        assert truncate("Islamabad", 9) == "Islamabad"
        assert truncate("Islamabad", 8) == "Islamab…"
        assert truncate("a bcd", 3) == "a…"
        assert truncate("中国外交部", 6) == "中国…"
        assert truncate("e\u0301e\u0301e\u0301", 2) == "e\u0301…"
        assert truncate("abc", 0) == truncate("abc", -3) == ""
        assert truncate("abcdef", 2, "...") == ".."
        assert truncate("abcdef", 4, "") == "abcd"

    def test_pad(self) -> None:
        assert pad("ab", 4) == "ab  "
        assert pad("41", 4, right=True) == "  41"
        assert pad("中国外", 4) == "中… "
        assert pad("x", 0) == ""

    @given(nasty_text, st.integers(-2, 30))
    def test_columns_are_exact(self, text: str, width: int) -> None:
        shown = safe(text)
        assert cell_width(truncate(shown, width)) <= max(width, 0)
        assert cell_width(pad(shown, width)) == max(width, 0)
        assert cell_width(pad(shown, width, right=True)) == max(width, 0)


class TestExcerpt:
    TEXT = (
        "The two foreign ministers agreed on Monday that minor irritants, as they called them, "
        "must never again be allowed to spoil the brotherly relations of the two countries."
    )

    def test_the_beginning_where_the_match_is_in_view(self) -> None:
        spans = find_matches(self.TEXT, ["foreign"])
        shown, lit = excerpt(self.TEXT, spans, 40)
        assert shown == "The two foreign ministers agreed on Mon…"
        assert [shown[a:b] for a, b in lit] == ["foreign"]

    def test_around_the_match(self) -> None:
        spans = find_matches(self.TEXT, ["irritants", "countries"])
        shown, lit = excerpt(self.TEXT, spans, 40)
        assert shown.startswith("…")
        assert shown.endswith("…")
        assert [shown[a:b] for a, b in lit] == ["irritants"]

    def test_the_end(self) -> None:
        spans = find_matches(self.TEXT, ["countries"])
        shown, lit = excerpt(self.TEXT, spans, 40)
        assert shown.endswith("two countries.")
        assert cell_width(shown) > 30
        assert [shown[a:b] for a, b in lit] == ["countries"]

    def test_without_a_match(self) -> None:
        assert excerpt("one\ntwo", [], 20) == ("one two", [])

    @given(nasty_text, st.integers(-1, 40), st.sampled_from(["a", "1", "بی", "x"]))
    def test_any_text(self, text: str, width: int, needle: str) -> None:
        line = safe(text)
        spans = find_matches(line, [needle])
        shown, lit = excerpt(line, spans, width)
        assert cell_width(shown) <= max(width, 0)
        assert lit == sorted(lit)
        assert all(0 <= a < b <= len(shown) for a, b in lit)
        originals = [line[a:b] for a, b in spans]
        for a, b in lit:
            assert any(shown[a:b] in original for original in originals)

    @given(st.lists(st.sampled_from(["minor", "irritants", "中国", "x"]), max_size=30))
    @example(["minor", "中国", "中国", "中国", "irritants"])
    def test_the_first_match_is_shown(self, words: list[str]) -> None:
        line = " ".join(words)
        shown, lit = excerpt(line, find_matches(line, ["irritants"]), 24)
        assert bool(lit) == ("irritants" in words)
        if lit:
            assert shown[slice(*lit[0])] == "irritants"


def test_importing_it_brings_nothing_heavy() -> None:
    code = (
        "import sys; import iptui.text, iptui.filters; print(*sorted(set(sys.modules) & "
        "{'typing', 'dataclasses', 'inspect', 'enum', 'rich', 'textual', 'difflib', 'hashlib', 're', "
        "'iptui.edtf', 'sqlite3', 'click', 'dateutil'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
