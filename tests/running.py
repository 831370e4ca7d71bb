"""What a run of the command line gives back, for the tests that run it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Done:
    """What a command wrote, its line ends untouched, and its exit code."""

    code: int
    out: str
    err: str


class Run(Protocol):
    def __call__(
        self,
        *arguments: str,
        stdin: str = "",
        env: Mapping[str, str] | None = None,
        database: Path | None = None,
    ) -> Done: ...
