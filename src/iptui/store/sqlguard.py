"""SQL that somebody else wrote, held to reading: an authorizer that allows what it lists, and limits on everything.

This is the inner wall. The outer one is the process of its own that `iptui.store.sqlchild` runs it in.
"""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import contextmanager

from iptui.store.errors import DatabaseError, QueryError, QueryLimitError, StoreError
from iptui.store.sql import Value, stopped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

__all__ = ["MAX_CELL", "MAX_MEMORY", "Guarded"]

MAX_CELL = 32_000_000
"""Bytes that one value or one row may take."""
MAX_QUERY = 1_000_000
"""Bytes of a query's text."""
MAX_MEMORY = 512_000_000
"""Bytes that SQLite may take in all."""
_MEMORY = f"the query needs more than {MAX_MEMORY // 1_000_000} MB of memory"
_STEPS = 2_000

_ACTIONS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE}
_REFUSED = {
    sqlite3.SQLITE_ATTACH: "ATTACH",
    sqlite3.SQLITE_DETACH: "DETACH",
    sqlite3.SQLITE_INSERT: "INSERT",
    sqlite3.SQLITE_UPDATE: "UPDATE",
    sqlite3.SQLITE_DELETE: "DELETE",
    sqlite3.SQLITE_TRANSACTION: "transactions",
    sqlite3.SQLITE_SAVEPOINT: "savepoints",
    sqlite3.SQLITE_ALTER_TABLE: "ALTER",
    sqlite3.SQLITE_REINDEX: "REINDEX",
    sqlite3.SQLITE_ANALYZE: "ANALYZE",
    sqlite3.SQLITE_PRAGMA: "this PRAGMA",
    sqlite3.SQLITE_FUNCTION: "this function",
    sqlite3.SQLITE_READ: "this table",
}
# Those that only tell something; the second set only without an argument, as that would set it.
_PRAGMAS = {
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
    "integrity_check", "quick_check", "foreign_key_check",
}  # fmt: skip
_BARE_PRAGMAS = {
    "application_id", "collation_list", "compile_options", "data_version", "database_list", "encoding",
    "function_list", "page_count", "page_size", "schema_version", "user_version",
}  # fmt: skip
# What SQLite brings, without load_extension, fts3_tokenizer and whatever touches files.
_FUNCTIONS = frozenset(
    """
    abs changes char coalesce concat concat_ws format glob hex if ifnull iif instr last_insert_rowid length like
    likelihood likely lower ltrim max min nullif octet_length printf quote random randomblob replace round rtrim
    sign soundex sqlite_compileoption_get sqlite_compileoption_used sqlite_source_id sqlite_version string_agg
    substr substring subtype total_changes trim typeof unhex unicode unlikely upper zeroblob unistr unistr_quote avg
    count group_concat median percentile percentile_cont percentile_disc sum total date time datetime julianday
    unixepoch strftime timediff current_date current_time current_timestamp row_number rank dense_rank percent_rank
    cume_dist ntile lag lead first_value last_value nth_value acos acosh asin asinh atan atan2 atanh ceil ceiling
    cos cosh degrees exp floor ln log log10 log2 mod pi pow power radians sin sinh sqrt tan tanh trunc json jsonb
    json_array jsonb_array json_array_length json_error_position json_extract jsonb_extract -> ->> json_insert
    jsonb_insert json_object jsonb_object json_patch jsonb_patch json_pretty json_remove jsonb_remove json_replace
    jsonb_replace json_set jsonb_set json_type json_valid json_quote json_group_array jsonb_group_array
    json_group_object jsonb_group_object json_each json_tree jsonb_each jsonb_tree bm25 highlight snippet match
    regexp
    """.split()  # noqa: SIM905 - a list of a hundred quoted names reads worse
)
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MAX_CELL,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: MAX_QUERY,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 500,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 200,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 1_000_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 8,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}


_READING = ("SELECT", "WITH", "VALUES", "EXPLAIN", "PRAGMA")
_LEADING = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*(\w*)", re.DOTALL)


class _Parameters(dict[str, Value]):
    """Values for `:name`, which remembers the names that were asked for."""

    def __init__(self, given: Mapping[str, Value]) -> None:
        super().__init__(given)
        self.asked: dict[str, None] = {}

    def __getitem__(self, name: str) -> Value:
        self.asked[name] = None
        return super().get(name)


