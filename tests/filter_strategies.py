"""Strategies that make filters, and text that is nearly one, for the tests of several parts."""

from __future__ import annotations

from hypothesis import strategies as st

from hostile_text import NASTY, any_text
from iptui.filters import KEYS, Filter, FilterError, Term, parse
from iptui.text import tokens

# Values that each shape takes, as somebody might give them to Term.
VALUES = {
    "name": any_text.filter(lambda text: bool(text.split())),
    "code": any_text.filter(lambda text: bool(text.split())),
    "text": st.text(alphabet=NASTY + "-:,\"\\'“abc ", max_size=12).filter(lambda t: bool(tokens(t))),
    "date": st.sampled_from(["2024-01-16", "2024-01", "2024-01-16/2024-01-18", "2024~", "[2023,2024]", "Y170000002"]),
    "grade": st.sampled_from(["A", "b", "F6", "c3"]),
    "quad": st.sampled_from(["1", "4", "material conflict", "Verbal-Cooperation", "conflict"]),
}
ONE_VALUE = {"since", "until", "known", "text", "phrase"}


@st.composite
def terms(draw: st.DrawFn) -> Term:
    key = KEYS[draw(st.sampled_from(sorted(KEYS)))]
    values = st.sampled_from(key.choices) if key.choices else VALUES[key.shape]
    several = draw(st.lists(values, min_size=1, max_size=1 if key.name in ONE_VALUE else 3))
    return Term(key.name, several, key.name != "known" and draw(st.booleans()))


filters = st.lists(terms(), max_size=8).map(Filter)
# Pieces that make something like a filter, and much that is not.
filter_like = st.lists(
    st.one_of(
        st.sampled_from([f"{name}:" for name in KEYS] + ["foo:", "-", '"', "“", ",", "\\", " ", "--"]),
        st.sampled_from(["iran", "2024-01-16", "2024-13", "[2023", "B2", "4", "event", "quote"]),
        st.text(alphabet=NASTY, max_size=4),
    ),
    max_size=14,
).map("".join)


def attempt(text: str) -> Filter | FilterError:
    """The filter that a text is, or the error that says why it is none."""
    try:
        return parse(text)
    except FilterError as error:
        return error
