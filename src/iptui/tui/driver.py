"""Keys from the terminal: a thread that sleeps until there is one, and tells the explorer of all that came together.

Textual's own looks ten times a second whether it is to end, and hands every key over by itself. This one is woken by
a pipe, and a key that is held arrives as one event with a number. Where there is no such driver (Windows, a browser,
a test without a terminal) the explorer takes Textual's, and works the same.
"""

from __future__ import annotations

import os
import selectors
import signal
from codecs import getincrementaldecoder
from collections import deque
from threading import Event
from typing import TYPE_CHECKING

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from iptui.tui.incoming import Incoming, sane
from iptui.tui.keys import moves
from iptui.tui.outgoing import descriptor, size_of, stream

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message

__all__ = ["Held", "QuietDriver"]

_READ = 4096
_FLOOD = 500
"""Keys that wait to be dealt with: further ones are dropped, as nobody means them."""
_MOVES = moves()


class Held(events.Key):
    """A key that moves, pressed several times before anybody looked."""

    def __init__(self, key: str, character: str | None, times: int) -> None:
        """Say which, and how often."""
        super().__init__(key, character)
        self.times = times


class _Alarm(Event):
    """An event that can also be waited for among files: `fileno` is readable while it is set."""

    def __init__(self) -> None:
        super().__init__()
        self._out, self._in = os.pipe()

    def fileno(self) -> int:
        return self._out

    def set(self) -> None:
        if not self.is_set():
            os.write(self._in, b"!")
        super().set()

    def clear(self) -> None:
        if self.is_set():
            os.read(self._out, 1)
        super().clear()


def _raised(error: Exception) -> None:
    raise error


class QuietDriver(LinuxDriver):
    """Textual's driver for terminals, woken by keys alone."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        """As Textual's."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.exit_event = self._alarm = _Alarm()
        self._gone = Event()
        self._where = descriptor()
        self._file = stream(self._where, self._gone)
        self._arrived: deque[Message] = deque()
        self._is_due = False

    @property
    def waiting(self) -> bool:
        """Whether something has been typed that the explorer has not been told of yet."""
        return bool(self._arrived)

    def send_message(self, message: Message) -> None:
        """Have the explorer take a message with those that come together with it."""
        self._arrived.append(message)
        # In this order, as `_deliver` has it the other way round, no message is left behind.
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        self._is_due = False
        while self._arrived:
            message = self._arrived.popleft()
            if type(message) is events.Key and message.key in _MOVES:
                message = self._with_its_like(message)
            self._app.post_message(message)

    def _with_its_like(self, key: events.Key) -> events.Key:
        """A key and those of its kind that directly follow it, as one."""
        times = 1
        while self._arrived and isinstance(self._arrived[0], events.Key) and self._arrived[0].key == key.key:
            self._arrived.popleft()
            times += 1
        if times == 1:
            return key
        held = Held(key.key, key.character, times)
        held.set_sender(self._app)
        return held

    def process_message(self, message: Message) -> None:
        """Hand a message on: of a size that can be drawn; a key not where far too many wait to be dealt with."""
        if isinstance(message, events.Resize):
            size = sane(*message.size)
            if size != message.size:
                message = events.Resize.from_dimensions(size, message.pixel_size)
        waiting = len(self._arrived) + self._app.message_queue_size
        if waiting < _FLOOD or not isinstance(message, events.Key | events.MouseEvent):
            super().process_message(message)

    def as_it_is(self, event: events.Resize) -> events.Resize:
        """A change of size, with the size that the terminal has by now.

        A signal that comes while another is dealt with is told of first, and the older size would come last.
        """
        if self._in_band_window_resize:
            return event
        size = Size(*self._get_terminal_size())
        return event if size == event.size else events.Resize(size, size)

    def _get_terminal_size(self) -> tuple[int, int]:
        """The size of the terminal itself; what the environment says of it may be long past."""
        return size_of(self._where, self.fileno) or sane(*super()._get_terminal_size())

    def _hang_up(self) -> None:
        """The terminal has gone, with or without the signal that says so: end as if it had come."""
        self._gone.set()
        os.kill(os.getpid(), signal.SIGHUP)

    def _run_input_thread(self) -> None:
        """Take what is typed; a defect ends the explorer as any other does, and leaves no screen without keys."""
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told in the thread of the screen
            self._app.call_later(_raised, error)

    def run_input_thread(self) -> None:
        """Take what is typed until the alarm goes; only the rest of what has begun is waited for with a limit."""
        incoming = Incoming()
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self._alarm, selectors.EVENT_READ)
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self._alarm.is_set():
                ready = selector.select(incoming.patience)
                if not ready:
                    found = incoming.silent()
                elif any(key.fd == self.fileno for key, _ in ready):
                    try:
                        data = os.read(self.fileno, _READ)
                    except OSError:
                        data = b""
                    if not data:
                        self._hang_up()
                        return
                    incoming.sized = self._in_band_window_resize
                    found = incoming.feed(decode(data))
                else:
                    continue
                for message in found:
                    self.process_message(message)
