r"""The one gate between data and every display: hostile and invisible characters become visible.

One notation for everything that is not shown as it is: ``<U+001B>``, the code point in ASCII, which
needs no font and survives any locale. The exceptions are a line break (``⏎``, or kept), a tab (one
space), a lone surrogate (U+FFFD, as nothing can encode it), and a heap of combining marks, of which
those beyond the limit are counted: ``<+37 marks>``.

What is shown as an escape, and why:

- C0, DEL and C1 controls: they drive the terminal.
- Line and paragraph separators, interlinear annotation, noncharacters, tags, fillers, zero-width
  spaces, soft hyphens, byte order marks, every other format character that draws nothing:
  invisible, so text could say one thing to the reader and another to a search.
- Bidirectional embeddings, overrides and isolates, and the marks LRM, RLM and ALM as well: the
  marks cannot override, but they are invisible, move neutral characters about, and are not needed
  where every field is a line of its own.
- Variation selectors and joiners out of place, for the same reason.

What is not:

- ZWNJ stays directly after a letter, mark or digit: Persian is spelled with it. Elsewhere, and a
  second one in a row, is an escape.
- ZWJ between two emoji or after a letter of a joining script, and the selectors U+FE0E and U+FE0F
  after an emoji or in a keycap, are left out. They only pick a glyph, and terminals disagree on how
  many cells the joined glyph takes; emoji then stand side by side, which is the fallback that UTS
  #51 gives for displays without the joined glyph. For the same reason the letters of a flag are
  shown as letters in squares (``🄿🄺``), and a skin tone is an escape.
  So every character that leaves the gate has a width of its own, whatever stands beside it.
- Spaces of other widths, private-use and unassigned characters: they are seen as they are.

Only what is shown passes here. JSON, CSV and other machine formats keep data exact.
"""

from __future__ import annotations

from iptui.text.cells import SINGLE

MAX_MARKS = 4
"""Nonspacing and enclosing marks kept on one base character; Quranic text and Vietnamese fit."""

MAX_ATTACHED = 8
"""Attached characters of any kind kept on one base: marks, vowel signs, conjoining jamo."""

NEWLINE = "⏎"
_DOTTED_CIRCLE = "\u25cc"
_REPLACEMENT = "\ufffd"
_ZWNJ = "\u200c"
_ZWJ = "\u200d"
_KEYCAP = "\u20e3"

# First and last code points of what is always an escape: the Default_Ignorable_Code_Point of
# Unicode's DerivedCoreProperties.txt without what the gate weighs by context; the Cf that draw
# nothing; noncharacters; skin tones. (Cc, Zl and Zp are known by their category.)
_ESCAPED = (
    0x00AD, 0x00AD, 0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5,
    0x180B, 0x180F, 0x200B, 0x200B, 0x200E, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F,
    0x3164, 0x3164, 0xFDD0, 0xFDEF, 0xFE00, 0xFE0D, 0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0,
    0xFFF0, 0xFFFB, 0xFFFE, 0xFFFF, 0x13430, 0x1343F, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A,
    0x1F3FB, 0x1F3FF, 0x1FFFE, 0x1FFFF, 0x2FFFE, 0x2FFFF, 0x3FFFE, 0x3FFFF, 0x4FFFE, 0x4FFFF,
    0x5FFFE, 0x5FFFF, 0x6FFFE, 0x6FFFF, 0x7FFFE, 0x7FFFF, 0x8FFFE, 0x8FFFF, 0x9FFFE, 0x9FFFF,
    0xAFFFE, 0xAFFFF, 0xBFFFE, 0xBFFFF, 0xCFFFE, 0xCFFFF, 0xDFFFE, 0xDFFFF, 0xE0000, 0xE0FFF,
    0xEFFFE, 0xEFFFF, 0xFFFFE, 0xFFFFF, 0x10FFFE, 0x10FFFF,
)  # fmt: skip
_EDGES = tuple(code + index % 2 for index, code in enumerate(_ESCAPED))

(
    _PLAIN, _ESCAPE, _BREAK, _TAB, _SURROGATE, _REGIONAL, _SELECTOR, _NON_JOINER, _MARK, _ATTACHED
) = range(10)  # fmt: skip
_REMEMBERED = 20_000
_plain = set(SINGLE)


class _Kinds(dict[str, int]):
    """What kind each character is of, worked out when it is first met; plain ones go to a set."""

    def __missing__(self, char: str) -> int:
        kind = _kind(char)
        if len(self) < _REMEMBERED:
            self[char] = kind
            if kind == _PLAIN:
                _plain.add(char)
        return kind


