"""What every fuzzer is: inputs of what JSON has, and a check that passes or raises."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

__all__ = ["Fuzzer", "Value", "sentence"]

Value = Any
"""An input: text, or lists of texts and whole numbers."""


def sentence(error: Exception, path: Path | None = None) -> None:
    """An error is one sentence, which names the file."""
    assert str(error), repr(error)
    if path is not None:
        assert str(path) in str(error), error
        assert "\n" not in str(error), error


class Fuzzer(ABC):
    """One part of the program under random inputs."""

    inputs: st.SearchStrategy[Value]
    quick = True
    """Whether an input takes so little time that Hypothesis may try thousands to find the smallest."""
    patience = 1
    """How many times as long as an input may usually take one of its inputs may take."""

    def __init__(self, folder: Path) -> None:
        """Prepare what the inputs are made of, in a folder of its own."""
        self.folder = folder
        self.work = folder / "work"

    @abstractmethod
    def check(self, value: Value) -> None:
        """Put one input to the program."""

    def material(self, value: Value) -> bytes:
        """The input as a file that can be looked at."""
        return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")

    def shorten(self, value: Value, fails: Callable[[Value], bool]) -> None:  # noqa: B027 - most have nothing to do
        """Look for a shorter input that still fails; only where Hypothesis does not, as each takes long."""

    def told(self) -> str:
        """What else there is to tell of all inputs."""
        return ""

    def clear(self) -> Path:
        """The working folder, empty."""
        self.work.mkdir(exist_ok=True)
        for path in sorted(self.work.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        return self.work
