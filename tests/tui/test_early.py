"""The first screen, drawn before Textual is there: the very screen that Textual then draws, and no key is lost."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("termios", reason="needs a terminal of POSIX")


import pyte
from rich.color import Color, ColorSystem

from iptui.store.bundled import ensure_bundled
from iptui.tui import frame
from iptui.tui.format.looks import DARK, LOOKS
from iptui.tui.themes import THEMES
from tui.terminal import Terminal, explore
from tui.test_terminal import assert_given_back

DRAWN = b"\x1b[?2026l"
"""Ends the early screen: from here on everything comes from Textual."""
Cell = tuple[object, ...]


def cells(screen: pyte.Screen, lines: Iterable[int]) -> dict[int, list[Cell]]:
    """What can be seen of every cell of some lines: the colour of nothing is not."""

    def seen(cell: pyte.screens.Char) -> Cell:
        bare = cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough)
        look = () if bare else (cell.fg, cell.bold, cell.italics, cell.underscore, cell.strikethrough, cell.reverse)
        return (cell.data, cell.bg, *look)

    return {y: [seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in lines}


def pieces(raw: bytes, size: int = 700) -> Iterator[str]:
    """The output cut where no sequence is cut."""
    text = raw.decode()
    at = 0
    while at < len(text):
        end = text.find("\x1b", at + size)
        yield text[at : end if end > 0 else len(text)]
        at = end if end > 0 else len(text)


def settled(terminal: Terminal) -> bytes:
    """Everything that a program has written by the time that Textual has drawn its first screen."""
    terminal.until(lambda: terminal.raw.count(b"quit") > 1 and b"\x1b[?2004h" in terminal.raw)
    quiet = time.monotonic() + 0.6
    before = len(terminal.raw)
    while time.monotonic() < quiet:
        terminal.read(0.1)
        if len(terminal.raw) != before:
            before, quiet = len(terminal.raw), time.monotonic() + 0.6
    return terminal.raw


def assert_same_throughout(raw: bytes, columns: int, lines: int) -> None:
    """The early screen is there, Textual's is the same, and so is everything between them."""
    early, end, rest = raw.partition(DRAWN)
    assert end, "no early screen"
    assert raw.count(b"\x1b[?1049h") == 1
    screen = pyte.Screen(columns, lines)
    stream = pyte.Stream(screen)
    stream.feed(early.decode())
    first = cells(screen, range(lines))
    assert "quit" in screen.display[-1]
    for piece in pieces(rest):
        screen.dirty.clear()
        stream.feed(piece)
        # The emulator tells which lines have been written to; a line of a large screen takes as long as the piece.
        for y, now in cells(screen, screen.dirty).items():
            assert first[y] == now, f"line {y}: {screen.display[y]!r}"
    assert cells(screen, range(lines)) == first


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        (40, 12),
        (60, 16),
        (69, 17),
        (70, 24),
        (80, 24),
        (109, 33),
        (110, 34),
        (120, 40),
        (169, 45),
        (200, 50),
        (250, 70),
    ],
)
def test_textual_draws_the_same_screen_again(small: Path, columns: int, lines: int) -> None:
    with Terminal(*explore(small), columns=columns, lines=lines, COLORTERM="truecolor", IPTUI_EARLY="1") as terminal:
        assert_same_throughout(settled(terminal), columns, lines)
        terminal.send("q")
        assert terminal.ended() == 0
        assert_given_back(terminal)


@pytest.mark.parametrize(
    "words", ["", "actor:iran", "-actor:pakistan", "kind:statement", "strike", "type:assault since:2024-01-17"]
)
def test_with_a_filter(words: str) -> None:
    arguments = ("-m", "iptui", *words.split())
    with Terminal(*arguments, columns=120, lines=40, COLORTERM="truecolor", IPTUI_EARLY="1") as terminal:
        assert_same_throughout(settled(terminal), 120, 40)


