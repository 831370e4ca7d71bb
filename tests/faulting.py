"""Writing, killed at any moment or on a full disk, over and over: what is left must be the old or the new, whole.

Run as a program, `python tests/faulting.py ACTION FAULT TIMES SEED`; prints what became of it as JSON. Each time a fork
does the writing, from a Python that has imported everything, so that the moments lie in the work and not before it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections import Counter
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from crisis import small_crisis
from exchange_helpers import ask, sound
from iptui.cli import main
from iptui.store.bundled import ensure_bundled
from iptui.store.catalogue import Catalogue
from iptui.store.library import AttachedText, Library
from store.strangers import change, opened

__all__ = ["ACTIONS"]


class Action(ABC):
    """Something that writes; run again and again over what the last run has left."""

    def __init__(self, folder: Path) -> None:
        """Prepare what it needs, in a folder of its own."""
        self.folder = folder

    @abstractmethod
    def run(self) -> int:
        """Do it; the exit code."""

    @abstractmethod
    def check(self, code: int) -> str:
        """See what is left after an end with a code (0: it said that it was done); `old` or `new`."""


class Replacing(Action):
    """Makes a database in place of another."""

    old = new = b""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.target = folder / "target" / "made.sqlite"
        self.target.parent.mkdir()
        self.prepare()
        assert self.run() == 0
        self.facts = self.tell()
        self.size = self.target.stat().st_size
        self.make_old()
        self.old = self.target.read_bytes()

    def prepare(self) -> None:
        """Make what it reads."""

    def make_old(self) -> None:
        """Put a database at the target that is to be replaced."""
        small = self.folder / "old.csv"
        small.write_text("date,title\n2001-01-01,old\n", encoding="utf-8")
        assert main(["import", "csv", str(small), "-o", str(self.target)]) == 0

    def tell(self) -> str:
        """What a whole database holds, without what differs from run to run."""
        return sha256(
            repr(
                [ask(self.target, f"SELECT * FROM {table}") for table in ("event", "passage", "seal_item", "claim")]
            ).encode()
        ).hexdigest()

    def check(self, code: int) -> str:
        left = [path for path in self.target.parent.iterdir() if path != self.target]
        if code >= 0:
            assert left == [], left
        for path in left:
            assert path.name.startswith("."), path
            path.unlink()
        if self.target.read_bytes() == self.old:
            assert code != 0, "it said that it was done"
            return "old"
        sound(self.target)
        opened(self.target)
        assert self.tell() == self.facts
        self.target.write_bytes(self.old)
        return "new"


class Import(Replacing):
    """A table of many rows."""

    def prepare(self) -> None:
        rows = "".join(
            f"2024-01-{n % 28 + 1:02},event {n},{'Iran' if n % 2 else 'Pakistan'},text {n}\n" for n in range(1500)
        )
        (self.folder / "new.csv").write_text("date,title,initiator,text\n" + rows, encoding="utf-8")

    def run(self) -> int:
        return main(["import", "csv", str(self.folder / "new.csv"), "-o", str(self.target)])


class ImportJson(Replacing):
    """A list of many objects."""

    def prepare(self) -> None:
        rows = [
            {"date": f"2024-01-{n % 28 + 1:02}", "title": f"event {n}", "initiator": ["Iran"], "text": f"text {n}"}
            for n in range(1500)
        ]
        (self.folder / "new.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")

    def run(self) -> int:
        return main(["import", "json", str(self.folder / "new.json"), "-o", str(self.target)])


class SkipBad(Replacing):
    """A table with rows that are refused, which go into a file of their own: whole, or as it was."""

    def prepare(self) -> None:
        rows = "".join(f"2024-{n % 13 + 1:02}-01,event {n},{'text ' * 30}{n}\n" for n in range(1500))
        (self.folder / "new.csv").write_text("date,title,text\n" + rows, encoding="utf-8")
        self.bad = self.folder / "bad" / "bad.csv"
        self.bad.parent.mkdir()

    def run(self) -> int:
        words = ["import", "csv", str(self.folder / "new.csv"), "-o", str(self.target), "--skip-bad", "--bad-to"]
        code = main([*words, str(self.bad)])
        # That rows were refused is what it says when all went well.
        return 0 if code == 1 else code

    def make_old(self) -> None:
        self.whole = self.bad.read_bytes()
        assert self.whole.count(b"\n") == 1 + 115
        self.bad.write_bytes(b"old")
        super().make_old()

    def check(self, code: int) -> str:
        found = super().check(code)
        left = [path for path in self.bad.parent.iterdir() if path != self.bad]
        assert code < 0 or left == [], left
        for path in left:
            assert path.name.startswith("."), path
            path.unlink()
        rows = self.bad.read_bytes()
        assert rows in (b"old", self.whole)
        # A database without its refused rows is only left by who could not say that it was done.
        assert rows == self.whole if code == 0 else rows == b"old" or found == "new"
        self.bad.write_bytes(b"old")
        return found


class Build(Replacing):
    """A crisis folder."""

    def prepare(self) -> None:
        small_crisis(self.folder)

    def run(self) -> int:
        return main(["build", str(self.folder / "dorf"), "-o", str(self.target)])


class Backup(Build):
    """A copy of a database."""

    def run(self) -> int:
        source = self.folder / "source.sqlite"
        if not source.exists():
            assert main(["build", str(self.folder / "dorf"), "-o", str(source)]) == 0
        return main(["db", "backup", str(self.target), "-d", str(source)])


class Seal(Action):
    """The bundled crisis, built and sealed into the cache on first use."""

    size = 1_600_000

    def run(self) -> int:
        os.environ["XDG_CACHE_HOME"] = str(self.folder / "cache")
        ensure_bundled(None)
        return 0

    def check(self, code: int) -> str:
        cached = list((self.folder / "cache").rglob("*.sqlite"))
        if not cached:
            assert code != 0
        for path in cached:
            sound(path)
            opened(path)
            path.unlink()
        return "new" if cached else "old"


class Edited(Action):
    """A database that a script has changed, as each run finds it again."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        self.target = folder / "target" / "made.sqlite"
        self.target.parent.mkdir()
        small_crisis(folder)
        assert main(["build", str(folder / "dorf"), "-o", str(self.target)]) == 0
        change(self.target, "UPDATE event SET title = 'edited' WHERE id = 'aland-fires'")
        self.old = self.target.read_bytes()
        self.size = 2 * len(self.old)


