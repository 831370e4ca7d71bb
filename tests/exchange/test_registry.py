"""Ids that are made of names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange_helpers import ask
from hostile_text import nasty_text
from iptui.exchange.incoming import Report
from iptui.exchange.registry import Ids, slug

BringIn = Callable[..., tuple[Report, Path]]


@given(
    st.one_of(nasty_text, st.text(alphabet="aZ09-_ é", max_size=70), st.from_regex(r"[a-z0-9-]{55,65}", fullmatch=True))
)
def test_an_id_is_what_is_left_of_a_name(text: str) -> None:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    assert slug(text) == re.sub("[^a-z0-9]+", "-", plain)[:60].strip("-")
    assert slug(slug(text)) == slug(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("event-1", "event-1"),
        ("Event 1\n", "event-1"),
        ("event-1\n", "event-1"),
        ("São  Tomé", "sao-tome"),
        ("-a-", "a"),
    ],
)
def test_ids_of_names(text: str, expected: str) -> None:
    assert slug(text) == expected


def by_counting_up(bases: list[str]) -> list[str]:
    """Ids as they are defined: the first that is free, counted from 2 for each."""
    used: list[str] = []
    for base in bases:
        number, found = 1, base
        while found in used:
            number += 1
            found = f"{base}-{number}"
        used.append(found)
    return used


@given(st.lists(st.sampled_from(["a", "a-2", "a-3", "a-2-2", "b", "b-10"]), max_size=60))
def test_ids_are_the_first_that_are_free(bases: list[str]) -> None:
    ids = Ids()
    assert [ids.make(base) for base in bases] == by_counting_up(bases)


def test_a_name_that_looks_like_a_numbered_one_is_passed_over() -> None:
    ids = Ids()
    bases = ["syria", "syria-2", "syria", "iraq", "syria", "syria-2", "iraq", "iraq-3", "iraq", "syria-3"]
    assert [ids.make(base) for base in bases] == [
        "syria", "syria-2", "syria-3", "iraq", "syria-4", "syria-2-2", "iraq-2", "iraq-3", "iraq-4", "syria-3-2",
    ]  # fmt: skip


def test_many_of_one_name_are_each_asked_for_a_few_times_only() -> None:
    class Asked(set[str]):
        times = 0

        def __contains__(self, id_: object) -> bool:
            Asked.times += 1
            return super().__contains__(id_)

    ids = Ids()
    ids._used = Asked()
    assert [ids.make("actor") for _ in range(3000)][-1] == "actor-3000"
    assert Asked.times <= 3 * 3000


def test_places_and_actors_of_one_name_are_numbered_apart(make: Callable[..., Path], bring_in: BringIn) -> None:
    rows = [
        "2024-01-01,a,Syria,32.0,حزبا", "2024-01-02,b,Syria,32.1,حزبب", "2024-01-03,c,syria 2,,",
        "2024-01-04,d,Syria,32.2,actor", "2024-01-05,e,Syria,32.1,حزبب",
    ]  # fmt: skip
    text = "date,title,place,lat,lon,initiator\n"
    for row in rows:
        date, title, place, lat, who = row.split(",")
        text += f"{date},{title},{place},{lat},{'36.5' if lat else ''},{who}\n"
    _, first = bring_in(make(text))
    assert ask(first, "SELECT id, lat FROM place ORDER BY rowid") == [
        ("syria", 32.0), ("syria-2", 32.1), ("syria-2-2", None), ("syria-3", 32.2),
    ]  # fmt: skip
    assert ask(first, "SELECT id, name FROM actor ORDER BY rowid") == [
        ("actor", "حزبا"), ("actor-2", "حزبب"), ("actor-3", "actor"),
    ]  # fmt: skip
    before = first.read_bytes()
    _, second = bring_in(make(text))
    assert second.read_bytes() == before
