-- Derived tables that make the explorer fast. Dropping them loses nothing: `iptui` makes them again. They are those of
-- the data as it is where `sealing` says that they are fresh. Two sealings of the same data give the same rows.

-- An item is an event or a statement; `seq` is its place in time (undated items last), from 0, and the rowid of
-- seal_item and of the full-text index.
CREATE TABLE seal_item (
  seq       INTEGER PRIMARY KEY,
  kind      TEXT NOT NULL,
  id        TEXT NOT NULL,
  date      TEXT NOT NULL,
  begin     INTEGER,
  end       INTEGER,
  date_prec INTEGER NOT NULL,
  basis     TEXT NOT NULL,
  title     TEXT NOT NULL,
  quote     TEXT,
  form      TEXT,
  type      TEXT,
  quad      INTEGER,
  score     REAL,
  actors    TEXT NOT NULL,
  n_sources INTEGER NOT NULL,
  status    TEXT NOT NULL,
  disputed  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX seal_item_id ON seal_item (id);
CREATE INDEX seal_item_begin ON seal_item (begin) WHERE begin IS NOT NULL;

-- Items that last longer than a day or have an open end: the few that a window in time must ask one by one. `within` is
-- the least of some numbers of days that one lasts no longer than, NULL where it lasts longer or has an open end: so
-- those that may still go on at a moment are found by when they began.
CREATE TABLE seal_spread (
  seq    INTEGER PRIMARY KEY,
  begin  INTEGER,
  end    INTEGER,
  within INTEGER AS (CASE
    WHEN "end" - "begin" < 4 * 86400 THEN 4
    WHEN "end" - "begin" < 16 * 86400 THEN 16
    WHEN "end" - "begin" < 64 * 86400 THEN 64
    WHEN "end" - "begin" < 400 * 86400 THEN 400
    WHEN "end" - "begin" < 4000 * 86400 THEN 4000
  END) STORED
) STRICT;
CREATE INDEX seal_spread_begin ON seal_spread (within, begin);

-- The items that have a property, as a set of seq: a little-endian bitmap that starts at seq 8 * start, plain or
-- compressed (zlib), or, where that is shorter, packed unsigned 32-bit little-endian numbers.
-- The facet text has the words and beginnings of words that at least 1 % of the items have, from 20,000 items on: the
-- value is the folded beginning, or the folded word with a space after it. Between two beginnings with the same items
-- only the longer one is there.
CREATE TABLE seal_set (
  facet    TEXT NOT NULL,
  value    TEXT NOT NULL,
  n        INTEGER NOT NULL,
  encoding TEXT NOT NULL CHECK (encoding IN ('bitmap', 'deflate', 'numbers')),
  start    INTEGER NOT NULL,
  data     BLOB NOT NULL,
  PRIMARY KEY (facet, value)
) STRICT, WITHOUT ROWID;

-- The tree of the actors that any item has, as the explorer shows it: what rolls up to an actor ('' for those that roll
-- up to none) by its place, the busiest first; `n` items with all that rolls up to it, `branches` that do so directly.
CREATE TABLE seal_branch (
  parent   TEXT NOT NULL,
  place    INTEGER NOT NULL,
  id       TEXT NOT NULL,
  name     TEXT NOT NULL,
  n        INTEGER NOT NULL,
  branches INTEGER NOT NULL,
  PRIMARY KEY (parent, place)
) STRICT, WITHOUT ROWID;

-- Folded text (case, diacritics, Arabic and Persian letter forms) of titles, summaries, quotes, actors, places.
CREATE VIRTUAL TABLE seal_text USING fts5 (
  title, summary, quote, actors, places, content = '', tokenize = 'unicode61 remove_diacritics 2'
);

-- What was sealed, and how.
CREATE TABLE seal_meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
