"""The pure parts: pieces, rows, dates, the tree, the view."""

from __future__ import annotations

import random
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile_text import nasty_text
from iptui.filters import Filter, parse
from iptui.model import Actor, CrisisInfo, Row
from iptui.resources import read_text
from iptui.text import safe
from iptui.tui import view as views
from iptui.tui.format import pieces
from iptui.tui.format.dates import heading, human_date, lag
from iptui.tui.format.pieces import Piece, cut, fit, light, line_text, width_of, wrap
from iptui.tui.format.rows import GLYPHS, Needles, actor_line, heading_line, row_line, title_line
from iptui.tui.tree import Tree
from iptui.tui.view import View

safe_text = nasty_text.map(safe)
lines = st.lists(st.builds(Piece, safe_text, st.sampled_from(["", "quote", "dim"])), max_size=6)
ROW = Row(
    0, "event", "e", "2024-01-16", 1705363200, 1705449599, 1, "stated", "A title", None, None, "ASSAULT", 4, -9.5,
    "Iran, Pakistan", 3, "reported", disputed=False,
)  # fmt: skip


@given(lines, st.integers(0, 60))
def test_cut_and_fit_keep_to_the_width(line: list[Piece], width: int) -> None:
    assert width_of(cut(line, width)) <= width
    assert width_of(fit(line, width)) == width
    if width_of(line) <= width:
        assert line_text(cut(line, width)) == line_text(line)


@given(lines, st.integers(4, 60))
def test_wrapping_keeps_to_the_width_and_loses_nothing_but_spaces(line: list[Piece], width: int) -> None:
    broken = wrap(line, width, indent="  ", first="> ")
    assert len(broken) == pieces.height(line, width, indent="  ", first="> ")
    assert all(width_of(each) <= width for each in broken)

    def bare(text: str) -> str:
        return text.replace(" ", "")

    expected = bare(line_text(line))
    found = bare("".join(line_text(each)[2:] if each else "" for each in broken))
    assert found == expected


def test_wrapping_breaks_at_spaces_and_keeps_line_breaks() -> None:
    broken = wrap([Piece("one two", "quote"), Piece("three\nfour")], 9, indent=" ")
    assert [line_text(line) for line in broken] == [" one", " twothree", " four"]
    assert broken[0][1].role == "quote"
    assert [line_text(line) for line in wrap([Piece("abcdefghij")], 4)] == ["abcd", "efgh", "ij"]
    assert [line_text(line) for line in wrap([Piece("a\u00a0b c")], 3)] == ["a\u00a0b", "c"]


