"""Which source a text is a copy of: by its hash, else by the fingerprints of the passages that it holds.

Pure: no files, no database. Quotes are left aside where there are other passages, since other articles quote the same
words; a source's own sentences are found in its copies only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from iptui.evidence.copytext import CopyText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    from iptui.model import Passage, Source
    from iptui.store.cited import Cited
else:
    from iptui.tuples import NamedTuple

__all__ = ["Recognition", "recognise"]

_SAMPLE = 12
_LONG = 6
_ENOUGH = 3


class Recognition(NamedTuple):
    """What a text was recognised as.

    Attributes:
        source: id of the source, or None.
        identical: whether it is the source to the byte.
        found: number of the source's sampled passages that are in it, or of the likeliest source's.
        sampled: number of passages that were looked for.
        rivals: ids of the sources that it may be, where that cannot be told.
    """

    source: str | None
    identical: bool = False
    found: int = 0
    sampled: int = 0
    rivals: tuple[str, ...] = ()


def recognise(
    text: str, digest: str, sources: Sequence[Source], cited: Callable[[], Mapping[str, Sequence[Cited]]]
) -> Recognition:
    """Tell which source a text is a copy of.

    It is a source's when at least three of a sample of its passages are in it (or all, where there are fewer), and
    fewer than half as many of any other source's.

    Args:
        text: the text.
        digest: SHA-256 of the bytes of the file that it was read from.
        sources: the sources that it may be.
        cited: gives their passages, by source id; not asked where the hash tells.
    """
    of_text = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    for source in sources:
        if source.sha256 in (digest, of_text):
            return Recognition(source.id, identical=True)
    passages = cited()
    samples = {source.id: _sample(passages.get(source.id, ())) for source in sources}
    found = _found(CopyText(text), samples)
    ranked = sorted(samples, key=lambda id_: (-found[id_], id_))
    if not ranked or not found[ranked[0]]:
        return Recognition(None)
    first = ranked[0]
    hits, sampled = found[first], len(samples[first])
    if hits < min(_ENOUGH, sampled):
        return Recognition(None, found=hits, sampled=sampled)
    rivals = tuple(id_ for id_ in ranked if found[id_] * 2 >= hits)
    if len(rivals) > 1:
        return Recognition(None, found=hits, sampled=sampled, rivals=rivals)
    return Recognition(first, found=hits, sampled=sampled)


def _sample(cited: Sequence[Cited]) -> list[Passage]:
    """Some passages of a source, of few different lengths, as each length costs a walk through the text."""
    own = [one.passage for one in cited if not one.quotes] or [one.passage for one in cited]
    long = [passage for passage in own if passage.words >= _LONG] or own
    by_words: dict[int, dict[str, Passage]] = {}
    for passage in long:
        by_words.setdefault(passage.words, {})[passage.fingerprint] = passage
    sample: list[Passage] = []
    for _, passages in sorted(by_words.items(), key=lambda each: (-len(each[1]), each[0])):
        sample += passages.values()
        if len(sample) >= _SAMPLE:
            break
    return sample


def _found(copy: CopyText, samples: Mapping[str, Sequence[Passage]]) -> dict[str, int]:
    wanted: dict[int, set[bytes]] = {}
    digests: dict[str, set[bytes]] = {}
    for id_, passages in samples.items():
        digests[id_] = {bytes.fromhex(passage.fingerprint) for passage in passages if _is_hex(passage.fingerprint)}
        for passage in passages:
            if _is_hex(passage.fingerprint):
                wanted.setdefault(passage.words, set()).add(bytes.fromhex(passage.fingerprint))
    there: set[bytes] = set()
    for words, some in wanted.items():
        there.update(copy.slide(words, some))
    return {id_: len(of_source & there) for id_, of_source in digests.items()}


def _is_hex(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
