-- iptui crisis database, schema version 3.
--
-- What is here: the tables that a crisis is kept in. What is not: the public views (views.sql) that scripts
-- should read, the derived `seal_…` tables (seal.sql) that only make the explorer fast, and the triggers that mark
-- these as out of date (unseal.sql).
--
-- Every dated row has the same eight columns:
--   date        EDTF text (ISO 8601-2), the date as far as it is known and no further
--   earliest    ISO text of the first day it can mean, NULL where open or unknown
--   latest      ISO text of the last day it can mean, NULL where open or unknown
--   begin, end  the same bounds as whole seconds since 1970-01-01 UTC, proleptic Gregorian: sort keys
--   date_prec   1 day or finer, 2 within six days, 3 within a week, 4 within a month, 5 longer or unknown
--               (after `date_prec` of the UCDP GED codebook)
--   date_basis  stated by the source, inferred from it, or known from outside it
--   date_note   from what it was inferred
-- Spans are Unicode code points in the source file decoded as UTF-8, end exclusive, as in the W3C
-- TextPositionSelector; SQLite's substr(text, span_start + 1, span_end - span_start) gives the same words.

PRAGMA application_id = 1768977525;
PRAGMA user_version = 3;

CREATE TABLE crisis (
  id       TEXT PRIMARY KEY CHECK (id <> ''),
  title    TEXT NOT NULL CHECK (title <> ''),
  summary  TEXT NOT NULL,
  date     TEXT NOT NULL,
  earliest TEXT,
  latest   TEXT,
  note     TEXT
) STRICT;