class SealInPlace(Edited):
    """Sealed in its own file."""

    def run(self) -> int:
        return main(["seal", str(self.target)])

    def check(self, code: int) -> str:
        # Reading first: a journal that was left must not be in the way.
        with Catalogue.open(self.target) as catalogue:
            row = catalogue.row("aland-fires")
            assert row is not None
            assert row.title == "edited"
        sound(self.target)
        ((fresh,),) = ask(self.target, "SELECT fresh FROM sealing")
        assert fresh or code != 0, "it said that it was done"
        if code >= 0:
            assert [path.name for path in self.target.parent.iterdir()] == [self.target.name]
        self.target.with_name(self.target.name + "-journal").unlink(missing_ok=True)
        self.target.write_bytes(self.old)
        return "new" if fresh else "old"


class SealACopy(Edited):
    """Sealed in a copy in the cache, by who lists it."""

    def run(self) -> int:
        return main(["list", "-d", str(self.target)])

    def check(self, code: int) -> str:
        assert self.target.read_bytes() == self.old
        cache = self.folder / "cache" / "iptui" / "sealed"
        copies = list(cache.glob("*.sqlite"))
        assert copies or code != 0, "it said that it was done"
        for path in copies:
            sound(path)
            assert ask(path, "SELECT title FROM seal_item WHERE id = 'aland-fires'") == [("edited",)]
            path.unlink()
        left = list(cache.iterdir()) if cache.exists() else []
        assert code < 0 or left == [], left
        for path in left:
            assert path.name.startswith("."), path
        return "new" if copies else "old"


