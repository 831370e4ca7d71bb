"""Fixtures that every test may use. Nothing of the product is imported at load time."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.strategies import characters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iptui.store.catalogue import Catalogue

ROOT = Path(__file__).resolve().parent.parent
_OF_A_TERMINAL = (
    "CLICOLOR", "CLICOLOR_FORCE", "COLORFGBG", "COLORTERM", "COLUMNS", "FORCE_COLOR", "LANG", "LANGUAGE", "LINES",
    "NO_COLOR", "PAGER", "STY", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "VTE_VERSION", "WT_SESSION",
)  # fmt: skip

# No deadlines: a busy machine is not a bug. In CI the same examples every time.
settings.register_profile(
    "iptui",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("iptui")


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many processes as there are cores: a test of the explorer waits for half of its time."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 2 * cores


@pytest.hookimpl(wrapper=True)
def pytest_sessionstart(session: pytest.Session) -> Iterator[None]:
    """Have Hypothesis' table of all characters made while the other processes start, where they share the tests.

    In a fresh clone each of them would make its own, for seconds, at its first random text.
    """
    yield
    if session.config.getoption("numprocesses", None):
        characters(codec="utf-8").validate()


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Let signals reach what the tests start, also where a shell or `nohup` that ran them had some ignored."""
    for name in ("SIGINT", "SIGHUP", "SIGTERM", "SIGQUIT", "SIGTSTP", "SIGTTIN", "SIGTTOU"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the test run's own: no test reads or writes the user's cache, data or settings.

    One for the session, so that the bundled crisis is built once per test process. Child
    processes inherit it.
    """
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("IPTUI_")]:
            if name != "IPTUI_SHARED":
                patch.delenv(name)
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, str(home))
        # Of the terminal that the tests were started from, or of none, nothing is to depend either.
        for name in list(os.environ):
            if name in _OF_A_TERMINAL or name.startswith(("TEXTUAL", "LC_")):
                patch.delenv(name)
        patch.setenv("TERM", "xterm-256color")
        for name, folder in (
            ("XDG_CACHE_HOME", ".cache"),
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_DATA_HOME", ".local/share"),
            ("XDG_STATE_HOME", ".local/state"),
            ("APPDATA", "AppData/Roaming"),
            ("LOCALAPPDATA", "AppData/Local"),
        ):
            patch.setenv(name, str(home / folder))
        yield home


@pytest.fixture(scope="module")
def crisis() -> Iterator[Catalogue]:
    """The bundled crisis, open."""
    from iptui.store.bundled import ensure_bundled
    from iptui.store.catalogue import Catalogue

    with Catalogue.open(ensure_bundled(), ours=True) as catalogue:
        yield catalogue


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The root of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of articles and foreign data that is not part of the project; skips without it.

    It is `IPTUI_SHARED`, or `../shared` as seen from the root of the source tree.
    """
    given = os.environ.get("IPTUI_SHARED")
    path = Path(given) if given else ROOT.parent / "shared"
    if not path.is_dir():
        where = "IPTUI_SHARED" if given else "../shared"
        pytest.skip(f"the articles and foreign data are not here ({where} is not a folder)")
    return path


@pytest.fixture(scope="session")
def sources_dir(shared_dir: Path) -> Path:
    """The folder of the five articles of the bundled crisis; skips where it is absent."""
    path = shared_dir / "sources"
    if not any(path.glob("*.txt")):
        pytest.skip("the articles of the bundled crisis are not here (no sources/*.txt)")
    return path
