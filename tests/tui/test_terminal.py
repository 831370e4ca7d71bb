"""The real program on a real terminal: what it draws, and what it leaves behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("termios", reason="needs a terminal of POSIX")

from tui.terminal import Terminal, explore

SWITCHED_ON = ("1049", "1000", "1003", "1006", "2004")


def assert_given_back(terminal: Terminal) -> None:
    """The modes of the line and of the terminal are what they were, and the cursor shows."""
    assert terminal.modes_now() == terminal.modes
    last = {}
    for numbers, state in re.findall(rb"\x1b\[\?([\d;]+)([hl])", terminal.raw):
        for number in numbers.decode().split(";"):
            last[number] = state.decode()
    for number in SWITCHED_ON:
        assert last.get(number) != "h", f"mode {number} is left on"
    assert last["25"] == "h", "the cursor is left hidden"


def test_a_session_by_keyboard(small: Path) -> None:
    with Terminal(*explore(small)) as terminal:
        terminal.until_shown("Aland fires rockets at Dorf")
        terminal.until_shown("Rockets hit the village.")
        assert "Dorf, May 2021" in terminal.screen.display[0]
        terminal.send("j")
        terminal.until_shown("“a blatant [unprovoked] violation”")
        terminal.until_shown("3 of 9")
        terminal.send("/summit")
        terminal.until_shown("1 found")
        terminal.send("\r")
        terminal.until_shown("only summit")
        terminal.send("q")
        assert terminal.ended() == 0
        assert_given_back(terminal)


def test_the_filter_of_the_command_line(small: Path) -> None:
    with Terminal(*explore(small, "kind:statement")) as terminal:
        terminal.until_shown("only kind:statement")
        terminal.send("q")
        assert terminal.ended() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_the_terminal_is_given_back_after_a_signal(small: Path, number: signal.Signals) -> None:
    with Terminal(*explore(small)) as terminal:
        terminal.until_shown("Aland fires rockets at Dorf")
        terminal.until(lambda: b"?2004h" in terminal.raw)
        terminal.signal(number)
        assert terminal.ended() == 128 + number
        assert_given_back(terminal)


def test_a_signal_while_typing_in_an_overlay(small: Path) -> None:
    with Terminal(*explore(small)) as terminal:
        terminal.until_shown("Aland fires rockets at Dorf")
        terminal.send("\x10the")
        terminal.until_shown("theme: light")
        terminal.signal(signal.SIGTERM)
        assert terminal.ended() == 128 + signal.SIGTERM
        assert_given_back(terminal)


_CRASHING = """
import sys
from pathlib import Path
from iptui.store.errors import DatabaseError
from iptui.tui import run
from iptui.tui.screens.explorer import ExplorerScreen
def fail(self):
    secret = "the \\x1b]52;c;c2VjcmV0\\x07 secret"
    raise {error}
ExplorerScreen.action_help = fail
sys.exit(run(Path(sys.argv[1]), ours=False))
"""


def test_a_crash_gives_the_terminal_back_and_tells_no_secrets(small: Path, tmp_path: Path) -> None:
    program = _CRASHING.format(error="KeyError(secret)")
    with Terminal("-c", program, str(small), XDG_STATE_HOME=str(tmp_path)) as terminal:
        terminal.until_shown("Aland fires rockets at Dorf")
        terminal.send("?")
        assert terminal.ended() == 70
        assert_given_back(terminal)
        said = terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
        assert "a defect ended the explorer: KeyError" in said
        assert "secret" not in said
        assert "52;c" not in said
    report = next((tmp_path / "iptui").glob("crash-*.txt")).read_text(encoding="utf-8")
    assert report.startswith("builtins.KeyError\n")
    assert "secret" not in report


def test_a_crash_tells_more_where_that_is_asked_for(small: Path, tmp_path: Path) -> None:
    program = _CRASHING.format(error="ValueError(secret)")
    with Terminal("-c", program, str(small), XDG_STATE_HOME=str(tmp_path), IPTUI_CRASH_DETAILS="1") as terminal:
        terminal.until_shown("Aland fires rockets at Dorf")
        terminal.send("?")
        assert terminal.ended() == 70
        assert_given_back(terminal)
    report = next((tmp_path / "iptui").glob("crash-*.txt")).read_text(encoding="utf-8")
    assert "<U+001B>]52;c;" in report
    assert "\x1b" not in report


_SLOW = """
import sys, time
from pathlib import Path
import iptui.tui.screens.boarding as boarding
from iptui.tui import run
boarding.AT_ONCE = 1
boarding.Boards._question = lambda self, asked: lambda catalogue: time.sleep(600)
sys.exit(run(Path(sys.argv[1]), ours=False))
"""


def test_nobody_waits_for_a_worker_at_the_end(small: Path) -> None:
    with Terminal("-c", _SLOW, str(small)) as terminal:
        terminal.until_shown("Aland fires rockets at Dorf")
        terminal.send("3")
        terminal.until_shown("reading …")
        terminal.send("q")
        assert terminal.ended() == 0
        assert_given_back(terminal)


def test_a_database_that_goes_bad_ends_with_one_sentence(small: Path, tmp_path: Path) -> None:
    program = _CRASHING.format(error='DatabaseError("/x.sqlite: damaged " + secret)')
    with Terminal("-c", program, str(small), XDG_STATE_HOME=str(tmp_path)) as terminal:
        terminal.until_shown("Aland fires rockets at Dorf")
        terminal.send("?")
        assert terminal.ended() == 3
        assert_given_back(terminal)
        said = terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
        assert "iptui: /x.sqlite: damaged the <U+001B>]52" in said
    assert not list(tmp_path.glob("iptui/*"))


def test_a_defect_in_a_thread_is_no_silence(small: Path, tmp_path: Path) -> None:
    program = _CRASHING.format(error="0").replace(
        "raise 0", "import threading; threading.Thread(target=lambda: 1 // 0).start()"
    )
    with Terminal("-c", program, str(small), XDG_STATE_HOME=str(tmp_path)) as terminal:
        terminal.until_shown("Aland fires rockets at Dorf")
        terminal.send("?")
        assert terminal.ended() == 70
        assert_given_back(terminal)
        assert b"ZeroDivisionError" in terminal.raw


_LATE = """
import sys
from pathlib import Path
from textual.events import Resize
from textual.geometry import Size
from iptui.tui import run
from iptui.tui.screens.explorer import ExplorerScreen
def tell(self):
    self.app.post_message(Resize(Size(60, 24), Size(60, 24)))
