"""Damage that the explorer meets in the middle of its work: it ends with a sentence, and never with another error."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from iptui.store.errors import StoreError
from iptui.tui.start import make_app
from large_database import Large, damage

SEEDS = range(int(os.environ.get("IPTUI_DAMAGED", "3")))
KEYS = """
3 4 1 G g end enter escape s escape j j slash r o c k enter n escape f space j space escape K right enter
t 2 0 2 1 enter
question_mark escape j enter escape G
"""


async def test_it_ends_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = Large(tmp_path)
    monkeypatch.setenv("IPTUI_LIBRARY", str(tmp_path / "library.sqlite"))
    ended = 0
    for seed in SEEDS:
        large.heal()
        large.harm(damage(large, random.Random(seed)))
        before = large.path.read_bytes()
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"cache-{seed}"))
        try:
            app = make_app(large.path, ours=False)
            async with app.run_test(size=(120, 40)) as pilot:
                for key in KEYS.split():
                    await pilot.press(key)
                await app.workers.wait_for_complete()
        except (StoreError, WorkerFailed) as error:
            found = error.error if isinstance(error, WorkerFailed) else error
            assert isinstance(found, StoreError), f"seed {seed}: {found!r}"
            assert str(large.path) in str(found)
            assert "\n" not in str(found)
            ended += 1
        assert large.path.read_bytes() == before
    assert ended > 0