class Attach(Action):
    """A copy of a source into the user's library, which holds others already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.library = Library(folder / "library" / "library.sqlite")
        self.confirmed = {"kept": self.text("kept", 0)}
        self.library.attach(self.confirmed["kept"])
        self.number = 0
        self.size = 400_000

    @staticmethod
    def text(source: str, number: int) -> AttachedText:
        text = f"The words of {source}, {number}. " * 4000
        digest = sha256(text.encode()).hexdigest()
        return AttachedText("dorf", source, f"{source}.txt", "text", digest, digest, text, "2024-05-01T00:00:00Z")

    def run(self) -> int:
        self.library.attach(self.text(f"s{self.number % 3}", self.number))
        return 0

    def check(self, code: int) -> str:
        wanted = self.text(f"s{self.number % 3}", self.number)
        self.number += 1
        found = self.library.texts("dorf")
        there = found.get(wanted.source)
        if there == wanted:
            self.confirmed[wanted.source] = wanted
        assert found == self.confirmed
        assert code != 0 or there == wanted, "it said that it was done"
        assert ask(self.library.path, "PRAGMA integrity_check") == [("ok",)]
        return "new" if there == wanted else "old"


class Forget(Attach):
    """A copy of a source out of the user's library, which holds others as well."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for number in range(3):
            self.keep(number)

    def keep(self, number: int) -> None:
        """Attach a text that is to be forgotten."""
        text = self.text(f"s{number}", number)
        self.library.attach(text)
        self.confirmed[text.source] = text

    def run(self) -> int:
        assert self.library.forget("dorf", f"s{self.number % 3}")
        return 0

    def check(self, code: int) -> str:
        source = f"s{self.number % 3}"
        self.number += 1
        found = self.library.texts("dorf")
        gone = source not in found
        if gone:
            del self.confirmed[source]
        assert found == self.confirmed
        assert gone or code != 0, "it said that it was done"
        assert ask(self.library.path, "PRAGMA integrity_check") == [("ok",)]
        if gone:
            self.keep(int(source[1:]))
        return "new" if gone else "old"


ACTIONS: dict[str, type[Action]] = {
    "import": Import,
    "import json": ImportJson,
    "import with bad rows": SkipBad,
    "build": Build,
    "backup": Backup,
    "seal": Seal,
    "seal in place": SealInPlace,
    "seal a copy": SealACopy,
    "attach": Attach,
    "forget": Forget,
}


def _fork(action: Action, most: int | None) -> int:
    """Do it in a fork, which may write files of so many bytes; its process number."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        if most is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        code = action.run()
    except Exception as error:
        from iptui.store.errors import StoreError

        code = 3 if isinstance(error, StoreError) else 70
        raise
    finally:
        os._exit(code)


def _killed(action: Action, moment: float) -> int:
    """Kill it so many seconds after it has begun."""
    pid = _fork(action, None)
    time.sleep(moment)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _full(action: Action, chance: random.Random, size: int) -> int:
    pid = _fork(action, chance.randrange(int(size * 1.1)))
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, 3), f"exit code {code} on a full disk"
    return code


def run(name: str, fault: str, times: int, seed: int) -> dict[str, int]:
    """Let a fault hit an action so many times; how often the old and the new was left."""
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="iptui-faults-") as folder:
        action = ACTIONS[name](Path(folder))
        durations = []
        # How long it takes has to be known only for killing it.
        for _ in range(3 if fault == "kill" else 1):
            begun = time.monotonic()
            os.waitpid(_fork(action, None), 0)
            durations.append(time.monotonic() - begun)
            assert action.check(0) == "new"
        for number in range(times):
            if fault == "kill":
                # Each in a share of its own, the first at once: on a busy machine, too, some come early and some late.
                moment = (number + chance.random()) / times if number else 0
                code = _killed(action, 1.1 * max(durations) * moment)
            else:
                code = _full(action, chance, getattr(action, "size", 0))
            try:
                found[action.check(code)] += 1
            except AssertionError as error:
                raise AssertionError(f"{name}, {fault} number {number} of seed {seed}, exit code {code}") from error
    return dict(found)


if __name__ == "__main__":
    name_, fault_, times_, seed_ = sys.argv[1:]
    os.environ.pop("IPTUI_LIBRARY", None)
    ensure_bundled(None)
    print(json.dumps(run(name_, fault_, int(times_), int(seed_))))
