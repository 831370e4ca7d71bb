"""Named tuples of our own: what `typing.NamedTuple` gives, without `typing`."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING
from typing import NamedTuple as Typed

import pytest

from iptui import tuples

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from iptui.tuples import NamedTuple


class Ours(NamedTuple):
    """Two fields and a default."""

    name: str
    size: int | None = None

    def doubled(self) -> int:
        """A method."""
        return 2 * (self.size or 0)


class Theirs(Typed):
    """The same."""

    name: str
    size: int | None = None


@pytest.mark.parametrize("make", [Ours, Theirs])
def test_both_are_made_alike(make: Callable[..., object]) -> None:
    assert make("a") == make("a", None) == make(name="a") == make("a", size=None) == ("a", None)
    assert make(size=1, name="a") == ("a", 1)
    for values, named in (
        ((), {}),
        (("a", 1, 2), {}),
        (("a",), {"name": "b"}),
        (("a",), {"colour": 1}),
        ((), {"size": 1}),
    ):
        with pytest.raises(TypeError):
            make(*values, **named)


def test_both_have_the_same_methods() -> None:
    ours, theirs = Ours("a", 1), Theirs("a", 1)
    assert (ours.name, ours.size, len(ours), [*ours]) == (theirs.name, theirs.size, len(theirs), [*theirs])
    assert ours._fields == theirs._fields
    assert ours._field_defaults == theirs._field_defaults
    assert ours._asdict() == theirs._asdict()
    assert tuple(ours._replace(size=2)) == theirs._replace(size=2)
    assert type(ours._replace(size=2)) is Ours
    assert tuple(Ours._make(["a", 1])) == Theirs._make(["a", 1])
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert (hash(ours), tuple(ours)) == (hash(theirs), theirs)
    assert ours.doubled() == 2
    assert pickle.loads(pickle.dumps(ours)) == ours  # noqa: S301
    match ours:
        case Ours(name, size):
            assert (name, size) == ("a", 1)
    with pytest.raises(ValueError, match="colour"):
        ours._replace(colour=1)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        ours.name = "b"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        ours.colour = 1  # type: ignore[attr-defined]


def test_a_default_before_a_field_without_one_is_refused() -> None:
    with pytest.raises(TypeError, match="default"):
        tuples._Naming("Wrong", (tuples.NamedTuple,), {"__annotations__": {"a": "int", "b": "int"}, "a": 1})


def test_annotations_must_be_texts() -> None:
    with pytest.raises(TypeError, match="__future__"):
        tuples._Naming("Wrong", (tuples.NamedTuple,), {"__annotations__": {"a": int}})


def test_the_records_are_defined_without_typing() -> None:
    program = "import sys, iptui.model; print(*sorted({'typing', 're', 'enum', 'dataclasses'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