def _kind(char: str) -> int:
    # Imported here because most texts have no character whose kind is not known; and whole, as taking a name from a
    # module takes longer than all the rest.
    import bisect
    import unicodedata

    code = ord(char)
    category = unicodedata.category(char)
    if char in "\t\n":
        return _BREAK if char == "\n" else _TAB
    if category in ("Cc", "Zl", "Zp") or bisect.bisect_right(_EDGES, code) % 2:
        return _ESCAPE
    if category == "Cs":
        return _SURROGATE
    if 0x1F1E6 <= code <= 0x1F1FF:
        return _REGIONAL
    if char in "\u200d\ufe0e\ufe0f":
        return _SELECTOR
    if char == _ZWNJ:
        return _NON_JOINER
    if category in ("Mn", "Me"):
        return _MARK
    # Vowels and finals of Hangul join the syllable before them and take no cell.
    if category == "Mc" or 0x1161 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FB:
        return _ATTACHED
    return _PLAIN


_KINDS = _Kinds()


def safe(text: str, *, keep_newlines: bool = False) -> str:
    """Make text fit to be shown on a terminal; see the module for what becomes of what.

    Never raises, whatever the string holds. ``safe(safe(x)) == safe(x)``.

    Args:
        text: Any string.
        keep_newlines: Whether line breaks (LF, CRLF) stay as LF; otherwise they show as ``⏎``.

    Returns:
        The text; itself where every character of it is plain.
    """
    if text.isascii() and text.isprintable():
        return text
    if _plain.issuperset(text):
        return text
    return _weigh(text, keep_newlines)


def is_safe(text: str, *, keep_newlines: bool = False) -> bool:
    """Whether the text may be shown as it is."""
    return safe(text, keep_newlines=keep_newlines) == text


def _weigh(text: str, keep_newlines: bool) -> str:
    """Go through the characters that are not plain, one by one."""
    import unicodedata

    shown: list[str] = []
    last = ""  # last character shown; "" at the start of the text and of a line
    marks = attached = dropped = 0  # on the current base character
    position = 0  # all before it is done; from it on, plain characters wait to be taken over
    for index, char in enumerate(text):
        if char in _plain:
            continue
        kind = _KINDS[char]
        if kind == _PLAIN:
            continue
        if index > position:
            if dropped:
                shown.append(_count(dropped))
            shown.append(text[position:index])
            last = text[index - 1]
            marks = attached = dropped = 0
        position = index + 1
        if kind in (_MARK, _ATTACHED):
            marks += kind == _MARK
            attached += 1
            if marks > MAX_MARKS or attached > MAX_ATTACHED:
                dropped += 1
            else:
                shown.append(char if last else _DOTTED_CIRCLE + char)
                last = char
            continue
        if kind == _NON_JOINER and last and not dropped:
            if unicodedata.category(last)[0] in "LMN":
                shown.append(char)
                last = char
                continue
        elif kind == _SELECTOR and _only_picks_a_glyph(text, index):
            continue
        if char == "\r" and text[position : position + 1] == "\n":
            continue
        if dropped:
            shown.append(_count(dropped))
        if kind == _BREAK:
            piece = "\n" if keep_newlines else NEWLINE
        elif kind == _TAB:
            piece = " "
        elif kind == _SURROGATE:
            piece = _REPLACEMENT
        elif kind == _REGIONAL:
            piece = chr(ord(char) - 0x1F1E6 + 0x1F130)
        else:
            piece = f"<U+{ord(char):04X}>"
        shown.append(piece)
        last = "" if piece == "\n" else piece[-1]
        marks = attached = dropped = 0
    if dropped:
        shown.append(_count(dropped))
    shown.append(text[position:])
    return "".join(shown)


def _count(dropped: int) -> str:
    """What stands for marks beyond the limit."""
    return f"<+{dropped} mark{'s' if dropped > 1 else ''}>"


def _only_picks_a_glyph(text: str, index: int) -> bool:
    """Whether the joiner or selector at ``index`` is in its place, so that nothing is hidden."""
    before = text[index - 1] if index else ""
    after = text[index + 1 : index + 2]
    if not before:
        return False
    if text[index] != _ZWJ:
        return _is_emoji(before) or (before in "#*0123456789" and after == _KEYCAP)
    if "\u0600" <= before <= "\u1cff":
        import unicodedata

        return unicodedata.category(before)[0] in "LM"
    if before in "\ufe0e\ufe0f" or "\U0001f3fb" <= before <= "\U0001f3ff":
        before = text[index - 2 : index - 1] if index > 1 else ""
    return bool(before and after) and _is_emoji(before) and _is_emoji(after)


def _is_emoji(char: str) -> bool:
    """Whether the character can be a part of an emoji sequence.

    The blocks that hold the pictographs of Unicode's emoji-data.txt, somewhat wider than that list.
    """
    if char < "\u2190":
        return char in "©®‼⁉™ℹ"
    return (
        "\U0001f000" <= char <= "\U0001faff"
        or char <= "\u23ff"
        or "\u25a0" <= char <= "\u27bf"
        or "\u2b00" <= char <= "\u2bff"
        or char in "\u24c2\u2934\u2935\u3030\u303d\u3297\u3299"
    )
