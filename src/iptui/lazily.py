"""Packages whose modules are imported when the first of their names is asked for.

Such a package says which of its names are in which module, and takes its `__getattr__` (PEP 562) from here.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["from_modules"]


def from_modules(package: dict[str, object], homes: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """Make the `__getattr__` of a package: it imports the module that a name is in, and keeps all names from it.

    Args:
        package: the package's `globals()`.
        homes: by module of the package, the names to be had from it.
    """

    def found(name: str) -> object:
        for home, names in homes.items():
            if name in names:
                module = __import__(f"{package['__name__']}.{home}", fromlist=names)
                package.update({each: getattr(module, each) for each in names})
                return package[name]
        raise AttributeError(f"module {package['__name__']!r} has no attribute {name!r}")

    return found
