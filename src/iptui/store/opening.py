"""Opening a crisis database, read-only and suspicious: a file may come from a stranger.

The file that was named is never written to, not even by SQLite's own recovery: a database in WAL mode or with a
hot journal is copied, with its companions, and the copy is opened.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from pathlib import Path
from urllib.parse import quote

from iptui.store.errors import DatabaseError

__all__ = ["APPLICATION_ID", "SCHEMA_VERSION", "connect", "open_readonly"]

APPLICATION_ID = 0x69707475
SCHEMA_VERSION = 1
_MAGIC = b"SQLite format 3\x00"


def _check_header(path: Path) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise DatabaseError(f"{path}: a folder, not a database; to build a crisis folder see `iptui check`")
        if not stat.S_ISREG(found.st_mode):
            raise DatabaseError(f"{path}: not a regular file")
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError as error:
        raise DatabaseError(f"{path}: no such file") from error
    except OSError as error:
        raise DatabaseError(f"{path}: {error.strerror or error}") from error
    if not header:
        raise DatabaseError(f"{path}: empty, not a database")
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise DatabaseError(f"{path}: not a SQLite database")
    version, application = int.from_bytes(header[60:64]), int.from_bytes(header[68:72])
    if application != APPLICATION_ID:
        raise DatabaseError(f"{path}: a SQLite database, but not a crisis of iptui (application_id {application:#x})")
    if version > SCHEMA_VERSION:
        raise DatabaseError(f"{path}: made by a newer iptui (schema {version}, this one reads {SCHEMA_VERSION})")
    return header


def connect(path: Path, *, immutable: bool = False, same_thread: bool = True) -> sqlite3.Connection:
    """A hardened read-only connection to a file whose header was checked.

    Raises:
        DatabaseError: when SQLite cannot open it.
    """
    uri = f"file:{quote(os.fspath(path.absolute()))}?mode=ro" + ("&immutable=1" if immutable else "")
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=same_thread, timeout=5)
        for pragma in (
            "query_only = ON",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "mmap_size = 0",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: cannot be opened: {error}") from error
    except UnicodeDecodeError as error:
        raise DatabaseError(f"{path}: damaged: its schema is not UTF-8") from error
    return connection


def open_readonly(path: Path, *, ours: bool = False, same_thread: bool = True) -> sqlite3.Connection:
    """Open a crisis database for reading.

    Args:
        path: the file.
        ours: whether it is a sealed file in our own cache, which nobody changes once it is there.
        same_thread: whether only the calling thread will use the connection.

    Raises:
        DatabaseError: one sentence that says what the file is instead, or why it cannot be read.
    """
    header = _check_header(path)
    if ours:
        return connect(path, immutable=True, same_thread=same_thread)
    companions = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")]
    if header[18:20] == b"\x02\x02" or any(companion.exists() for companion in companions):
        return _open_copy(path, companions, same_thread=same_thread)
    return connect(path, same_thread=same_thread)


def _open_copy(path: Path, companions: list[Path], *, same_thread: bool) -> sqlite3.Connection:
    folder = Path(tempfile.mkdtemp(prefix="iptui-copy-"))
    try:
        copy = folder / "crisis.sqlite"
        shutil.copyfile(path, copy)
        for companion in companions:
            if companion.is_file():
                shutil.copyfile(companion, copy.with_name(copy.name + companion.name.removeprefix(path.name)))
        # Opened for writing once, so that SQLite recovers the copy; then read into memory, and the copy goes.
        source = sqlite3.connect(copy, isolation_level=None)
        try:
            memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=same_thread)
            source.backup(memory)
        finally:
            source.close()
        memory.execute("PRAGMA query_only = ON")
        memory.execute("PRAGMA trusted_schema = OFF")
        return memory
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: cannot be recovered: {error}") from error
    except OSError as error:
        raise DatabaseError(f"{path}: cannot be copied for reading: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
