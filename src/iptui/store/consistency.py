"""What no single field says: whether the records of a crisis folder agree with each other and with the texts.

Only records whose fields passed their own checks come here, so every value has the type that its field promises.
"""

from __future__ import annotations

from collections.abc import Iterator

from iptui.passages import LocateError, locate, locator_at
from iptui.store import codebook
from iptui.store.errors import Problem
from iptui.store.fields import RECORDS
from iptui.store.records import CrisisFolder, Entry
from iptui.text import fingerprint, word_count

__all__ = ["check_meaning", "check_passages", "passages_of"]


def _check_cycles(crisis: CrisisFolder, kind: str, key: str) -> None:
    parents = {str(entry["id"]): entry.get(key) for entry in crisis.sound(kind)}
    for entry in crisis.sound(kind):
        seen = {entry["id"]}
        above = entry.get(key)
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(str(above))
        if above == entry["id"]:
            crisis.blame(entry, key, entry.get(key), f"leads back to this {kind} itself")


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
        _check_cycles(crisis, kind, "parent")
    _check_cycles(crisis, "source", "derived_from")
    _check_cycles(crisis, "statement", "variant_of")
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


def _resolve(crisis: CrisisFolder, entry: Entry, key: str, passage: Entry) -> None:
    """Turn words into a locator, or hold a locator against the text where that is at hand."""
    source, words, span = passage.get("source"), passage.get("words"), passage.get("span")
    text = crisis.texts.get(str(source))
    nth = passage.get("nth")
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


def check_passages(crisis: CrisisFolder) -> None:
    """Resolve every passage of the sound records, and hold it against the text where that is at hand."""
    for kind in RECORDS:
        for entry in crisis.sound(kind):
            for key, passage in passages_of(entry):
                _resolve(crisis, entry, key, passage)