ExplorerScreen.action_help = tell
sys.exit(run(Path(sys.argv[1]), ours=False))
"""


def test_of_several_sizes_the_last_one_is_drawn_whatever_was_told_last(small: Path) -> None:
    with Terminal("-c", _LATE, str(small)) as terminal:
        terminal.until_shown("Aland fires rockets at Dorf")
        terminal.drain()
        shown = terminal.text()
        before = len(terminal.raw)
        terminal.send("?")
        terminal.until(lambda: len(terminal.raw) > before)
        terminal.drain()
        assert terminal.text() == shown


def test_two_keys_in_one_read(small: Path) -> None:
    with Terminal(*explore(small)) as terminal:
        terminal.until_shown("Aland fires rockets at Dorf")
        for keys in ("\x10\r\r", "?q", "\x10ab\x7f\x7f", "jjjkkk"):
            terminal.send(keys)
            terminal.drain(0.3)
            terminal.send("\x1b")
            terminal.drain(0.3)
        terminal.send("\x1b")
        terminal.drain(0.3)
        terminal.send("X")
        terminal.until_shown("of 9")
        terminal.send("q")
        assert terminal.ended() == 0


def test_a_start_imports_little_more_than_textual_itself() -> None:
    program = """
import sys
import textual.app, textual.screen, textual.containers
before = set(sys.modules)
import iptui.tui.start
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
print(*sorted(name for name in set(sys.modules) - before if name.startswith("textual.widgets")))
print(*sorted(name for name in set(sys.modules) if name.startswith("iptui.")))
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    roots, widgets, ours = (line.split() for line in found.stdout.split("\n")[:3])
    threads = {"concurrent", "queue", "_queue"}
    assert set(roots) <= {"_sqlite3", "iptui", "sqlite3", "stat", "bisect", "array", "gc", *threads}
    assert widgets == []
    screens = {"help", "palette", "sheet", "reader", "sources", "lanes", "inputs", "searching", "knowing", "boarding"}
    made_later = {f"iptui.tui.screens.{name}" for name in screens}
    made_later |= {f"iptui.tui.widgets.{name}" for name in ("board", "disagreements", "inputbar", "ladder", "lanes")}
    made_later |= {f"iptui.tui.{name}" for name in ("receipts", "known", "warming", "freeing")}
    assert not made_later & set(ours)


def test_a_start_leaves_out_what_is_for_connections_and_archives_and_keeps_it_from_nobody() -> None:
    program = """
import sys
from iptui.tui import _textual
_textual()
print(*sorted({"_ssl", "ssl", "_bz2", "bz2", "_lzma", "lzma"} & set(sys.modules)))
import asyncio, bz2, lzma, shutil, ssl
print(bz2.decompress(bz2.compress(b"a")), lzma.decompress(lzma.compress(b"b")), bool(ssl.create_default_context()))
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    assert found.stdout.splitlines() == ["", "b'a' b'b' True"]


def test_a_start_leaves_out_the_command_palette_of_textual_and_keeps_it_from_nobody() -> None:
    program = """
import sys
from iptui.tui import _textual
_textual()
print(*sorted(name for name in sys.modules if name.startswith(("textual.command", "textual.widgets._"))))
import textual.app, textual.command, textual.widgets
print(textual.command.CommandPalette.__mro__[-2].__name__, len(textual.command.Provider.__abstractmethods__))
print(textual.widgets.Select.__name__)
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    left = "textual.widgets._toast textual.widgets._tooltip"
    told = found.stdout.splitlines()
    assert set(told[0].split()) <= {*left.split(), "textual.widgets._static"}
    assert told[1:] == ["MessagePump 1", "Select"]


def test_a_textual_that_needs_its_command_palette_has_it() -> None:
    program = """
import sys
import iptui.tui
def needs(module, name):
    raise TypeError(name)
iptui.tui._Nothing.__getattr__ = needs
start = iptui.tui._textual()
print(start.__module__, *(sys.modules[name].Provider.__module__ for name in ("textual.command", "textual.app")))
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    assert found.stdout.split() == ["iptui.tui.start", "textual.command", "textual.command"]


def test_run_refuses_before_it_touches_the_screen(tmp_path: Path, small: Path) -> None:
    from iptui.filters import FilterError
    from iptui.store.errors import DatabaseError
    from iptui.tui import run

    with pytest.raises(DatabaseError, match="no such file"):
        run(tmp_path / "none.sqlite", ours=False)
    with pytest.raises(FilterError):
        run(small, ours=False, filter_text="bogus:1")
    with pytest.raises(FilterError):
        run(small, ours=False, filter_text="actor:nobody-at-all")
