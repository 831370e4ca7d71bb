"""Makes crisis databases of any size for the benchmarks: the same size gives the same rows, every time.

The skew is that of real event data: a few actors do most, a few days see most, a seventh of the items are statements
with quotes, some dates are spans or months, some are unknown. Half of the words are few and common, the other half
follow Zipf's law over many, so that a search meets frequent words, rare ones, and all between.

    python tests/bench/generate.py 100000 big.sqlite
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from iptui.store import codebook
from iptui.store.making import NewDatabase
from iptui.store.records import dating as edtf_columns

WORDS = (
    *("border", "strike", "talks", "envoy", "ministry", "troops", "village", "convoy", "market", "ceasefire"),
    *("protest", "statement", "airspace", "drone", "missile", "region", "council", "security", "patrol", "checkpoint"),
    *("river", "pipeline", "visit", "agreement", "warning", "delegation", "refugees", "hospital", "road", "harbour"),
    *("summit", "sanction", "parliament", "general", "spokesman", "dialogue", "raid", "arrest", "release", "supply"),
    *("bridge", "camp"),
)
SYLLABLES = tuple(first + second for first in "bdfghjklmnprstvwz" for second in ("a", "e", "i", "o", "u", "an", "or"))
RARE_WORDS = 30_000
TYPES = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "COERCE",
    "ASSAULT",
)
FIRST = date(1990, 1, 1)
DAYS = 12_000
SOURCES = 200
BATCH = 5_000
Row = tuple[object, ...]


def _actors(size: int) -> list[Row]:
    count = max(20, min(10_000, size // 100))
    rows: list[Row] = []
    for number in range(count):
        kind = "state" if number < 20 else ("armed-group" if number % 5 == 0 else "organisation")
        parent = f"actor-{number % 20}" if number >= 20 and number % 3 else None
        name = f"{WORDS[number % len(WORDS)].title()} {WORDS[(number * 7) % len(WORDS)]} {number}"
        rows.append((f"actor-{number}", name, kind, parent))
    return rows


def _dates(chance: random.Random, size: int) -> Iterator[str]:
    """EDTF dates: most on a day, the days in bursts, a few spans, months, years and unknown ones."""
    bursts = [chance.randrange(DAYS) for _ in range(40)]
    for _ in range(size):
        drawn = chance.random()
        day = int(chance.gauss(chance.choice(bursts), 6)) % DAYS if drawn < 0.6 else chance.randrange(DAYS)
        moment = FIRST + timedelta(days=day)
        kind = chance.random()
        if kind < 0.93:
            yield moment.isoformat()
        elif kind < 0.96:
            yield f"{moment.isoformat()}/{(moment + timedelta(days=chance.randrange(1, 9))).isoformat()}"
        elif kind < 0.98:
            yield moment.isoformat()[:7]
        elif kind < 0.99:
            yield moment.isoformat()[:4]
        else:
            yield "XXXX"


def generate(size: int, path: Path) -> None:
    """Write a sealed crisis database of `size` items to `path`, which must not be there yet."""
    if path.exists():
        raise SystemExit(f"{path}: is there already")
    chance = random.Random(size)
    with NewDatabase(path, many=True) as new:
        connection = new.connection
        _fixed(connection, size)
        batches: dict[str, list[Row]] = {table: [] for table in _INSERTS}
        actors = len(_actors(size))
        for number, text in enumerate(_dates(chance, size)):
            _item(batches, chance, number, text, actors)
            if number % BATCH == BATCH - 1:
                _flush(connection, batches)
        _flush(connection, batches)
        new.finish()


_INSERTS = {
    "passage": "(id, source, span_start, span_end, paragraph, words, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)",
    "event": """(id, title, summary, type, date, earliest, latest, begin, end, date_prec)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "event_actor": "VALUES (?, ?, ?)",
    "evidence": "(event, passage, stance) VALUES (?, ?, 'supports')",
    "statement": """(id, summary, form, quote, passage, speaker, type, date, earliest, latest, begin, end, date_prec)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "statement_actor": "VALUES (?, ?, ?)",
}


def _fixed(connection: sqlite3.Connection, size: int) -> None:
    connection.execute(
        """INSERT INTO crisis (id, title, summary, date, earliest, latest)
           VALUES ('made', 'A made crisis', 'For benchmarks.', '1990/2022', '1990-01-01', '2022-12-31')"""
    )
    for row in codebook.bundled().rows:
        names = ", ".join(row)
        connection.execute(f"INSERT INTO codebook ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    connection.executemany("INSERT INTO actor (id, name, kind, parent) VALUES (?, ?, ?, ?)", _actors(size))
    connection.executemany(
        "INSERT INTO source (id, title, published, reliability, sha256, chars) VALUES (?, ?, 'XXXX', ?, ?, 0)",
        (
            (f"source-{number}", f"Source {number}", "ABCDEF"[number % 6], sha256(str(number).encode()).hexdigest())
            for number in range(SOURCES)
        ),
    )


def _word(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return chance.choice(WORDS)
    # The logarithm of the rank is uniform, so that its frequency is as one over the rank.
    rank = int(RARE_WORDS ** chance.random())
    word = ""
    while rank:
        rank, syllable = divmod(rank, len(SYLLABLES))
        word += SYLLABLES[syllable * 37 % len(SYLLABLES)]
    return word + "n"


def _item(batches: dict[str, list[Row]], chance: random.Random, number: int, text: str, actors: int) -> None:
    words = [_word(chance) for _ in range(6)]
    dating = edtf_columns(text)
    digest = sha256(str(number).encode()).hexdigest()
    batches["passage"].append(
        (number + 1, f"source-{number % SOURCES}", 100 * number, 100 * number + 80, 1, 12, digest)
    )
    # A power law: the first actors are in most items.
    one, two = (min(actors - 1, int(chance.paretovariate(0.7)) - 1) for _ in range(2))
    if number % 7:
        item = f"event-{number}"
        batches["event"].append((item, " ".join(words).capitalize(), None, chance.choice(TYPES), text, *dating))
        batches["event_actor"].append((item, f"actor-{one}", "initiator"))
        if two != one:
            batches["event_actor"].append((item, f"actor-{two}", "target"))
        batches["evidence"].append((item, number + 1))
    else:
        item = f"statement-{number}"
        quote = " ".join(words + [_word(chance) for _ in range(8)])
        quoted = quote if chance.random() < 0.5 else None
        form = "verbatim" if quoted else "paraphrase"
        batches["statement"].append(
            (item, " ".join(words), form, quoted, number + 1, f"actor-{one}", chance.choice(TYPES[:9]), text, *dating)
        )
        batches["statement_actor"].append((item, f"actor-{one}", "speaker"))
        if two != one:
            batches["statement_actor"].append((item, f"actor-{two}", "addressee"))


def _flush(connection: sqlite3.Connection, batches: dict[str, list[Row]]) -> None:
    for table, columns in _INSERTS.items():
        connection.executemany(f"INSERT INTO {table} {columns}", batches[table])
        batches[table].clear()


if __name__ == "__main__":
    generate(int(sys.argv[1]), Path(sys.argv[2]))
