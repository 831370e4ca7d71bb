"""Finds the project's data (`db/`): schema, views, codebook, named queries, formats, crises.

In a source tree, an editable install included, the data is the `db/` folder beside `src/`; in an
installed package it is `iptui/_db`, which may lie in a zip file. This module only finds and reads;
it never writes, and knows nothing of what the files mean.
"""

from __future__ import annotations

import os
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

_MARKER = "schema.sql"
_PACKAGED = "_db"


class ResourceError(Exception):
    """The bundled data, or one entry of it, cannot be had."""


class ResourceNameError(ResourceError, ValueError):
    """A name that cannot be that of an entry below `db/`, such as `../secret`."""


class ResourceNotFoundError(ResourceError, FileNotFoundError):
    """The data folder, or an entry of it, is not there."""


def _is_plain(part: str) -> bool:
    """Tell whether a part of a name is an ordinary file name on every system."""
    bare = part.replace("-", "").replace("_", "").replace(".", "")
    return part[:1].isalnum() and bare.isalnum() and part.isascii() and len(part) <= 100


def source_tree() -> Path | None:
    """Return the root of the source tree this package runs from.

    Returns:
        The folder that holds `pyproject.toml`, `db/` and `src/`, or None where the package is
        installed elsewhere. A folder `src` of another project into which iptui was installed does
        not count, whatever lies beside it: its `pyproject.toml` names another project.
    """
    from pathlib import Path

    root = _tree()
    return None if root is None else Path(root)


def _tree() -> str | None:
    above, name = os.path.split(os.path.dirname(_package()))
    if name != "src" or not os.path.isfile(os.path.join(above, "db", _MARKER)):
        return None
    try:
        with open(os.path.join(above, "pyproject.toml"), encoding="utf-8") as file:
            project = file.read()
    except (OSError, UnicodeDecodeError):
        return None
    return above if '\nname = "iptui"\n' in project else None


def _package() -> str:
    return os.path.dirname(os.path.realpath(__file__))


@cache
def data_folder() -> str | None:
    """Return the path of the folder of the bundled data, None where the package is in a zip file or has none."""
    tree = _tree()
    if tree is not None:
        return os.path.join(tree, "db")
    installed = os.path.join(_package(), _PACKAGED)
    return installed if os.path.isfile(os.path.join(installed, _MARKER)) else None


@cache
def data_root() -> Path | Traversable:
    """Return the folder of the bundled data, `db/`.

    Returns:
        A `Path` in a source tree and in an ordinary install; a `Traversable` where the package is
        imported from a zip file. Use only what both have: `joinpath`, `iterdir`, `is_file`,
        `is_dir`, `name`, `open`, `read_text`, `read_bytes`.

    Raises:
        ResourceNotFoundError: There is no data beside `src/` and none in the package; the
            installation is broken.
    """
    from pathlib import Path

    folder = data_folder()
    if folder is not None:
        return Path(folder)
    # Imported here only: it brings in tempfile and zipfile, and a package in a zip is rare.
    from importlib.resources import files

    packaged = files("iptui").joinpath(_PACKAGED)
    if packaged.joinpath(_MARKER).is_file():
        return packaged
    msg = (
        f"the bundled data is missing: neither a db/ folder beside src/ nor "
        f"{os.path.join(_package(), _PACKAGED)} holds {_MARKER}; install iptui again"
    )
    raise ResourceNotFoundError(msg)


def entry(name: str) -> Path | Traversable:
    """Return one file or folder of the bundled data.

    Args:
        name: Its place below `db/`, with `/` between the parts: `"schema.sql"`,
            `"queries/daily.sql"`, `"iran-pakistan-2024"`.

    Raises:
        ResourceNameError: A part of `name` is not made of ASCII letters, digits, `-`, `_` and
            `.`, or begins with a sign: nothing such as `..` can lead out of `db/`.
        ResourceNotFoundError: There is no such entry, or no data at all.
    """
    parts = name.split("/")
    if not all(_is_plain(part) for part in parts):
        msg = f"not the name of an entry of the bundled data: {name!r}"
        raise ResourceNameError(msg)
    found = data_root().joinpath(*parts)
    if not (found.is_file() or found.is_dir()):
        msg = f"the bundled data has no {name!r}"
        raise ResourceNotFoundError(msg)
    return found


def entries(folder: str, suffix: str = "") -> list[Path | Traversable]:
    """Return what lies directly in a folder of the bundled data, in the order of the names.

    Args:
        folder: A folder below `db/`, as for `entry`.
        suffix: Only names that end so, for instance `".sql"`; all of them by default.

    Raises:
        ResourceNameError: As for `entry`.
        ResourceNotFoundError: As for `entry`, or `folder` is a file.
    """
    found = entry(folder)
    if not found.is_dir():
        msg = f"{folder!r} is a file of the bundled data, not a folder"
        raise ResourceNotFoundError(msg)
    return sorted(
        (child for child in found.iterdir() if child.name.endswith(suffix)),
        key=lambda child: child.name,
    )


def read_text(name: str) -> str:
    """Return the text of one file of the bundled data, decoded as UTF-8.

    Args:
        name: Its place below `db/`, as for `entry`.

    Raises:
        ResourceNameError: As for `entry`.
        ResourceNotFoundError: As for `entry`, or `name` is a folder.
        ResourceError: The file cannot be read or is not UTF-8.
    """
    folder = data_folder()
    if folder is not None and all(map(_is_plain, name.split("/"))):
        path = os.path.join(folder, *name.split("/"))
        if os.path.isfile(path):
            try:
                with open(path, encoding="utf-8") as file:
                    return file.read()
            except (OSError, UnicodeDecodeError) as error:
                raise ResourceError(f"cannot read {name!r} of the bundled data: {error}") from error
    found = entry(name)
    if not found.is_file():
        msg = f"{name!r} is a folder of the bundled data, not a file"
        raise ResourceNotFoundError(msg)
    try:
        return found.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"cannot read {name!r} of the bundled data: {error}"
        raise ResourceError(msg) from error