CREATE TABLE codebook (
  scheme     TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('type', 'mode', 'context', 'quad', 'code')),
  code       TEXT NOT NULL CHECK (code <> ''),
  parent     TEXT NOT NULL DEFAULT '',
  name       TEXT NOT NULL,
  quad       INTEGER CHECK (quad BETWEEN 1 AND 4),
  score      REAL CHECK (score BETWEEN -10 AND 10),
  plover     TEXT,
  definition TEXT,
  PRIMARY KEY (scheme, kind, parent, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE codebook_source (
  id      TEXT PRIMARY KEY,
  title   TEXT NOT NULL,
  source  TEXT NOT NULL,
  release TEXT NOT NULL,
  note    TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
  id                 TEXT PRIMARY KEY CHECK (id <> ''),
  title              TEXT NOT NULL,
  publisher          TEXT,
  publisher_basis    TEXT CHECK (publisher_basis IN ('stated', 'inferred', 'outside')),
  publisher_note     TEXT,
  author             TEXT,
  kind               TEXT,
  language           TEXT,
  published          TEXT NOT NULL DEFAULT 'XXXX',
  earliest           TEXT,
  latest             TEXT,
  begin              INTEGER,
  end                INTEGER,
  published_basis    TEXT NOT NULL DEFAULT 'stated' CHECK (published_basis IN ('stated', 'inferred', 'outside')),
  published_note     TEXT,
  reliability        TEXT NOT NULL DEFAULT 'F' CHECK (reliability IN ('A', 'B', 'C', 'D', 'E', 'F')),
  reliability_reason TEXT,
  url                TEXT,
  file               TEXT,
  sha256             TEXT CHECK (length(sha256) = 64),
  chars              INTEGER CHECK (chars >= 0),
  derived_from       TEXT REFERENCES source(id),
  credits            TEXT,
  note               TEXT
) STRICT;

CREATE TABLE passage (
  id          INTEGER PRIMARY KEY,
  source      TEXT NOT NULL REFERENCES source(id),
  span_start  INTEGER NOT NULL CHECK (span_start >= 0),
  span_end    INTEGER NOT NULL,
  paragraph   INTEGER NOT NULL CHECK (paragraph >= 1),
  words       INTEGER NOT NULL CHECK (words >= 1),
  sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
  CHECK (span_end > span_start),
  UNIQUE (source, span_start, span_end)
) STRICT;

CREATE TABLE actor (
  id       TEXT PRIMARY KEY CHECK (id <> ''),
  name     TEXT NOT NULL CHECK (name <> ''),
  kind     TEXT NOT NULL CHECK (kind IN ('state', 'government', 'ministry', 'office', 'military', 'armed-group',
                                         'organisation', 'person', 'media', 'population')),
  parent   TEXT REFERENCES actor(id) CHECK (parent <> id),
  wikidata TEXT,
  note     TEXT
) STRICT;

CREATE TABLE actor_alias (
  actor  TEXT NOT NULL REFERENCES actor(id),
  name   TEXT NOT NULL CHECK (name <> ''),
  source TEXT REFERENCES source(id),
  basis  TEXT NOT NULL DEFAULT 'stated' CHECK (basis IN ('stated', 'inferred', 'outside'))
) STRICT;
CREATE INDEX actor_alias_actor ON actor_alias (actor);

CREATE TABLE membership (
  id           INTEGER PRIMARY KEY,
  person       TEXT NOT NULL REFERENCES actor(id),
  organisation TEXT NOT NULL REFERENCES actor(id),
  role         TEXT NOT NULL CHECK (role <> ''),
  span         TEXT NOT NULL,
  earliest     TEXT,
  latest       TEXT,
  begin        INTEGER,
  end          INTEGER,
  single_seat  INTEGER NOT NULL DEFAULT 0 CHECK (single_seat IN (0, 1)),
  acting       INTEGER NOT NULL DEFAULT 0 CHECK (acting IN (0, 1)),
  implied      INTEGER NOT NULL DEFAULT 0 CHECK (implied IN (0, 1)),
  basis        TEXT NOT NULL CHECK (basis IN ('stated', 'inferred', 'outside')),
  passage      INTEGER REFERENCES passage(id),
  note         TEXT,
  CHECK (basis <> 'stated' OR passage IS NOT NULL)
) STRICT;
CREATE INDEX membership_person ON membership (person);

CREATE TABLE place (
  id          TEXT PRIMARY KEY CHECK (id <> ''),
  name        TEXT NOT NULL CHECK (name <> ''),
  kind        TEXT NOT NULL,
  parent      TEXT REFERENCES place(id) CHECK (parent <> id),
  country     TEXT REFERENCES actor(id),
  lat         REAL CHECK (lat BETWEEN -90 AND 90),
  lon         REAL CHECK (lon BETWEEN -180 AND 180),
  where_prec  INTEGER CHECK (where_prec BETWEEN 1 AND 7),
  coord_note  TEXT,
  note        TEXT,
  CHECK ((lat IS NULL) = (lon IS NULL))
) STRICT;

CREATE TABLE place_alias (
  place  TEXT NOT NULL REFERENCES place(id),
  name   TEXT NOT NULL CHECK (name <> ''),
  source TEXT REFERENCES source(id),
  basis  TEXT NOT NULL DEFAULT 'stated' CHECK (basis IN ('stated', 'inferred', 'outside'))
) STRICT;
CREATE INDEX place_alias_place ON place_alias (place);

CREATE TABLE event (
  id          TEXT PRIMARY KEY CHECK (id <> ''),
  title       TEXT NOT NULL CHECK (title <> ''),
  summary     TEXT,
  behaviour   TEXT NOT NULL DEFAULT 'do' CHECK (behaviour IN ('think', 'say', 'do')),
  scheme      TEXT NOT NULL DEFAULT 'plover',
  type        TEXT,
  mode        TEXT,
  context     TEXT,
  date        TEXT NOT NULL,
  earliest    TEXT,
  latest      TEXT,
  begin       INTEGER,
  end         INTEGER,
  date_prec   INTEGER NOT NULL CHECK (date_prec BETWEEN 1 AND 5),
  date_basis  TEXT NOT NULL DEFAULT 'stated' CHECK (date_basis IN ('stated', 'inferred', 'outside')),
  date_note   TEXT,
  utc_offset  TEXT,
  place       TEXT REFERENCES place(id),
  where_prec  INTEGER CHECK (where_prec BETWEEN 1 AND 7),
  status      TEXT NOT NULL DEFAULT 'reported'
              CHECK (status IN ('reported', 'disputed', 'denied', 'planned', 'background')),
  note        TEXT,
  CHECK (date_basis = 'stated' OR date_note IS NOT NULL)
) STRICT;
CREATE INDEX event_begin ON event (begin);

CREATE TABLE event_actor (
  event TEXT NOT NULL REFERENCES event(id),
  actor TEXT NOT NULL REFERENCES actor(id),
  role  TEXT NOT NULL CHECK (role IN ('initiator', 'target', 'participant', 'host', 'mediator', 'victim', 'mentioned')),
  PRIMARY KEY (event, actor, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_actor_actor ON event_actor (actor);

CREATE TABLE evidence (
  event   TEXT NOT NULL REFERENCES event(id),
  passage INTEGER NOT NULL REFERENCES passage(id),
  stance  TEXT NOT NULL DEFAULT 'supports' CHECK (stance IN ('supports', 'disputes', 'mentions')),
  note    TEXT,
  PRIMARY KEY (event, passage, stance)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_passage ON evidence (passage);

CREATE TABLE statement (
  id           TEXT PRIMARY KEY CHECK (id <> ''),
  summary      TEXT NOT NULL CHECK (summary <> ''),
  form         TEXT NOT NULL CHECK (form IN ('verbatim', 'mixed', 'paraphrase')),
  quote        TEXT,
  passage      INTEGER NOT NULL REFERENCES passage(id),
  speaker      TEXT REFERENCES actor(id),
  office       TEXT,
  on_behalf_of TEXT REFERENCES actor(id),
  addressee    TEXT REFERENCES actor(id),
  verb         TEXT,
  scheme       TEXT NOT NULL DEFAULT 'plover',
  type         TEXT,
  mode         TEXT,
  about        TEXT REFERENCES event(id),
  channel      TEXT,
  language     TEXT,
  translated   INTEGER CHECK (translated IN (0, 1)),
  variant_of   TEXT REFERENCES statement(id) CHECK (variant_of <> id),
  date         TEXT NOT NULL,
  earliest     TEXT,
  latest       TEXT,
  begin        INTEGER,
  end          INTEGER,
  date_prec    INTEGER NOT NULL CHECK (date_prec BETWEEN 1 AND 5),
  date_basis   TEXT NOT NULL DEFAULT 'stated' CHECK (date_basis IN ('stated', 'inferred', 'outside')),
  date_note    TEXT,
  utc_offset   TEXT,
  status       TEXT NOT NULL DEFAULT 'reported'
               CHECK (status IN ('reported', 'disputed', 'denied', 'planned', 'background')),
  note         TEXT,
  CHECK ((quote IS NULL) = (form = 'paraphrase')),
  CHECK (date_basis = 'stated' OR date_note IS NOT NULL)
) STRICT;
CREATE INDEX statement_begin ON statement (begin);
CREATE INDEX statement_about ON statement (about);
CREATE INDEX statement_passage ON statement (passage);

CREATE TABLE statement_actor (
  statement TEXT NOT NULL REFERENCES statement(id),
  actor     TEXT NOT NULL REFERENCES actor(id),
  role      TEXT NOT NULL CHECK (role IN ('speaker', 'on_behalf_of', 'addressee', 'mentioned')),
  PRIMARY KEY (statement, actor, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_actor_actor ON statement_actor (actor);

CREATE TABLE claim (
  id          TEXT PRIMARY KEY CHECK (id <> ''),
  event       TEXT NOT NULL REFERENCES event(id),
  property    TEXT NOT NULL CHECK (property <> ''),
  qualifier   TEXT,
  value       TEXT NOT NULL CHECK (value <> ''),
  low         REAL,
  best        REAL,
  high        REAL,
  negated     INTEGER NOT NULL DEFAULT 0 CHECK (negated IN (0, 1)),
  claimant    TEXT REFERENCES actor(id),
  passage     INTEGER NOT NULL REFERENCES passage(id),
  statement   TEXT REFERENCES statement(id),
  credibility INTEGER NOT NULL DEFAULT 6 CHECK (credibility BETWEEN 1 AND 6),
  rank        TEXT NOT NULL DEFAULT 'normal' CHECK (rank IN ('preferred', 'normal', 'deprecated')),
  reason      TEXT,
  CHECK (low IS NULL OR best IS NULL OR low <= best),
  CHECK (best IS NULL OR high IS NULL OR best <= high),
  CHECK (low IS NULL OR high IS NULL OR low <= high),
  CHECK (rank = 'normal' OR reason IS NOT NULL)
) STRICT;
CREATE INDEX claim_event ON claim (event, property);
CREATE INDEX claim_passage ON claim (passage);

CREATE TABLE event_link (
  from_id TEXT NOT NULL,
  to_id   TEXT NOT NULL,
  type    TEXT NOT NULL CHECK (type IN ('response_to', 'retaliation_for', 'follow_up_of', 'fulfils', 'part_of')),
  basis   TEXT NOT NULL CHECK (basis IN ('stated', 'inferred')),
  passage INTEGER REFERENCES passage(id),
  note    TEXT,
  PRIMARY KEY (from_id, to_id, type),
  CHECK (from_id <> to_id),
  CHECK (basis = 'inferred' OR passage IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_link_to ON event_link (to_id);

-- One row: whether the derived tables (seal.sql) are those of the data as it is. Triggers (unseal.sql) set it to 0 at
-- the first change, sealing to 1. Not named seal_…, as those tables can be dropped and the triggers need this one.
CREATE TABLE sealing (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  fresh INTEGER NOT NULL CHECK (fresh IN (0, 1))
) STRICT;

-- A link joins events or statements, which no single foreign key can say.
CREATE TRIGGER event_link_ends BEFORE INSERT ON event_link
WHEN NOT EXISTS (SELECT 1 FROM event WHERE id = NEW.from_id UNION ALL SELECT 1 FROM statement WHERE id = NEW.from_id)
  OR NOT EXISTS (SELECT 1 FROM event WHERE id = NEW.to_id UNION ALL SELECT 1 FROM statement WHERE id = NEW.to_id)
BEGIN
  SELECT RAISE(ABORT, 'event_link: from_id and to_id must be ids of events or statements');
END;
-- Events and statements share one namespace: `iptui show ID` needs no kind.
CREATE TRIGGER statement_id_unique BEFORE INSERT ON statement
WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'statement: an event has this id already');
END;
CREATE TRIGGER event_id_unique BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM statement WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'event: a statement has this id already');
END;
