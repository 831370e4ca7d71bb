"""Small changes to a file, as plain lists that go into JSON and come back: what Hypothesis makes, and makes smaller."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

__all__ = ["Edit", "apply", "edits"]

Edit = Sequence[object]


def edits(size: int, pieces: Sequence[str] = (), *, page: int = 0) -> st.SearchStrategy[list[list[object]]]:
    """Changes to a file of some size.

    Args:
        size: its bytes.
        pieces: what may be put into it, Latin-1 for bytes.
        page: bytes of a page, where it has pages, which are then exchanged and blanked as well.
    """
    at, byte, length = st.integers(0, size - 1), st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]) | st.integers(0, 255), None
    length = st.integers(1, 300)
    kinds: list[st.SearchStrategy[list[object]]] = [
        st.tuples(st.just("set"), at, byte).map(list),
        st.tuples(st.just("flip"), at, st.integers(0, 7)).map(list),
        st.tuples(st.just("cut"), at, length).map(list),
        st.tuples(st.just("copy"), at, at, length).map(list),
        st.tuples(st.just("end"), at).map(list),
    ]
    if pieces:
        kinds += [st.tuples(st.just("put"), at, st.sampled_from(list(pieces))).map(list)] * 3
    if page:
        pages = st.integers(0, size // page - 1).map(lambda number: number * page)
        kinds += [
            st.tuples(st.just("copy"), pages, pages, st.just(page)).map(list),
            st.tuples(st.just("blank"), pages, st.just(page)).map(list),
            st.tuples(st.just("end"), pages).map(list),
        ]
    return st.lists(st.one_of(kinds), min_size=1, max_size=6)


def apply(data: bytes, changes: Sequence[Edit]) -> bytes:
    """The file after all changes, in their order; one that lies beyond its end does nothing."""
    changed = bytearray(data)
    for kind, at, *rest in changes:
        assert isinstance(at, int)
        first = rest[0] if rest else 0
        if kind == "put":
            changed[at:at] = str(first).encode("latin-1")
            continue
        assert isinstance(first, int)
        if kind == "end":
            del changed[at:]
        elif kind == "cut":
            del changed[at : at + first]
        elif kind == "blank":
            changed[at : at + first] = bytes(len(changed[at : at + first]))
        elif kind == "copy":
            (length,) = rest[1:]
            assert isinstance(length, int)
            piece = changed[at : at + length]
            changed[first : first + len(piece)] = piece
        elif at < len(changed):
            changed[at] = first if kind == "set" else changed[at] ^ (1 << first)
    return bytes(changed)
