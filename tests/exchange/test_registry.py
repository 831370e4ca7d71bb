"""Ids that are made of names."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile_text import nasty_text
from iptui.exchange.registry import slug


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
