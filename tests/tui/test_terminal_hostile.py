"""A terminal that sends anything, has any size and goes away: the explorer goes on, or ends as it should."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("termios", reason="needs a terminal of POSIX")

from tui.terminal import Terminal, explore
from tui.test_terminal import assert_given_back

FIRST = "Aland fires rockets at Dorf"
SIZES = [(1, 1), (500, 200), (2, 1), (1, 200), (500, 1), (20, 5), (60, 24), (3, 3), (80, 24), (110, 17), (170, 34)]
ESCAPE = "\x1b"


def settle(terminal: Terminal) -> None:
    """Go back to the timeline from wherever what was sent has led to, and see it answer."""
    # What was sent before may still be dealt with, and lead elsewhere after the first escapes.
    for _ in range(25):
        for _ in range(6):
            terminal.send(ESCAPE)
            # An escape by itself is one only after a while.
            terminal.drain(0.15)
        # In one read with the last escape, an X would begin a control string.
        terminal.send("kX1g")
        if terminal.shows_within("1 of 9", 5.0):
            break
    terminal.until_shown(FIRST)
    terminal.send("G")
    terminal.until_shown("9 of 9")
    terminal.send("g")
    terminal.until_shown("1 of 9")


def leave(terminal: Terminal) -> None:
    terminal.send("q")
    assert terminal.ended() == 0, terminal.text()
    assert_given_back(terminal)


@pytest.fixture(scope="module")
def undisturbed(small: Path) -> str:
    """What the screen shows in the end where nothing was done to the terminal."""
    with Terminal(*explore(small)) as terminal:
        terminal.until_shown(FIRST)
        settle(terminal)
        terminal.drain()
        return terminal.text()


@pytest.mark.parametrize("controlling", [False, True])
def test_a_storm_of_sizes(small: Path, undisturbed: str, controlling: bool) -> None:
    with Terminal(*explore(small), controlling=controlling) as terminal:
        terminal.until_shown(FIRST)
        for number, (columns, lines) in enumerate(SIZES * 5):
            terminal.resize(columns, lines)
            terminal.send("jk"[number % 2])
            if not number % 7:
                terminal.read(0.05)
        terminal.resize(100, 30)
        # Which item is shown depends on the size that each key met; that all of it is shown does not.
        terminal.until_shown("/ search")
        settle(terminal)
        terminal.until(lambda: terminal.text() == undisturbed)
        leave(terminal)


def test_a_terminal_of_any_size_at_the_start(small: Path) -> None:
    for columns, lines in ((20, 5), (1, 1), (500, 200)):
        with Terminal(*explore(small), columns=columns, lines=lines) as terminal:
            terminal.until(lambda terminal=terminal: b"?2004h" in terminal.raw)  # type: ignore[misc]
            terminal.resize(100, 30)
            terminal.until_shown(FIRST)
            leave(terminal)


GARBAGE = {
    "mouse": [
        "\x1b[<0;99999;99999M\x1b[<0;99999;99999m", "\x1b[<0;-5;-7M", "\x1b[<0;0;0M\x1b[<0;0;0m", "\x1b[<0;nan;infM",
        "\x1b[<35;1;1M" * 400, "\x1b[<99999999999999999999999;1;1M", "\x1b[<64;50;10M" * 50, "\x1b[<0;3", "\x1b[<",
        "\x1b[<0;50;10M" * 9, "\x1b[32;9999;1M", "\x1b[M",
    ],
    "answers": [
        "\x1b[?62;1;2;6;22c", "\x1b[>41;354;0c", "\x1b[24;80R", "\x1b[0n", "\x1b[8;24;80t",
        "\x1b]10;rgb:ffff/ffff/ffff\x07",
        "\x1b]11;rgb:0000/0000/0000\x1b\\", "\x1bP1$r0m\x1b\\", "\x1bP>|xterm(380)\x1b\\", "\x1b_Gi=31;OK\x1b\\",
        "\x1b[?1u",
        "\x1b[?2026;2$y", "\x1b[?2048;0$y", "\x1b[?997;1n", "\x1b]52;c;cXE=\x07", "\x1b[48;200;500;0;0t",
        "\x1b[48;0;0;0;0t",
        "\x1b[48;9999999;9999999;1;1t",
    ],
    "halves": [
        "\x1b[", "\x1b]", "\x1b]11;rgb:00", "\x1bP", "\x1b[200", "\x1b[200~never ends", "\x1b[1;", "\x1bO", "\x1b[<1;2",
    ],
    "keys that there are not": [
        "\x1b[99999999u", "\x1b[1114112;5u", "\x1b[97;9999999999u", "\x1b[0;0;0u", "\x1b[57443u",
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", GARBAGE)
def test_what_is_no_key_does_nothing(small: Path, kind: str) -> None:
    with Terminal(*explore(small)) as terminal:
        terminal.until_shown(FIRST)
        for text in GARBAGE[kind]:
            terminal.send(text)
            # A paste that does not end is over a second after the last of it.
            terminal.drain(1.2 if "never" in text else 0.2 if kind == "halves" else 0.02)
            assert terminal.process.poll() is None, text
        settle(terminal)
        leave(terminal)


def test_the_answers_to_other_programs_are_no_keys(small: Path) -> None:
    with Terminal(*explore(small)) as terminal:
        terminal.until_shown(FIRST)
        terminal.send("j")
        terminal.until_shown("3 of 9")
        terminal.drain(0.5)
        before = terminal.text()
        terminal.send("".join(GARBAGE["answers"]))
        terminal.drain(0.3)
        assert terminal.text() == before
        leave(terminal)


def test_random_bytes(small: Path) -> None:
    chance = random.Random(20240116)
    # Without the keys that leave or suspend, and the one of the palette, which offers to.
    allowed = bytes(set(range(256)) - set(b"q\x11\x1a\x10"))
    with Terminal(*explore(small)) as terminal:
        terminal.until_shown(FIRST)
        for size in (1, 7, 63, 400, 900, 900, 900, 3000, 9000):
            terminal.send(bytes(chance.choices(allowed, k=size)))
            terminal.drain(0.05)
            assert terminal.process.poll() is None, f"{terminal.process.poll()} {terminal.text()}"
        for text in (b"\xff\xfe\xc3(\xa0\xa1", b"\xc3", b"\x80" * 50, "é".encode("latin-1"), b"\x1b[M\xff\xff\xff"):
            terminal.send(text)
            terminal.drain(0.05)
        settle(terminal)
        leave(terminal)


MEGABYTE = "A pasted line, quite long and without a question mark. " * 19_000


@pytest.mark.parametrize("bracketed", [True, False])
@pytest.mark.parametrize("where", ["", "/"])
def test_a_pasted_megabyte(small: Path, bracketed: bool, where: str) -> None:
    with Terminal(*explore(small)) as terminal:
        terminal.until_shown(FIRST)
        terminal.send(where)
        if where:
            terminal.until_shown("a phrase")
        terminal.send(f"\x1b[200~{MEGABYTE}\x1b[201~" if bracketed else MEGABYTE.replace("q", "k"))
        if where:
            terminal.until_shown("at most 500 characters")
        settle(terminal)
        leave(terminal)


@pytest.mark.parametrize("controlling", [False, True])
@pytest.mark.parametrize("when", ["", "/sum", "\x10"])
def test_a_terminal_that_goes_away_ends_the_explorer(small: Path, controlling: bool, when: str) -> None:
    with Terminal(*explore(small), controlling=controlling) as terminal:
        terminal.until_shown(FIRST)
        terminal.send(when)
        terminal.drain(0.1)
        assert terminal.hang_up() == 128 + signal.SIGHUP


def test_a_terminal_that_takes_nothing_any_more(small: Path) -> None:
    with Terminal(*explore(small)) as terminal:
        terminal.until_shown(FIRST)
        # Nobody reads; the explorer draws until nothing more fits, and is still to be ended.
        for _ in range(60):
            os.write(terminal.master, b"jkjk\x14")
            terminal.process.poll()
        terminal.signal(signal.SIGTERM)
        assert terminal.process.wait(60) == 128 + signal.SIGTERM


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_suspended_and_brought_back(small: Path) -> None:
    with Terminal("--norc", "--noprofile", "-i", command=("bash",), controlling=True, PS1="ready> ") as terminal:
        terminal.until_shown("ready>")
        terminal.send(f"{sys.executable} -m iptui {small}\r")
        terminal.until_shown(FIRST)
        for _ in range(2):
            terminal.send("j\x1a")
            terminal.until(lambda: prompted(terminal, b"Stopped"))
            assert_given_back_to_shell(terminal)
            terminal.raw = b""
            terminal.screen.reset()
            terminal.send("fg\r")
            terminal.until(lambda: FIRST in terminal.text() and "of 9" in terminal.text())
            terminal.drain()
        terminal.send("q")
        # What is typed before the shell has the terminal again is dropped.
        terminal.until(lambda: prompted(terminal, b"?1049l"))
        terminal.send("echo left-$?\r")
        terminal.until_shown("left-0")
        assert_given_back_to_shell(terminal)
        terminal.send("exit\r")
        assert terminal.ended() == 0


def prompted(terminal: Terminal, after: bytes) -> bool:
    """Whether the shell asks for a command, after something else was written."""
    _, found, rest = terminal.raw.rpartition(after)
    return bool(found) and b"ready>" in rest


def assert_given_back_to_shell(terminal: Terminal) -> None:
    last = {}
    for numbers, state in re.findall(rb"\x1b\[\?([\d;]+)([hl])", terminal.raw):
        for number in numbers.decode().split(";"):
            last[number] = state.decode()
    # Bash itself turns 2004 on.
    assert [number for number in ("1049", "1000", "1003", "1006") if last.get(number) == "h"] == []
    assert last["25"] == "h"


@pytest.mark.parametrize("locale", ["C", "POSIX", "xx_XX.ISO-8859-1"])
def test_a_terminal_without_box_drawing(small: Path, locale: str) -> None:
    with Terminal(*explore(small), LC_ALL=locale, LANG=locale, PYTHONUTF8=None) as terminal:
        terminal.until_shown(FIRST)
        terminal.until_shown("+- Detail" if locale != "nothing" else "")
        assert "Jos" in terminal.text() or "Borland" in terminal.text()
        text = terminal.raw.decode("latin-1")
        assert "\\u" not in text
        assert "\\x" not in text
        if locale != "xx_XX.ISO-8859-1":
            assert text.isascii()
        leave(terminal)


def test_a_terminal_of_no_known_kind(small: Path) -> None:
    with Terminal(*explore(small), TERM=None) as terminal:
        terminal.until_shown(FIRST)
        settle(terminal)
        leave(terminal)


def test_a_terminal_that_cannot_move_its_cursor_is_told(small: Path) -> None:
    with Terminal(*explore(small), TERM="dumb") as terminal:
        assert terminal.ended() == 2
        assert b"\x1b" not in terminal.raw
        assert b"iptui list" in terminal.raw


@pytest.mark.parametrize("which", ["stdin", "stdout"])
def test_no_terminal_is_told(small: Path, which: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "iptui", str(small)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert done.stdout == ""
