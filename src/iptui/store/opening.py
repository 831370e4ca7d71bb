"""Opening a crisis database, read-only and suspicious: a file may come from a stranger.

The file that was named is never written to, not even by SQLite's own recovery: a database in WAL mode or with a
hot journal is copied, with its companions, and the copy is opened. What is in it is held against our own schema
first (`genuine`). That a file was found sound is remembered in the cache (`remembered`) until it is changed, and
its schema is then compared with the one that was looked at, word by word.
"""

from __future__ import annotations

import os
import stat

from iptui import __version__
from iptui.store import remembered
from iptui.store.engine import sqlite3
from iptui.store.errors import DatabaseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "APPLICATION_ID",
    "SCHEMA_VERSION",
    "SEAL_VERSION",
    "check_header",
    "connect",
    "files_of",
    "harden",
    "open_judged",
    "open_readonly",
    "refusal",
    "state_of",
]

APPLICATION_ID = 0x69707475
SCHEMA_VERSION = 3
SEAL_VERSION = "3"
"""Of the way in which the sealed tables are derived; what another way made is made anew."""
_MAGIC = b"SQLite format 3\x00"
_SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")
MAX_VALUE = 32_000_000
"""Bytes that one value or one row may take."""
_PATIENCE = 2.0
_TRIES = 3
_UNRESERVED = frozenset(b"/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def check_header(path: Path | str) -> bytes:
    """The first 100 bytes of a file that says of itself that it is a crisis database this program can read.

    Raises:
        DatabaseError: one sentence that says what the file is instead, or why it cannot be read.
    """
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise DatabaseError(f"{path}: a folder, not a database; to build a crisis folder see `iptui check`")
        if not stat.S_ISREG(found.st_mode):
            raise DatabaseError(f"{path}: not a regular file")
        with open(path, "rb", buffering=0) as file:
            header = file.read(100)
    except FileNotFoundError as error:
        raise DatabaseError(f"{path}: no such file") from error
    except OSError as error:
        raise DatabaseError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise DatabaseError(f"{str(path)!r}: not the name of a file: {error}") from error
    if not header:
        raise DatabaseError(f"{path}: empty, not a database")
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise DatabaseError(f"{path}: not a SQLite database")
    version, application = int.from_bytes(header[60:64]), int.from_bytes(header[68:72])
    if application != APPLICATION_ID:
        raise DatabaseError(f"{path}: a SQLite database, but not a crisis of iptui (application_id {application:#x})")
    if version > SCHEMA_VERSION:
        raise DatabaseError(f"{path}: made by a newer iptui (schema {version}, this one reads {SCHEMA_VERSION})")
    page = {1: 65536}.get(int.from_bytes(header[16:18]), int.from_bytes(header[16:18]))
    # SQLite takes a last page that is cut off for a whole one. In WAL mode the rest may still be in the log.
    if (
        header[24:28] == header[92:96]
        and found.st_size < int.from_bytes(header[28:32]) * page
        and 2 not in header[18:20]
    ):
        raise DatabaseError(f"{path}: damaged: it is cut off after {found.st_size} bytes")
    if version < 1:
        raise DatabaseError(f"{path}: a half-made crisis (schema {version}, there never was one)")
    return header


def _uri(path: Path | str, *, immutable: bool) -> str:
    # Bytes, as a name need not be UTF-8; an empty authority, as one that begins with // would be taken for a host.
    absolute = os.fsencode(os.path.join(os.getcwd(), path)).replace(os.fsencode(os.sep), b"/")
    name = "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in absolute)
    return f"file://{name if name.startswith('/') else '/' + name}?mode=ro" + ("&immutable=1" if immutable else "")


def harden(connection: sqlite3.Connection) -> None:
    """Make a connection one that only reads, trusts nothing in the schema, and takes no value beyond `MAX_VALUE`."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")


def refusal(path: Path | str, error: sqlite3.Error) -> DatabaseError:
    """What SQLite says of a file, in a sentence that names it.

    The bundled crisis is removed from the cache where it is the one that is damaged: what is built can be built again.
    """
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    # It may quote a name or statement of the schema, over several lines.
    said = " ".join(str(error).split())
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseError(f"{path}: another program is writing to it and holds the lock; try again when it is done")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        from iptui.store.bundled import discard

        renewed = "; it has been removed, start again and it is built anew" if discard(path) else ""
        return DatabaseError(f"{path}: damaged: {said}{renewed}")
    return DatabaseError(f"{path}: cannot be read: {said}")


def connect(path: Path | str, *, immutable: bool = False, same_thread: bool = True) -> sqlite3.Connection:
    """A hardened read-only connection to a file whose header was checked.

    Raises:
        DatabaseError: when SQLite cannot open it.
    """
    try:
        return _connect(path, immutable=immutable, same_thread=same_thread)
    except sqlite3.Error as error:
        raise refusal(path, error) from error
    except (UnicodeDecodeError, MemoryError) as error:
        raise DatabaseError(f"{path}: damaged: its schema cannot be read") from error


def _connect(path: Path | str, *, immutable: bool = False, same_thread: bool = True) -> sqlite3.Connection:
    connection = sqlite3.connect(
        _uri(path, immutable=immutable),
        uri=True,
        isolation_level=None,
        check_same_thread=same_thread,
        timeout=_PATIENCE,
    )
    try:
        harden(connection)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def open_readonly(path: Path | str, *, ours: bool = False, same_thread: bool = True) -> sqlite3.Connection:
    """Open a crisis database for reading; the arguments and errors are those of `open_judged`."""
    return open_judged(path, ours=ours, same_thread=same_thread)[0]


def open_judged(path: Path | str, *, ours: bool = False, same_thread: bool = True) -> tuple[sqlite3.Connection, bool]:
    """Open a crisis database for reading.

    Args:
        path: the file.
        ours: whether it is a sealed file in our own cache, which nobody changes once it is there.
        same_thread: whether only the calling thread will use the connection.

    Returns:
        The connection, and whether the sealed tables are there as this version makes them.

    Raises:
        DatabaseError: one sentence that says what the file is instead, or why it cannot be read.
    """
    header = check_header(path)
    if ours:
        return connect(path, immutable=True, same_thread=same_thread), True
    # SQLite goes to the file behind a link, and looks for its journal there.
    real = os.path.realpath(path)
    connection = None
    try:
        found = os.stat(real)
        connection, in_place = _stranger(real, header, same_thread=same_thread)
        if not in_place:
            return connection, _judge(connection)
        sealed = _remembered(connection, real, found)
        if sealed is None:
            settled = remembered.is_settled([found])
            sealed = _judge(connection)
            if settled and remembered.stamp(os.stat(real)) == remembered.stamp(found):
                _remember(connection, found, sealed=sealed)
        return connection, sealed
    except (sqlite3.Error, DatabaseError, UnicodeDecodeError, MemoryError, OSError) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise refusal(path, error) from error
        if isinstance(error, DatabaseError):
            raise DatabaseError(f"{path}: {error}") from error
        if isinstance(error, OSError):
            raise DatabaseError(f"{path}: cannot be copied for reading: {error.strerror or error}") from error
        raise DatabaseError(f"{path}: damaged: its schema cannot be read") from error


def _judge(connection: sqlite3.Connection) -> bool:
    """Check the schema, and the contents where they are few; tell whether the sealed tables are there.

    Raises:
        DatabaseError: says what is wrong.
    """
    from contextlib import closing

    from iptui.store import genuine

    size = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    genuine.check_schema(connection)
    if size[0] <= genuine.SMALL:
        with closing(sqlite3.connect("", isolation_level=None)) as copy:
            connection.backup(copy)
            genuine.check_contents(copy)
    return genuine.is_sealed(connection)


# -- what was found sound before ---------------------------------------------------------------------------


def _name(found: os.stat_result) -> str:
    return f"file-{found.st_dev:x}-{found.st_ino:x}"


def _key(found: os.stat_result) -> str:
    # Another version of the program, or of SQLite, may look more closely.
    return f"{__version__} {SEAL_VERSION} {sqlite3.sqlite_version} {remembered.stamp(found)}"


def _schema(connection: sqlite3.Connection) -> str:
    """All that SQLite would run or rely on, in one text. What is no text is none that was found sound."""
    rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
    return "\0".join([sql if isinstance(sql, str) else "\0" for (sql,) in rows])


def _remembered(connection: sqlite3.Connection, real: str, found: os.stat_result) -> bool | None:
    """Whether a file that was found sound has the sealed tables; None where it was not, or was changed since."""
    told = remembered.recall(_name(found), _key(found))
    if told is None or remembered.stamp(os.stat(real)) != remembered.stamp(found):
        return None
    sealed, _, schema = told.partition("\n")
    return sealed == "sealed" if schema == _schema(connection) else None


def _remember(connection: sqlite3.Connection, found: os.stat_result, *, sealed: bool) -> None:
    told = f"{'sealed' if sealed else 'unsealed'}\n{_schema(connection)}"
    remembered.remember(_name(found), _key(found), told)


# -- files that must be copied first -----------------------------------------------------------------------


def _stranger(real: str, header: bytes, *, same_thread: bool) -> tuple[sqlite3.Connection, bool]:
    """A connection, and whether it is to the file itself and not to a copy."""
    if 2 in header[18:20] or os.path.exists(real + "-wal"):
        # Write-ahead logging: even a reader makes files beside it.
        return _open_copy(real, same_thread=same_thread), False
    try:
        return _connect(real, same_thread=same_thread), True
    except sqlite3.OperationalError as error:
        # A journal that was left behind must be rolled back first. One that is in use is no such thing, and SQLite
        # tells the two apart by the locks, which a copy has none of.
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        return _open_copy(real, same_thread=same_thread), False


def files_of(path: Path | str) -> list[os.stat_result | None]:
    """The state of a database and of the log and the journal beside it, None for what is not there."""
    real = os.path.realpath(path)
    found: list[os.stat_result | None] = []
    for name in (real, real + "-wal", real + "-journal"):
        try:
            found.append(os.stat(name))
        except (OSError, ValueError):
            found.append(None)
    return found


def state_of(files: list[os.stat_result | None]) -> list[str]:
    """What tells a database from itself after a change; a transaction that is not done yet is none."""
    return [remembered.stamp(each) if each is not None and each.st_size else "" for each in files[:2]]


def _stamp(files: list[Path]) -> list[tuple[int, int, int] | None]:
    found = [file.stat() if file.is_file() else None for file in files]
    return [each and (each.st_ino, each.st_size, each.st_mtime_ns) for each in found]


def _open_copy(real_name: str, *, same_thread: bool) -> sqlite3.Connection:
    import shutil
    import tempfile
    from pathlib import Path

    real = Path(real_name)
    files = [real, *(real.with_name(real.name + suffix) for suffix in ("-wal", "-journal"))]
    for _ in range(_TRIES):
        folder = Path(tempfile.mkdtemp(prefix="iptui-copy-"))
        try:
            before = _stamp(files)
            if sum(stamp[1] for stamp in before if stamp) > shutil.disk_usage(folder).free:
                raise DatabaseError(f"must be copied to be read, and {folder.parent} has no room for it")
            copies = [folder / ("crisis.sqlite" + file.name.removeprefix(real.name)) for file in files]
            for file, copy, stamp in zip(files, copies, before, strict=True):
                if stamp:
                    shutil.copyfile(file, copy)
            if _stamp(files) == before:
                return _recovered(copies[0], same_thread=same_thread)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    raise DatabaseError("another program keeps writing to it; try again when it is done")


def _recovered(copy: Path, *, same_thread: bool) -> sqlite3.Connection:
    """Let SQLite recover the copy, then hold it in a nameless database of its own, which goes when it is closed."""
    journal = copy.with_name(copy.name + "-journal")
    if journal.is_file():
        with journal.open("rb") as file:
            file.seek(max(0, journal.stat().st_size - len(_SUPER_JOURNAL)))
            # Such a journal names another file, and SQLite would remove that one when it is done: any file at all.
            if file.read() == _SUPER_JOURNAL:
                raise DatabaseError("its journal belongs to a transaction over several databases, which is not ours")
    from contextlib import closing

    with closing(sqlite3.connect(copy, isolation_level=None, timeout=_PATIENCE)) as source:
        source.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
        private = sqlite3.connect("", isolation_level=None, check_same_thread=same_thread)
        try:
            # In pieces, with Python in between, so that ctrl+C ends it and the copy is removed.
            source.backup(private, pages=4_000, progress=lambda _status, _left, _total: None)
            harden(private)
        except BaseException:
            private.close()
            raise
    return private