@pytest.mark.parametrize("words", [(), ("actor:a4",)])
def test_of_thousands_of_actors(crowded: Path, words: tuple[str, ...]) -> None:
    for columns, lines in ((120, 28), (80, 50)):
        arguments = explore(crowded, *words)
        with Terminal(*arguments, columns=columns, lines=lines, COLORTERM="truecolor", IPTUI_EARLY="1") as terminal:
            assert_same_throughout(settled(terminal), columns, lines)


def test_in_256_colours(large: Path) -> None:
    with Terminal(*explore(large), COLORTERM="", IPTUI_EARLY="1", columns=100, lines=30) as terminal:
        assert_same_throughout(settled(terminal), 100, 30)


def test_of_a_hostile_crisis(hostile: Path) -> None:
    with Terminal(*explore(hostile), columns=120, lines=40, COLORTERM="truecolor", IPTUI_EARLY="1") as terminal:
        assert_same_throughout(settled(terminal), 120, 40)


@pytest.mark.parametrize("switch", ["0", "1"])
@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.2, 0.4])
def test_no_key_is_lost(large: Path, switch: str, delay: float) -> None:
    with Terminal(*explore(large), COLORTERM="truecolor", IPTUI_EARLY=switch) as terminal:
        time.sleep(delay)
        for _ in range(5):
            terminal.send("j")
            time.sleep(0.01)
        terminal.until_shown("6 of 2000")
        terminal.send("q")
        assert terminal.ended() == 0
        assert_given_back(terminal)


def test_a_terminal_that_changes_its_size_before_textual_is_there(small: Path) -> None:
    environment = {"COLORTERM": "truecolor", "IPTUI_EARLY": "1", "COLUMNS": "", "LINES": ""}
    with Terminal(*explore(small), columns=120, lines=40, **environment) as terminal:  # type: ignore[arg-type]
        terminal.until(lambda: DRAWN in terminal.raw)
        terminal.resize(80, 24)
        # The early screen of the former size may look like parts of it until all is drawn.
        terminal.until(
            lambda: (
                "quit" in terminal.screen.display[23]
                and "Timeline" in terminal.text()
                and "─" in terminal.screen.display[4][:80]
            )
        )
        terminal.send("q")
        assert terminal.ended() == 0
        assert_given_back(terminal)


