"""Lanes of actors over time: every count held against plain SQL and arithmetic on single items."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iptui.edtf.gregorian import day_number
from iptui.filters import Filter, parse
from iptui.store.catalogue import Catalogue
from iptui.store.lanes import Counting, Lane
from iptui.store.sets import Selection
from making_crisis import Making
from store.test_at_scale import ACTED, ITEMS, ORDER, UNDER, many_items

DAY = 86_400
FIRST = day_number(1990, 1, 1)


class Item(NamedTuple):
    seq: int
    said: bool
    quad: int | None
    begin: int | None
    end: int | None

    @property
    def place(self) -> int | None:
        return self.begin if self.begin is not None else self.end


def of_actor(connection: sqlite3.Connection, actor: str) -> list[Item]:
    """The items of an actor and of all under it, from the public tables."""
    query = f"""
        WITH ordered AS (SELECT row_number() OVER (ORDER BY {ORDER}) - 1 AS seq, * FROM {ITEMS})
        SELECT seq, kind = 'statement', (SELECT quad FROM codebook WHERE codebook.kind = 'type'
          AND codebook.scheme = 'plover' AND code = type AND codebook.parent = ''), "begin", "end"
        FROM ordered WHERE id IN (SELECT id FROM ({ACTED}) WHERE actor IN {UNDER}) ORDER BY seq"""
    return [
        Item(seq, bool(said), quad, begin, end) for seq, said, quad, begin, end in connection.execute(query, (actor,))
    ]


def check(lane: Lane, items: list[Item], first: int, step: int, bars: int) -> None:
    """Hold a lane against its items, one by one."""
    points: defaultdict[int, list[Item]] = defaultdict(list)
    begun: Counter[int] = Counter()
    over: Counter[int] = Counter()
    opened: Counter[int] = Counter()
    named: list[tuple[int, int, int]] = []
    undated = 0

    def bar_of(second: int) -> int:
        return max(-1, min(bars, (second - first) // step))

    for item in items:
        if item.place is None:
            undated += 1
            continue
        at = bar_of(item.place)
        if item.begin is None or item.end is None:
            opened.update(range(at, bars) if item.end is None else range(at + 1))
        elif item.end - item.begin >= step:
            last = bar_of(item.end)
            begun[at] += 1
            over.update(range(max(0, at), min(last, bars - 1) + 1))
            if at < bars and last >= 0:
                named.append((item.seq, at, last))
            continue
        points[at].append(item)
    assert lane.items == len(items)
    assert lane.undated == undated
    assert lane.before == begun[-1] + len(points[-1])
    assert lane.after == begun[bars] + len(points[bars])
    assert lane.begun == tuple(begun[number] for number in range(bars))
    assert lane.over == tuple(over[number] for number in range(bars))
    assert lane.open == tuple(opened[number] for number in range(bars))
    assert list(lane.long) == (named if len(named) <= 24 else [])
    for number, bar in enumerate(lane.bars):
        here = points[number]
        assert (0 if bar is None else bar.items) == len(here)
        if bar is not None:
            assert bar.conflict == sum(item.quad in (3, 4) for item in here)
            assert bar.cooperation == sum(item.quad in (1, 2) for item in here)
            assert bar.said == all(item.said for item in here)
            assert bar.seq == here[0].seq


# -- a hundred thousand items ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_items(tmp_path_factory)


@pytest.fixture
def catalogue(many: Path) -> Iterator[Catalogue]:
    with Catalogue.open(many, ours=True) as found:
        yield found


@pytest.mark.scale
@pytest.mark.parametrize("actor", ["actor-0", "actor-3", "actor-25", "actor-777", "nobody"])
def test_lanes_at_scale_are_what_sql_counts(catalogue: Catalogue, many: Path, actor: str) -> None:
    """From days to decades a bar, on axes that begin and end in the midst of the items, and beyond them."""
    with closing(sqlite3.connect(many)) as connection:
        items = of_actor(connection, actor)
    assert bool(items) == (actor != "nobody")
    counting = Counting(catalogue)
    axes = [(0, 100, 120), (2000, 1, 20), (2000, 1, 170), (3000, 7, 60), (3000, 30, 40), (-9000, 400, 60)]
    for first, days, bars in [*axes, (11_990, 1, 30), (30_000, 1, 5), (-(10**14), 10**12, 200)]:
        lanes = counting.over(Selection(catalogue.everything), FIRST + first, days, bars)
        check(lanes.lane(actor), items, (FIRST + first) * DAY, days * DAY, bars)
        every = lanes.grid.counts(lanes.selection)
        assert lanes.highest == max(every)


@pytest.mark.scale
@pytest.mark.parametrize("wanted", ["type:assault", "-kind:statement since:2000", "actor:actor-2", "border strike"])
def test_lanes_follow_the_filter(catalogue: Catalogue, many: Path, wanted: str) -> None:
    selection = catalogue.select(parse(wanted))
    with closing(sqlite3.connect(many)) as connection:
        items = [item for item in of_actor(connection, "actor-1") if item.seq in selection]
    assert items
    lane = Counting(catalogue).over(selection, FIRST + 3000, 30, 90).lane("actor-1")
    check(lane, items, (FIRST + 3000) * DAY, 30 * DAY, 90)


@pytest.mark.scale
def test_every_line_over_a_bar_is_found(catalogue: Catalogue) -> None:
    lanes = Counting(catalogue).over(Selection(catalogue.everything), FIRST + 3000, 30, 40)
    items, lane = lanes.items("actor-0"), lanes.lane("actor-0")
    assert max(lane.over) > 24, "more than are named one by one"
    for bar in random.Random(3).sample(range(40), 8):
        found = lanes.grid.lines_over(items, bar)
        assert len(found) == lane.over[bar]
        assert all(seq in items for seq in found)


def test_an_item_has_the_sign_of_its_kind(tmp_path: Path) -> None:
    making = Making(tmp_path / "signs.sqlite")
    making.source("one")
    making.event("struck", "2024-01-01", "one")
    making.statement("told", "2024-01-02", "one")
    making.statement("quoted", "2024-01-03", "one", form="verbatim", quote="words")
    making.statement("both", "2024-01-04", "one", form="mixed", quote="words [so]")
    with Catalogue.open(making.done()) as found:
        counting = Counting(found)
        signs = [counting.sign_of(found.seq_of(id_)) for id_ in ("struck", "told", "quoted", "both")]
    assert signs == ["event", "paraphrase", "verbatim", "mixed"]


# -- any items, any axis --------------------------------------------------------------------------------------

days = st.dates(min_value=date(2023, 11, 1), max_value=date(2024, 3, 1))
dates = st.one_of(
    days.map(str),
    days.map(lambda day: str(day)[:7]),
    st.tuples(days, days).map(lambda pair: f"{min(pair)}/{max(pair)}"),
    days.map(lambda day: f"{day}/.."),
    days.map(lambda day: f"../{day}"),
    st.sampled_from(["2023", "2024", "XXXX", "20XX", "1900/2100"]),
)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(dates, st.booleans(), st.booleans()), max_size=60),
    st.integers(day_number(2023, 10, 1), day_number(2024, 4, 1)),
    st.sampled_from([1, 2, 7, 31, 400]),
    st.integers(1, 60),
)
def test_any_lane_is_what_its_items_say(
    tmp_path_factory: pytest.TempPathFactory,
    told: list[tuple[str, bool, bool]],
    first: int,
    step: int,
    bars: int,
) -> None:
    making = Making(tmp_path_factory.mktemp("lanes") / "lanes.sqlite")
    making.source("one")
    making.actor("other")
    making.person("someone", parent="ministry")
    for number, (day, said, below) in enumerate(told):
        add = making.statement if said else making.event
        add(f"i{number}", day, "one")
        making.role(f"i{number}", "someone" if below else "land", "speaker" if said else "target", table(said))
        making.role(f"i{number}", "other", "addressee" if said else "initiator", table(said))
    path = making.done()
    with Catalogue.open(path) as found, closing(sqlite3.connect(path)) as connection:
        counting = Counting(found)
        lanes = counting.over(found.select(Filter()), first, step, bars)
        for actor in ("land", "ministry", "other"):
            check(lanes.lane(actor), of_actor(connection, actor), first * DAY, step * DAY, bars)


def table(said: bool) -> str:
    return "statement" if said else "event"