class Guarded:
    """A guarded connection for one query."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path | str,
        seconds: float,
        watch: Callable[[float | None], None] = lambda _left: None,
    ) -> None:
        """Take a read-only connection and put the guards on it.

        Args:
            connection: from `opening.open_readonly`.
            path: the file, for messages.
            seconds: how long SQLite may work on the query, its reader's time not counted.
            watch: told how many seconds are left whenever SQLite begins to work, and None when it stops. It may end
                the process: an opcode that takes for ever, such as `instr` on long texts, calls no progress handler.
        """
        self._connection = connection
        self._path = path
        self._left = self._seconds = seconds
        self._watch = watch
        self._deadline = 0.0
        self._late = self._too_large = False
        self._refused = ""
        self._verb = ""
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        connection.execute(f"PRAGMA hard_heap_limit = {MAX_MEMORY}")
        connection.execute("PRAGMA temp_store = MEMORY")
        _load_virtual_tables(connection)
        connection.set_authorizer(self._authorize)
        connection.set_progress_handler(self._progress, _STEPS)

    def run(self, query: str, parameters: Mapping[str, Value]) -> tuple[list[str], sqlite3.Cursor]:
        """Start a query.

        Args:
            query: one statement.
            parameters: values for its `:name` parameters, no more and no fewer.

        Returns:
            The names of its columns, each once, and its rows, which are to be read under `working`.

        Raises:
            QueryError: when it is wrong, or not only reading.
            QueryLimitError: when it runs into a limit.
            DatabaseError: when the database turns out to be damaged.
        """
        values = _Parameters(parameters)
        found = _LEADING.match(query)
        if found is None or (found.end() == len(query) and not found.group(1)):
            raise QueryError("the query is empty")
        self._verb = found.group(1).upper()
        if "printf" in query.lower() or "format" in query.lower():
            self._replace_printf()
        with self.working():
            cursor = self._connection.execute(query, values)
        if cursor.description is None:
            raise QueryError("the query gives no rows; `iptui sql` only reads")
        _check_parameters(values)
        return _unique([column[0] for column in cursor.description]), cursor

    @contextmanager
    def working(self) -> Iterator[None]:
        """Let SQLite work on the query: its time counts, and what goes wrong is told as for `run`."""
        started = time.monotonic()
        self._deadline = started + self._left
        self._watch(self._left)
        try:
            yield
        except sqlite3.Error as error:
            raise self._explained(error) from error
        except MemoryError as error:
            raise QueryLimitError(_MEMORY) from error
        except UnicodeDecodeError as error:
            raise DatabaseError(f"{self._path}: damaged: text that is not UTF-8") from error
        except UnicodeEncodeError as error:
            raise QueryError("the query or a parameter holds characters that are not valid Unicode") from error
        except OverflowError as error:
            raise QueryError("a parameter is a whole number of more than 64 bits") from error
        finally:
            self._watch(None)
            self._left -= time.monotonic() - started

    def _replace_printf(self) -> None:
        """Let printf and format fail over a text that is too large, as everything else does; SQLite gives NULL."""
        plain = sqlite3.connect(":memory:", isolation_level=None)
        plain.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL)

        def printf(*values: Value) -> Value:
            if not values or values[0] is None:
                return None
            form, *rest = values
            (text,) = plain.execute("SELECT CAST(? AS TEXT)", (form,)).fetchone()
            # SQLite's own ends at a NUL, and gives NULL for nothing at all: that is told from failure by a letter.
            text = text.partition("\0")[0]
            if not text:
                return None
            marks = ", ?" * len(rest)
            (made,) = plain.execute(f"SELECT printf(?{marks})", (f"x{text}", *rest)).fetchone()
            if not isinstance(made, str):
                self._too_large = True
                raise OverflowError
            return made[1:]

        for name in ("printf", "format"):
            self._connection.create_function(name, -1, printf, deterministic=True)

    def _explained(self, error: sqlite3.Error) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if self._late:
            return QueryLimitError(stopped(self._seconds))
        if code == sqlite3.SQLITE_INTERRUPT:
            # The progress handler itself could not be called.
            return QueryLimitError(_MEMORY)
        said = str(error)
        if self._refused and ("authoriz" in said or "prohibited" in said):
            what = self._refused if self._verb in _READING else self._verb
            return QueryError(f"refused: {what}; `iptui sql` only reads the crisis")
        if self._too_large or "too big" in said:
            return QueryLimitError(f"a value of the query is larger than {MAX_CELL // 1_000_000} MB")
        if "could not decode" in said.lower() or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return DatabaseError(f"{self._path}: damaged: {said}")
        if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return DatabaseError(f"{self._path}: cannot be read: {said}")
        return QueryError(f"the query is wrong: {said}")

    def _progress(self) -> int:
        self._late = time.monotonic() > self._deadline
        return int(self._late)

    def _authorize(
        self, action: int, first: str | None, second: str | None, schema: str | None, _inner: str | None
    ) -> int:
        allowed = action in _ACTIONS
        if action == sqlite3.SQLITE_READ:
            allowed = schema in ("main", "", None)
        elif action == sqlite3.SQLITE_FUNCTION:
            allowed = (second or "").lower() in _FUNCTIONS
        elif action == sqlite3.SQLITE_PRAGMA:
            name = (first or "").lower()
            allowed = name in _PRAGMAS or (name in _BARE_PRAGMAS and second is None)
        if allowed:
            return sqlite3.SQLITE_OK
        what = _REFUSED.get(action, "a change of the schema")
        named = second if action == sqlite3.SQLITE_FUNCTION else first
        self._refused = f"{what} ({named})" if named else what
        return sqlite3.SQLITE_DENY


def _check_parameters(values: _Parameters) -> None:
    missing = [name for name in values.asked if name not in values]
    if missing:
        raise QueryError("the query needs " + " and ".join(f"-p {name}=VALUE" for name in missing))
    spare = [name for name in values if name not in values.asked]
    if spare:
        there = ", ".join(values.asked) or "none"
        raise QueryError(f"the query has no parameter :{spare[0]}; its parameters: {there}")


def _load_virtual_tables(connection: sqlite3.Connection) -> None:
    """Let SQLite set up the virtual tables that a query may read.

    It declares their columns by a CREATE TABLE that the authorizer could not tell from a query's own.
    """
    tables = [f"pragma_{name}" for name in sorted(_PRAGMAS | _BARE_PRAGMAS)]
    for table in ("json_each", "json_tree", "seal_text", *tables):
        try:
            connection.execute(f"SELECT 1 FROM {table} WHERE 0").fetchone()
        except sqlite3.Error:
            # This SQLite, or this database, is without it: a query that names it is told so.
            continue


def _unique(names: list[str]) -> list[str]:
    taken: set[str] = set()
    found = []
    for name in names:
        given, number = name, 1
        while given in taken:
            number += 1
            given = f"{name}_{number}"
        taken.add(given)
        found.append(given)
    return found
