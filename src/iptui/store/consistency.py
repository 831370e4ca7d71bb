"""What no single field says: whether the records of a crisis folder agree with each other and with the texts.

Only fields that passed their own checks are read here, so every value has the type that its field promises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from iptui.passages import LocateError, locate, locator_at
from iptui.store import codebook
from iptui.store.errors import Problem
from iptui.store.fields import RECORDS
from iptui.store.records import CrisisFolder, Entry
from iptui.text import fingerprint, word_count

__all__ = ["check_meaning", "check_passages", "is_fine", "passages_of", "unchecked"]

_MAX_RINGS = 100
_DEEPEST = 15
"""So many levels does the view `actor_rollup` climb."""


def _check_cycles(crisis: CrisisFolder, kind: str, key: str, deepest: int | None = None) -> None:
    """Note records that lead back to themselves by a field, or, where `deepest` is given, that lie deeper than that."""
    above = {entry["id"]: entry.get(key) for entry in crisis.sound(kind)}
    depths: dict[object, int | None] = {None: -1}
    for start in above:
        path: dict[object, None] = {}
        at: object = start
        while at not in depths and at not in path:
            path[at] = None
            at = above.get(at)
        depth = depths.get(at)
        on_path = list(path)
        if at in path:
            for each in on_path[on_path.index(at) :]:
                depths[each] = None
        for each in reversed(on_path):
            # Below a ring the depth starts anew: the ring itself is what is wrong.
            depth = -1 if each in depths else (-1 if depth is None else depth) + 1
            depths.setdefault(each, depth)
    for entry in crisis.sound(kind):
        depth = depths[entry["id"]]
        if depth is None:
            crisis.blame(entry, key, entry.get(key), f"leads back to this {kind} itself")
        elif deepest is not None and depth > deepest:
            crisis.blame(entry, key, entry.get(key), f"lies more than {deepest} levels deep")


def _check_rings(crisis: CrisisFolder, types: tuple[str, ...]) -> None:
    """Note links by which an item comes after itself, or is a part of itself."""
    links = {
        (str(entry["from"]), str(entry["to"])): entry
        for entry in crisis.sound("link")
        if entry.get("type") in types and entry.get("from") != entry.get("to")
    }
    for _ in range(_MAX_RINGS):
        earlier: dict[str, list[str]] = {}
        for later, former in links:
            earlier.setdefault(later, []).append(former)
        try:
            TopologicalSorter(earlier).prepare()
        except CycleError as error:
            ring = [str(item) for item in reversed(error.args[1])]
            entry = links.pop((ring[0], ring[1]))
            shown = " → ".join([*ring[:6], "…"] if len(ring) > 7 else ring)
            crisis.blame(entry, "to", entry.get("to"), f"the links lead back to where they began: {shown}")
            continue
        return


def check_meaning(crisis: CrisisFolder) -> None:
    """Note what contradicts itself within a record, and what a folder as a whole lacks."""
    book = codebook.bundled()
    for kind in ("event", "statement"):
        for entry in crisis.sound(kind):
            if entry.get("date_basis", "stated") != "stated" and "date_note" not in entry:
                crisis.blame(entry, "date_note", None, "is missing: say from what the date was worked out")
            mode, type_ = entry.get("mode"), entry.get("type")
            if mode is not None and mode not in book.modes.get(str(type_), frozenset()):
                right = ", ".join(sorted(book.modes.get(str(type_), frozenset()))) or "none"
                crisis.blame(entry, "mode", mode, f"is not a mode of type {type_}; its modes are {right}")
    for entry in crisis.sound("event"):
        if not entry.get("evidence"):
            crisis.blame(entry, "evidence", None, "is empty: an event needs at least one passage")
    for entry in crisis.sound("statement"):
        if (entry.get("form") == "paraphrase") == ("quote" in entry):
            crisis.blame(
                entry,
                "quote",
                entry.get("quote"),
                "goes with form verbatim or mixed, and only with them",
            )
    for entry in crisis.sound("claim"):
        given = (entry.get(key) for key in ("low", "best", "high"))
        bounds = [float(value) for value in given if isinstance(value, int | float)]
        if bounds != sorted(bounds):
            crisis.blame(entry, "low", bounds, "low, best and high must not fall")
        if entry.get("rank", "normal") != "normal" and "reason" not in entry:
            crisis.blame(entry, "reason", None, f"is missing: say why the claim is {entry.get('rank')}")
    for entry in crisis.sound("membership"):
        if entry.get("basis") == "stated" and "at" not in entry:
            crisis.blame(entry, "at", None, "is missing: what is stated needs its passage")
    for entry in crisis.sound("link"):
        if entry.get("from") == entry.get("to"):
            crisis.blame(entry, "to", entry.get("to"), "an item cannot be linked to itself")
        if entry.get("basis") == "stated" and "at" not in entry:
            crisis.blame(entry, "at", None, "is missing: what is stated needs its passage")
    for entry in crisis.sound("place"):
        if ("lat" in entry) != ("lon" in entry):
            crisis.blame(entry, "lat", entry.get("lat"), "lat and lon go together")
    for kind in ("actor", "place"):
        _check_cycles(crisis, kind, "parent", _DEEPEST)
    _check_cycles(crisis, "source", "derived_from")
    _check_cycles(crisis, "statement", "variant_of")
    _check_rings(crisis, ("response_to", "retaliation_for", "follow_up_of", "fulfils"))
    _check_rings(crisis, ("part_of",))
    taken: set[tuple[object, ...]] = set()
    for entry in crisis.sound("link"):
        ends = (entry.get("from"), entry.get("to"), entry.get("type"))
        if ends in taken:
            crisis.blame(entry, "", None, "is there already")
        taken.add(ends)
    for wanted in ("crisis", "source"):
        if not crisis.of(wanted):
            crisis.problems.append(Problem("", f"[{wanted}]", "", "", f"the folder has no [{wanted}] table"))
    if len(crisis.of("crisis")) > 1:
        crisis.blame(crisis.of("crisis")[1], "", None, "a folder holds one crisis")


def passages_of(entry: Entry) -> Iterator[tuple[str, Entry]]:
    """Every passage of a record with the name of its field."""
    for key in ("at", "evidence"):
        value = entry.get(key)
        for found in value if isinstance(value, list) else [value]:
            if isinstance(found, dict):
                yield key, found


def _resolve(crisis: CrisisFolder, lengths: Mapping[object, object], entry: Entry, key: str, passage: Entry) -> None:
    """Turn words into a locator, or hold a locator against the text where that is at hand."""
    source, words, span = passage.get("source"), passage.get("words"), passage.get("span")
    text = crisis.texts.get(str(source))
    nth = passage.get("nth")
    length = lengths.get(source)
    try:
        if isinstance(words, str):
            if text is None:
                raise LocateError(f"the text of source {source} is not at hand to look these words up in")
            found = locate(text, words, nth if isinstance(nth, int) else None)
            passage.update(
                span=[found.start, found.end],
                paragraph=found.paragraph,
                words=found.words,
                sha256=found.fingerprint,
            )
        elif not (isinstance(span, list) and isinstance(words, int) and "paragraph" in passage and "sha256" in passage):
            raise LocateError("needs span, paragraph, words and sha256 (see `iptui locate`), or the words themselves")
        elif text is not None:
            found = locator_at(text, span[0], span[1])
            there = {
                "paragraph": found.paragraph,
                "words": found.words,
                "sha256": found.fingerprint,
            }
            for name, value in there.items():
                if passage[name] != value:
                    raise LocateError(f"{name} is {passage[name]}, but the text has {value} there")
        elif isinstance(length, int) and span[1] > length:
            raise LocateError(f"the span ends beyond the {length} characters of source {source}")
    except LocateError as error:
        crisis.blame(entry, key, words if isinstance(words, str) else span, str(error))
        return
    quote = entry.get("quote")
    if key == "at" and isinstance(quote, str):
        resolved = passage["span"]
        assert isinstance(resolved, list)
        if text is not None and text[resolved[0] : resolved[1]] != quote:
            crisis.blame(
                entry,
                "quote",
                quote,
                f"the text has {text[resolved[0] : resolved[1]]!r} at its span",
            )
        elif len(quote) != resolved[1] - resolved[0]:
            crisis.blame(
                entry,
                "quote",
                quote,
                f"has {len(quote)} characters, its span {resolved[1] - resolved[0]}",
            )
        elif fingerprint(quote) != passage["sha256"] or word_count(quote) != passage["words"]:
            crisis.blame(entry, "quote", quote, "is not the words that the fingerprint was taken of")


def is_fine(crisis: CrisisFolder, entry: Entry, *keys: str) -> bool:
    """Whether nothing was noted so far of some fields of a record, whatever was of its others."""
    if id(entry) not in crisis.broken:
        return True
    home = crisis.homes[id(entry)]
    return not any((each.file, each.record) == home and each.field in keys for each in crisis.problems)


def check_passages(crisis: CrisisFolder) -> None:
    """Resolve every passage that its own field allows, and hold it against the text where that is at hand.

    A mistake in another field of the record, or of its source, is none of the passage. A passage that is not checked
    as its own field is wrong joins `broken`.
    """
    lengths = {
        entry["id"]: entry.get("chars")
        for entry in crisis.of("source")
        if isinstance(entry.get("id"), str) and is_fine(crisis, entry, "chars")
    }
    failed = {(each.file, each.record, each.field) for each in crisis.problems}
    for kind in RECORDS:
        for entry in crisis.of(kind):
            seen: set[tuple[object, ...]] = set()
            for key, passage in passages_of(entry):
                if id(entry) in crisis.broken and (*crisis.homes[id(entry)], key) in failed:
                    crisis.broken.add(id(passage))
                    continue
                before = len(crisis.problems)
                _resolve(crisis, lengths, entry, key, passage)
                span = passage.get("span")
                if len(crisis.problems) > before or not isinstance(span, list):
                    continue
                same = (passage.get("source"), *span, passage.get("stance", "supports"))
                if same in seen:
                    crisis.blame(entry, key, span, f"names this passage of {passage.get('source')} twice")
                seen.add(same)


def unchecked(crisis: CrisisFolder) -> tuple[int, dict[str, int]]:
    """How many passages were held against their texts, and why how many others were not, once all are checked."""
    held, why = 0, Counter[str]()
    broken = {str(entry.get("id")) for entry in crisis.of("source") if not is_fine(crisis, entry, "id", "file")}
    for kind in crisis.records:
        for entry in crisis.of(kind):
            for _key, passage in passages_of(entry):
                source = passage.get("source")
                if id(passage) in crisis.broken:
                    why["whose own fields are wrong"] += 1
                elif source in crisis.texts:
                    held += 1
                elif source in broken:
                    why[f"of {source}, whose record is wrong"] += 1
                else:
                    why[f"of {source}, whose text is not at hand"] += 1
    return held, dict(why)
