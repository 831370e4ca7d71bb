"""What a terminal sends, as messages: keys, mouse, pastes, sizes; whatever bytes it sends, and in whatever pieces.

Textual's own parser ends with an error at some sequences, takes the answers to other programs' questions for keys,
and an unbracketed paste for as many keys as it has characters, one of which is `q`. Here none of this is so.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from textual import constants, events
from textual._xterm_parser import XTermParser

if TYPE_CHECKING:
    from textual.message import Message

__all__ = ["LARGEST", "Incoming", "sane"]

LARGEST: Final = (1000, 400)
"""Columns and lines that are drawn at most, whatever the terminal says."""
PASTED: Final = 1000
"""Characters that come at once and are no keys: the most that keyboards repeat and people type is far below."""
_LONGEST = 100_000
"""Characters of a paste that are taken; no input takes as many."""
_LONGEST_SEQUENCE = 32
"""Characters of a sequence that means anything; the parser takes longer ones for keys."""
_SILENCE = 1.0
"""Seconds after which a paste without an end is over."""
_INTRODUCERS = "[]P_^X"
_BEGIN, _END = "\x1b[200~", "\x1b[201~"
_STRING = r"\x1b[\]P_^X][^\x1b\x07]{0,4096}"
_SEQUENCE = re.compile(
    r"\x1b\[M[\s\S]{3}"  # the mouse, in the old way
    r"|\x1b\[<[^\x1bMm]{0,40}[Mm]"  # the mouse
    r"|\x1b\[\[[A-E]"  # a key of the console of Linux
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # a control sequence
    rf"|{_STRING}(?:\x07|\x1b\\)"  # a control string
)
_UNFINISHED = re.compile(
    rf"(?:\x1b\[M[\s\S]{{0,2}}|\x1b\[<[^\x1bMm]{{0,40}}|\x1b\[\[?|\x1b\[[0-?]{{0,64}}[ -/]{{0,4}}"
    rf"|{_STRING}\x1b?|\x1bO?)\Z"
)
_FURTHEST = 4200
"""Characters in which what `_UNFINISHED` finds begins."""


def sane(width: int, height: int) -> tuple[int, int]:
    """A size that can be drawn: as reported, but no more than `LARGEST`, and not without a cell."""
    return max(1, min(width, LARGEST[0])), max(1, min(height, LARGEST[1]))


class _Parser(XTermParser):
    """Textual's parser without the errors that some sequences raise in it."""

    def parse_mouse_code(self, code: str) -> Message | None:
        """A mouse report; None where it is none, or the sizes that pixels are counted in are nonsense."""
        try:
            return super().parse_mouse_code(code)
        except ZeroDivisionError:
            return None

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """Keys of a sequence; none where it names a character that there is not."""
        try:
            yield from super()._sequence_to_key_events(sequence, alt)
        except (ValueError, OverflowError):
            return

    @property
    def waits(self) -> bool:
        """Whether a sequence has begun, and is a key of its own if nothing follows."""
        return self._timeout_time is not None

    def give_up(self) -> Iterable[Message]:
        """Nothing follows."""
        if self.waits:
            self._timeout_time = 0.0
        return self.tick()

    def renewed(self) -> _Parser:
        """A parser that knows what this one knows of the terminal, and has begun no sequence."""
        other = _Parser()
        other.last_x, other.last_y, other.mouse_pixels = self.last_x, self.last_y, self.mouse_pixels
        other.terminal_size, other.terminal_pixel_size = self.terminal_size, self.terminal_pixel_size
        return other


class Incoming:
    """Takes what comes from a terminal and gives messages.

    A paste is one message, whether the terminal brackets it or it only comes at once. A sequence that is complete and
    means nothing to Textual, as the answer to another program's question, is nothing.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._parser = _Parser()
        self._held = ""
        self._paste: list[str] | None = None
        self._pasted = 0
        self.sized = False
        """Whether the terminal was asked to report its size among the keys."""

    @property
    def patience(self) -> float | None:
        """Seconds after which `silent` is to be called if nothing comes; None where nothing has begun."""
        if self._paste is not None:
            return _SILENCE
        return constants.ESCAPE_DELAY if self._held or self._parser.waits else None

    def feed(self, text: str) -> Iterator[Message]:
        """Some more has come."""
        text, self._held = self._held + text, ""
        while text:
            if self._paste is not None:
                text = yield from self._inside(text)
                continue
            before, begin, text = text.partition(_BEGIN)
            if begin:
                self._paste, self._pasted = [], 0
            elif unfinished := _UNFINISHED.search(before, max(0, len(before) - _FURTHEST)):
                before, self._held = before[: unfinished.start()], unfinished.group()
            yield from self._typed(before)

    def silent(self) -> Iterator[Message]:
        """Nothing more has come for a while: what has begun is all there is."""
        if self._paste is not None:
            yield from self._whole()
        text, self._held = self._held, ""
        # Nobody types as much as this in so short a time: it is an answer that was cut off.
        if text and not (len(text) > 2 and text[1] in _INTRODUCERS):
            yield from self._parser.feed(text)
        yield from self._parser.give_up()

    # -- pastes -----------------------------------------------------------------------------------------------

    def _inside(self, text: str) -> Generator[Message, None, str]:
        """More of a paste; gives what comes after it."""
        inside, end, rest = text.partition(_END)
        if not end:
            # The end itself may come in pieces.
            at = inside.rfind("\x1b", max(0, len(inside) - len(_END) + 1))
            if at >= 0 and _END.startswith(inside[at:]):
                inside, self._held = inside[:at], inside[at:]
        if self._paste is not None and self._pasted < _LONGEST:
            self._paste.append(inside[: _LONGEST - self._pasted])
            self._pasted += len(inside)
        if end:
            yield from self._whole()
        return rest

    def _whole(self) -> Iterator[Message]:
        text, self._paste = "".join(self._paste or ()), None
        yield events.Paste(text.replace("\0", ""))

    # -- the rest ---------------------------------------------------------------------------------------------

    def _typed(self, text: str) -> Iterator[Message]:
        at = 0
        for found in _SEQUENCE.finditer(text):
            yield from self._plain(text[at : found.start()])
            at = found.end()
            sequence = found.group()
            is_answer = sequence[1] in _INTRODUCERS[1:] or (sequence.startswith("\x1b[48;") and not self.sized)
            if is_answer or len(sequence) > _LONGEST_SEQUENCE:
                continue
            yield from self._parser.give_up()
            yield from self._parser.feed(sequence)
            if self._parser.waits:
                self._parser = self._parser.renewed()
        yield from self._plain(text[at:])

    def _plain(self, text: str) -> Iterator[Message]:
        if len(text) >= PASTED and "\x1b" not in text:
            yield events.Paste(text[:_LONGEST].replace("\0", ""))
        elif text:
            yield from self._parser.feed(text)