@given(safe_text, st.data())
def test_lighting_changes_no_text(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    spans = list(zip(places[::2], places[1::2], strict=False))
    line = light(text, "quote", spans)
    assert line_text(line) == text
    assert "".join(piece.text for piece in line if "lit" in piece.role) == "".join(text[a:b] for a, b in spans)


@given(nasty_text, nasty_text, nasty_text, st.integers(10, 200), st.booleans())
def test_a_row_is_exactly_as_wide_as_the_list(title: str, quote: str, actors: str, width: int, said: bool) -> None:
    row = ROW._replace(title=title, actors=actors)
    if said:
        row = row._replace(kind="statement", quote=quote, form="verbatim", quad=None)
    line = row_line(row, width, Needles(("a",), ("b c",)))
    assert width_of(line) == width
    assert "\x1b" not in line_text(line)


@given(nasty_text, st.integers(0, 20), st.integers(14, 60), st.sampled_from(["", "+", "-"]))
def test_an_actor_is_exactly_as_wide_as_the_pane(name: str, depth: int, width: int, mark: str) -> None:
    line = actor_line(safe(name), depth=depth, fold="▸", mark=mark, count=7, digits=3, width=width)
    assert width_of(line) == width
    assert line_text(line).endswith("  7")
    assert (f"[{mark}]" in line_text(line)) == bool(mark) or f"[{mark}]" in name


@pytest.mark.parametrize(
    ("date", "begin", "end", "expected"),
    [
        ("2024-01-16", 1705363200, 1705449599, ("Tue 16 Jan 2024", "")),
        ("2024-01-16?", 1705363200, 1705449599, ("Tue 16 Jan 2024", "")),
        ("2024-01", 1704067200, 1706745599, ("Jan 2024", "day unknown")),
        ("2024-01-XX", 1704067200, 1706745599, ("Jan 2024", "day unknown")),
        ("2024-01-16/2024-01-18", 1705363200, 1705622399, ("16–18 Jan 2024", "within")),
        ("2014", 1388534400, 1420070399, ("2014", "year only")),
        ("199X", 631152000, 946684799, ("1990s", "decade only")),
        ("2024-06/..", 1717200000, None, ("Jun 2024 or later", "open")),
        ("XXXX", None, None, ("Undated", "the sources give no date")),
        ("Y-13800000000", -(10**18), -(10**18) + 86399, None),
    ],
)
def test_headings_tell_how_far_a_date_is_known(
    date: str, begin: int | None, end: int | None, expected: tuple[str, str] | None
) -> None:
    found = heading(date, begin, end)
    if expected is None:
        assert found[0]
        return
    if date == "2024-06/..":
        assert found[1] == "open"
        return
    assert found == expected


def test_exact_and_imprecise_headings_look_different_without_colour() -> None:
    exact = line_text(heading_line(ROW, 60))
    vague = line_text(heading_line(ROW._replace(date="2024-01", begin=1704067200, end=1706745599), 60))
    assert exact.startswith("── Tue 16 Jan 2024 ──")
    assert vague.startswith("┄┄ Jan 2024 · day unknown ┄┄")
    assert width_of(heading_line(ROW, 9)) == 9


def test_what_is_no_date_is_shown_safely() -> None:
    assert human_date("\x1b[2J") == "<U+001B>[2J"
    assert heading("\x1b[2J", 0, 10**9)[0] == "<U+001B>[2J"


def test_lags_are_told_in_words() -> None:
    assert [lag(days) for days in (None, 0, 1, 2, -1)] == [
        "",
        "same day",
        "1 day later",
        "2 days later",
        "1 day earlier",
    ]


@given(st.text(max_size=80), st.integers(20, 240), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_title_line_fits_and_keeps_its_counts(title: str, width: int, events: int, statements: int) -> None:
    info = CrisisInfo("c", title, "", "2024", None, None, None, events, statements)
    line = title_line(info, (events // 2, statements), "", 0, width)
    assert width_of(line) == width
    if width >= 80:
        assert str(statements) in line_text(line)
        assert line_text(line).endswith("UTC ")


def _actor(id_: str, parent: str | None = None, *aliases: str) -> Actor:
    return Actor(id_, id_.title(), "state", parent, None, None, aliases)


ROLLED = [
    ("", "b", "B", 5, 2),
    ("", "a", "A", 2, 0),
    ("b", "b2", "B2", 4, 0),
    ("b", "b1", "B1", 1, 1),
    ("b1", "b11", "B11", 1, 0),
]
"""What rolls up to what, id, name, items, and how many roll up to it."""


def test_the_tree_rolls_up() -> None:
    tree = Tree(ROLLED)
    assert tree.roots == ["b", "a"]
    assert [branch.id for branch in tree.visible(frozenset())] == ["b", "a"]
    assert [(branch.id, branch.depth, branch.fold) for branch in tree.visible(frozenset({"b"}))] == [
        ("b", 0, "▾"),
        ("b2", 1, " "),
        ("b1", 1, "▸"),
        ("a", 0, " "),
    ]
    assert tree.lineage("b11") == ["b1", "b"]
    assert [branch.id for branch in tree.visible(frozenset(), "b11")] == ["b", "b1", "b11"]
    assert not tree.visible(frozenset(), "nobody")
    for opened in (frozenset[str](), frozenset({"b"}), frozenset({"b", "b1"}), frozenset({"b1"})):
        assert tree.count(opened) == len(tree.visible(opened))
        assert tree.visible(opened, most=2) == tree.visible(opened)[:2]
    assert (len(tree), tree.most) == (5, 5)


def test_of_a_tree_some_branches_can_be_given_with_its_length() -> None:
    whole, part = Tree(ROLLED), Tree(ROLLED[:1], roots=2)
    assert part.visible(frozenset()) == whole.visible(frozenset())[:1]
    assert part.count(frozenset()) == whole.count(frozenset()) == 2
    part = Tree([*ROLLED[:1], *ROLLED[2:4]], roots=2)
    assert part.visible(frozenset({"b"})) == whole.visible(frozenset({"b"}))[:3]
    assert part.count(frozenset({"b"})) == whole.count(frozenset({"b"})) == 4


def test_actors_are_found_by_their_other_spellings() -> None:
    actors = [_actor("a", None, "Ostland"), _actor("b")]
    tree = Tree([("", "b", "B", 5, 0), ("", "a", "A", 2, 0)], spelled=lambda: actors)
    assert [branch.id for branch in tree.visible(frozenset(), "ostl")] == ["a"]


def test_a_tree_that_bites_its_tail_ends() -> None:
    tree = Tree([("", "c", "C", 1, 0), ("a", "b", "B", 1, 1), ("b", "a", "A", 1, 1)])
    assert [branch.id for branch in tree.visible(frozenset({"a", "b"}))] == ["c"]
    assert len(tree.lineage("a")) <= 16
    forged = Tree([("", "a", "A", 1, 9), *[("a", "a", "A", 1, 9)] * 9])
    assert len(forged.visible(frozenset({"a"}))) == 1


def test_the_view_goes_back_step_by_step() -> None:
    view = View()
    one = views.filtered(view, parse("iran"))
    two = views.filtered(one, parse("iran kind:event"))
    assert views.filtered(two, two.filter) is two
    assert views.unfiltered(two).filter == one.filter
    assert views.unfiltered(views.unfiltered(two)).filter == Filter()
    assert views.unfiltered(View(filter=parse("x"))).filter == Filter()
    assert two.search == parse("iran")


@given(st.sampled_from(["", "actor:iran", "-actor:iran", "actor:iran,us kind:event", "-actor:us,iran word"]))
def test_cycling_an_actor_three_times_changes_nothing_else(text: str) -> None:
    wanted = parse(text)
    seen = [wanted]
    for _ in range(3):
        seen.append(views.cycled(seen[-1], (), "iran"))
    assert set(seen[3].without("actor")) == set(wanted.without("actor"))
    assert ("iran" in seen[3].values("actor")) == ("iran" in wanted.values("actor"))
    assert ("iran" in seen[3].values("actor", negated=True)) == ("iran" in wanted.values("actor", negated=True))


def test_links_are_gone_back_from() -> None:
    view = views.followed(views.followed(View(selected="a"), "b"), "c")
    assert view.visited == ("a", "b")
    assert views.returned(view).selected == "b"
    assert views.returned(views.returned(view)) == View(selected="a")
    assert views.returned(View(selected="a")) == View(selected="a")
    assert views.followed(View(selected="a"), "a").visited == ()


def test_the_glyphs_of_the_quad_classes_are_those_of_the_codebook() -> None:
    quads = tomllib.loads(read_text("codebook.toml"))["quad"]
    listed = {str(quad["code"]): (quad["glyph"], f"{quad['name']} (event)") for quad in quads}
    assert len(listed) == 4
    assert {key: (sign, words) for key, (sign, _, words) in GLYPHS.items() if key.isdigit()} == listed


def test_text_of_single_cells_wraps_like_any_other() -> None:
    chance = random.Random(1)

    def written() -> list[Piece]:
        words = ("a", "b", " ", "  ", "“", "ü", "\u00a0", "x" * 9, "→ ", "yes no")
        return [
            Piece("".join(chance.choices(words, k=chance.randrange(1, 8))), chance.choice(("", "dim", "lit")))
            for _ in range(chance.randrange(5))
        ]

    def cells(lines: list[list[Piece]]) -> list[list[tuple[str, str]]]:
        return [[(char, piece.role) for piece in line for char in piece.text] for line in lines]

    for _ in range(3000):
        block, width = written(), chance.randrange(20)
        lead, indent = chance.choice(("", "  ", "> ")), chance.choice(("", "  ", "    "))
        found = pieces._wrap_single(block, pieces.line_text(block), width, lead, indent)
        assert cells(found) == cells(pieces._wrap_block(block, width, lead, indent))
        height = pieces.height(block, width, indent=indent, first=lead)
        assert height == len(wrap(block, width, indent=indent, first=lead)) == len(found)