def test_quitting_at_once(small: Path) -> None:
    with Terminal(*explore(small), COLORTERM="truecolor", IPTUI_EARLY="1") as terminal:
        terminal.until(lambda: DRAWN in terminal.raw)
        terminal.send("q")
        assert terminal.ended() == 0
        assert_given_back(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_textual_is_there(small: Path, number: signal.Signals) -> None:
    with Terminal(*explore(small), COLORTERM="truecolor", IPTUI_EARLY="1") as terminal:
        terminal.until(lambda: DRAWN in terminal.raw)
        time.sleep(0.03)
        terminal.signal(number)
        assert terminal.ended() == 128 + number
        assert terminal.modes_now() == terminal.modes
        last = dict(re.findall(rb"\x1b\[\?(25|1049)([hl])", terminal.raw))
        assert last == {b"25": b"h", b"1049": b"l"}


@pytest.mark.parametrize(
    "unusual",
    [
        {"IPTUI_EARLY": "0"},
        {"NO_COLOR": "1"},
        {"TERM": "linux"},
        {"TERM": "xterm", "COLORTERM": ""},
        {"LC_ALL": "C"},
        {"LC_ALL": "de_DE.ISO-8859-1"},
        {"COLUMNS": "90"},
        {"TEXTUAL_THEME": "nord"},
    ],
)
def test_what_is_unusual_is_left_to_the_ordinary_start(small: Path, unusual: dict[str, str]) -> None:
    environment = {"COLORTERM": "truecolor", "IPTUI_EARLY": "1", **unusual}
    with Terminal(*explore(small), **environment) as terminal:  # type: ignore[arg-type]
        terminal.until(lambda: b"\x1b[?1049h" in terminal.raw)
        terminal.until(lambda: b"\x1b[?1004h" in terminal.raw)
        assert DRAWN not in terminal.raw.partition(b"\x1b[?1004h")[0]
        assert terminal.raw.count(b"\x1b[?1049h") == 1
        terminal.until(lambda: len(terminal.raw) > 2000)
        terminal.send("q")
        assert terminal.ended() == 0


def test_what_is_wrong_is_told_without_a_screen(small: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(small.read_bytes()[:3000])
    for arguments in (explore(broken), explore(small, "actor:nobody-at-all"), explore(small, "known:2021-13")):
        with Terminal(*arguments, COLORTERM="truecolor", IPTUI_EARLY="1") as terminal:
            assert terminal.ended() in (2, 3)
            assert b"\x1b[?1049h" not in terminal.raw
            assert terminal.modes_now() == terminal.modes


def test_the_looks_are_those_of_the_first_theme() -> None:
    theme = THEMES[0]
    shown = {**theme.to_color_system().generate(), **theme.variables}
    assert {name: shown[name] for name in DARK} == DARK
    assert {look.colour for look in LOOKS.values()} | {look.background for look in LOOKS.values()} <= {*DARK, ""}


def test_256_colours_are_those_that_rich_takes() -> None:
    for colour in (*DARK.values(), "#000000", "#ffffff", "#808080", "#ff0000", "#0a0b0c", "#fedcba", "#5f5f60"):
        expected = Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT).number
        assert frame._code_of_256(colour) == f"5;{expected}"


def test_nothing_heavy_is_imported_before_the_first_screen() -> None:
    import subprocess

    program = (
        "import sys, iptui.cli, iptui.cli.explore;"
        "import iptui.tui, iptui.tui.early, iptui.tui.frame, iptui.tui.reading, iptui.store.shelf, iptui.store.bundled;"
        "from iptui.store.selecting import evaluate;"
        "print(sorted(name for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(re.findall(r"'([\w.]+)'", done.stdout))
    packages = {name.partition(".")[0] for name in loaded}
    assert not packages & {"textual", "rich", "click", "sqlite_utils", "dateutil", "asyncio", "dataclasses", "inspect"}
    assert not packages & {
        "hashlib",
        "json",
        "logging",
        "tempfile",
        "shutil",
        "subprocess",
        "tomllib",
        "email",
        "random",
        "datetime",
        "enum",
        "pathlib",
        "re",
    }
    ours = {name for name in loaded if name.startswith("iptui.")}
    assert not {name for name in ours if name.startswith(("iptui.evidence", "iptui.exchange", "iptui.tui.screens"))}
    assert not ours & {"iptui.store.build", "iptui.store.seal", "iptui.store.library", "iptui.tui.app"}
    assert len(loaded) <= 140, "modules before the first screen"


def test_what_few_first_screens_need_is_not_imported_for_the_bundled_one() -> None:
    import subprocess

    program = """
import sys
from iptui.cli.explore import explore
from iptui.tui.frame import encoded, first_screen
from iptui.tui.reading import open_reading
reading, wanted = open_reading(sys.argv[1], ours=True)
print(len(encoded(first_screen(reading, wanted, 120, 40, unattached=True), true_colour=True)))
print(*sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(ensure_bundled())], capture_output=True, text=True, check=True
    )
    size, modules = done.stdout.splitlines()
    assert int(size) > 120 * 40
    # Words to search for, filters, dates that are not plain, options, and what is told outside the explorer.
    seldom = {"iptui.text.folding", "iptui.text.normal", "iptui.filters.keys", "iptui.filters.reader"}
    seldom |= {"iptui.store.selecting", "iptui.store.naming", "iptui.store.fulltext", "iptui.edtf.display"}
    seldom |= {"iptui.edtf.parser", "iptui.edtf.dates", "iptui.cli.arguments", "iptui.cli.output"}
    assert not seldom & set(modules.split())
