"""How Textual takes over a terminal that has the first screen on it already: without clearing it, to give it back."""

from __future__ import annotations

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from iptui.tui.early import ENTER, EarlyScreen

__all__ = ["taking_over"]


def taking_over(driver: type[Driver] | None, early: EarlyScreen) -> type[Driver]:
    """A driver that takes the terminal over from an early screen, and goes on as another.

    Args:
        driver: the other, a `LinuxDriver`; None for that itself.
        early: the early screen.
    """
    base: type[LinuxDriver] = driver if driver is not None and issubclass(driver, LinuxDriver) else LinuxDriver

    class TakingOver(base):  # type: ignore[misc, valid-type]
        """Enters the terminal's other screen only when it has left it."""

        def start_application_mode(self) -> None:
            """Take the terminal, and remember the modes that it had before the early screen."""
            super().start_application_mode()
            if not early.is_handed_over:
                early.is_handed_over = True
                self.attrs_before = early.modes

        def write(self, data: str) -> None:
            """Write, but for the first change to the screen that the terminal is on already: it would clear it."""
            if data != ENTER or early.is_handed_over:
                super().write(data)

    return TakingOver
