"""iptui.filters: filters are put together, switched on and off, and said in English."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given

from filter_strategies import filters, terms
from iptui.filters import Filter, Term, parse
from iptui.text import is_safe


class TestCombining:
    def test_get_and_values(self) -> None:
        found = parse("actor:iran,us -actor:china actor:pakistan by:iran x -y")
        assert [str(term) for term in found.get("actor")] == [
            "actor:iran,us", "-actor:china", "actor:pakistan",
        ]  # fmt: skip
        assert found.values("actor") == ("iran", "us", "pakistan")
        assert found.values("actor", negated=True) == ("china",)
        assert found.values("initiator") == ("iran",)
        assert found.words == ("x",)
        assert found.phrases == ()
        assert len(list(found)) == 6

    def test_with_without_merge(self) -> None:
        base = parse("actor:iran x")
        assert str(base.with_term(Term("kind", "event"))) == "actor:iran x kind:event"
        assert base.with_term(Term("text", "x")) == base
        assert str(base.without("actor")) == "x"
        assert str(parse("by:iran x").without("initiator")) == "x"
        assert str(base.merge(parse("x y"))) == "actor:iran x y"
        later = base.with_term(Term("known", "2023")).with_term(Term("known", "2024"))
        assert str(later) == "actor:iran x known:2024"
        assert not Filter()
        assert base

    @pytest.mark.parametrize(
        ("before", "key", "value", "negated", "after"),
        [
            ("", "actor", "iran", False, "actor:iran"),
            ("actor:iran", "actor", "us", False, "actor:iran,us"),
            ("actor:iran,us x", "actor", "Iran", False, "actor:us x"),
            ("actor:iran x", "actor", "iran", False, "x"),
            ("actor:iran x", "actor", "iran", True, "x -actor:iran"),
            ("-actor:us x actor:iran", "actor", "iran", True, "-actor:us,iran x"),
            ("-actor:us", "actor", "us", False, "actor:us"),
            ("x", "text", "y", False, "x y"),
            ("x y", "text", "x", False, "y"),
            ('"a b"', "phrase", "a b", True, '-"a b"'),
            ("since:2023 x", "since", "2024", False, "x since:2024"),
            ("since:2023 x", "since", "2023", False, "x"),
            ("quad:3", "quad", "conflict", False, "quad:3,4"),
            ("quad:3,4", "quad", "conflict", False, ""),
        ],
    )
    def test_toggle(self, before: str, key: str, value: str, negated: bool, after: str) -> None:
        assert str(parse(before).toggle(key, value, negated)) == after

    @given(filters, terms())
    def test_a_toggled_value_is_on_or_off(self, found: Filter, term: Term) -> None:
        key, value, negated = term.key, term.values[0], term.negated
        folded = value.casefold()

        def is_on(some: Filter) -> bool:
            there = (each.casefold() for each in some.values(key, negated=negated))
            return folded in there

        once = found.toggle(key, value, negated)
        assert is_on(once) != is_on(found)
        assert is_on(once.toggle(key, value, negated)) == is_on(found)
        assert once.without(key) == found.without(key)

    def test_immutable(self) -> None:
        term, found = Term("actor", ["iran"]), parse("actor:iran")
        for thing, name in ((term, "key"), (found, "terms"), (found, "new")):
            with pytest.raises(AttributeError, match="immutable"):
                setattr(thing, name, ())
        with pytest.raises(AttributeError, match="immutable"):
            del term.key
        assert {found: 1}[parse("actor:iran")] == 1
        assert copy.deepcopy(found) == found
        assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301
        assert term != "actor:iran"
        assert found != "actor:iran"
        assert eval(repr(found), {"Filter": Filter, "Term": Term}) == found  # noqa: S307


class TestDescribing:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "everything"),
            (
                "actor:iran -actor:us since:2024-01-16",
                "actor Iran, not United States; from 16 Jan 2024",
            ),
            ("actor:iran,pakistan actor:us", "actor Iran or pakistan, and United States"),
            ("until:2024-01 since:2023", "from 2023 until Jan 2024"),
            ("-since:2024-01-16", "before 16 Jan 2024"),
            ("-until:2024-01-16", "after 16 Jan 2024"),
            ("on:2024-01 -on:2024-01-16", "on Jan 2024, not on 16 Jan 2024"),
            ("known:2024-01-23", "as known on 23 Jan 2024"),
            ("kind:statement form:verbatim", "statements only; form verbatim"),
            ("-kind:event", "no events"),
            ("grade:B -grade:A", "grade B or better, grade worse than A"),
            ("grade:A", "grade A"),
            ("quad:conflict", "quad class verbal conflict or material conflict"),
            ("has:quote -has:note is:dated -is:disputed", "with quote, without note; dated, not disputed"),
            ("-target:us", "target not United States"),
            ('a b "minor irritants" -c', "words “a” and “b”, phrase “minor irritants”, without “c”"),
        ],
    )  # fmt: skip
    def test_in_english(self, text: str, said: str) -> None:
        names = {"iran": "Iran", "us": "United States"}
        assert parse(text).describe(lambda _key, value: names.get(value)) == said

    def test_without_names(self) -> None:
        assert parse("actor:iran -place:quetta").describe() == "actor iran; place not quetta"

    @given(filters)
    def test_a_description_is_one_safe_line(self, found: Filter) -> None:
        said = found.describe(lambda key, _value: "\x1b]0;x\x07\u202e" if key == "actor" else None)
        assert is_safe(said)
        assert "\n" not in said
        assert said
