-- The public views: the contract for scripts. Names and columns change only with the major version.
-- Columns may be added at the end. A comment above a view is its documentation (`iptui schema`).
-- `daily` and `dyads` ask the tables themselves, as going through `timeline` would work out all that it tells of each
-- item; and `timeline` is in order before its names, scores and sources are worked out, each by a query of its own and
-- not by joins: SQLite then counts without them, and of the first few rows looks up theirs alone.

-- Every actor with what it rolls up to: itself, its parents, and the root (usually a state).
CREATE VIEW actor_rollup AS
WITH RECURSIVE up(actor_id, ancestor_id, depth) AS (
  SELECT id, id, 0 FROM actor
  UNION
  SELECT up.actor_id, actor.parent, up.depth + 1
  FROM up JOIN actor ON actor.id = up.ancestor_id
  WHERE actor.parent IS NOT NULL AND up.depth < 16
)
SELECT actor_id, ancestor_id, min(depth) AS depth,
       ancestor_id IN (SELECT id FROM actor WHERE parent IS NULL) AS is_root
FROM up GROUP BY actor_id, ancestor_id;

-- Every passage that the crisis uses, with the source it is in and the fingerprint of its words.
CREATE VIEW passages AS
SELECT passage.id AS passage_id, source.id AS source_id, source.sha256 AS source_sha256, source.publisher,
       source.title, passage.span_start, passage.span_end, passage.paragraph, passage.words,
       passage.sha256 AS fingerprint
FROM passage JOIN source ON source.id = passage.source;

-- Events and statements as one dated list; undated items come last.
CREATE VIEW timeline AS
SELECT item.kind AS kind, item.id AS id, item.date, item.earliest, item.latest, item.date_prec,
       item.title AS title, item.type,
       (SELECT code.quad FROM codebook AS code WHERE code.scheme = item.scheme AND code.kind = 'type'
          AND code.parent = '' AND code.code = item.type) AS quad,
       coalesce(
         (SELECT mode.score FROM codebook AS mode WHERE mode.scheme = item.scheme AND mode.kind = 'mode'
            AND mode.parent = item.type AND mode.code = item.mode),
         (SELECT code.score FROM codebook AS code WHERE code.scheme = item.scheme AND code.kind = 'type'
            AND code.parent = '' AND code.code = item.type)) AS score,
       CASE item.kind WHEN 'event' THEN (SELECT group_concat(name, ', ') FROM (
          SELECT DISTINCT actor.name FROM event_actor JOIN actor ON actor.id = event_actor.actor
          WHERE event_actor.event = item.id
          ORDER BY CASE event_actor.role WHEN 'initiator' THEN 0 WHEN 'participant' THEN 1 WHEN 'target' THEN 2
                   ELSE 3 END, actor.name))
       ELSE (SELECT group_concat(name, ', ') FROM (
          SELECT DISTINCT actor.name FROM statement_actor JOIN actor ON actor.id = statement_actor.actor
          WHERE statement_actor.statement = item.id
          ORDER BY CASE statement_actor.role WHEN 'speaker' THEN 0 WHEN 'on_behalf_of' THEN 1
                   WHEN 'addressee' THEN 2 ELSE 3 END, actor.name)) END AS actors,
       (SELECT place.name FROM place WHERE place.id = item.place) AS place, item.status,
       CASE item.kind WHEN 'event' THEN (SELECT group_concat(source, ', ') FROM (
          SELECT DISTINCT passage.source FROM evidence JOIN passage ON passage.id = evidence.passage
          WHERE evidence.event = item.id ORDER BY passage.source))
       ELSE (SELECT passage.source FROM passage WHERE passage.id = item.passage) END AS sources,
       CASE item.kind WHEN 'event' THEN (SELECT count(DISTINCT passage.source)
          FROM evidence JOIN passage ON passage.id = evidence.passage WHERE evidence.event = item.id)
       ELSE 1 END AS n_sources,
       item.begin AS begin, item.end AS end, item.date_basis, item.date_note, item.summary, item.quote
FROM (
  SELECT * FROM (
    SELECT 'event' AS kind, id, date, earliest, latest, date_prec, title, scheme, type, mode, place, status,
           NULL AS passage, begin, end, date_basis, date_note, summary, NULL AS quote
    FROM event
    UNION ALL
    SELECT 'statement', id, date, earliest, latest, date_prec, summary, scheme, type, mode, NULL, status,
           passage, begin, end, date_basis, date_note, summary, quote
    FROM statement)
  ORDER BY coalesce(begin, end) IS NULL, coalesce(begin, end), end IS NULL, end, kind, id) AS item;

-- Who said what: one row a statement; `quote` holds the words between the quotation marks, NULL for a paraphrase.
CREATE VIEW quotes AS
SELECT statement.id, statement.form AS kind, statement.quote, statement.summary,
       statement.speaker AS speaker_id, speaker.name AS speaker, statement.office, statement.on_behalf_of,
       statement.addressee, statement.date, statement.earliest, statement.latest, statement.about AS about_event,
       source.id AS source_id, source.sha256 AS source_sha256, source.publisher, source.title,
       passage.span_start, passage.span_end, passage.paragraph,
       statement.channel, statement.verb, statement.variant_of, statement.status, statement.date_basis,
       statement.date_note,
       (SELECT group_concat(held, '; ') FROM (
          SELECT membership.role || ', ' || body.name || CASE max(membership.acting) WHEN 1 THEN ' (acting)' ELSE '' END AS held
          FROM membership JOIN actor AS body ON body.id = membership.organisation
          WHERE membership.person = statement.speaker AND speaker.kind = 'person' AND membership.implied = 0
            AND statement.begin IS NOT NULL AND statement.end IS NOT NULL
            AND coalesce(membership.begin, statement.begin) <= statement.begin
            AND coalesce(membership.end, statement.end) >= statement.end
          GROUP BY membership.role, membership.organisation ORDER BY min(membership.id))) AS office_held,
       (SELECT group_concat(name, ' and ') FROM (
          SELECT actor.name, actor.id = statement.speaker AS main
          FROM statement_actor JOIN actor ON actor.id = statement_actor.actor
          WHERE statement_actor.statement = statement.id AND statement_actor.role = 'speaker'
          ORDER BY main DESC, actor.name)) AS speakers
FROM statement
JOIN passage ON passage.id = statement.passage
JOIN source ON source.id = passage.source
LEFT JOIN actor AS speaker ON speaker.id = statement.speaker
ORDER BY statement.begin IS NULL, statement.begin, statement.end, statement.id;

-- Where each event is written: one row a passage.
CREATE VIEW event_evidence AS
SELECT evidence.event AS event_id, evidence.stance, source.id AS source_id, source.sha256 AS source_sha256,
       passage.span_start, passage.span_end, passage.paragraph, passage.words, passage.sha256 AS fingerprint,
       passage.id AS passage_id
FROM evidence
JOIN passage ON passage.id = evidence.passage
JOIN source ON source.id = passage.source
ORDER BY evidence.event, source.id, passage.span_start;

-- One source's (or claimant's) value for one property of one event; grade = reliability of the source (A-F)
-- and credibility of the claim (1-6) in the Admiralty code.
CREATE VIEW claims AS
SELECT claim.event AS event_id, claim.property, claim.qualifier, claim.value, claim.low, claim.best, claim.high,
       claim.negated, claim.claimant, source.id AS source_id, source.sha256 AS source_sha256,
       passage.span_start, passage.span_end, source.reliability || claim.credibility AS grade, claim.rank,
       claim.reason, claim.id AS claim_id, passage.paragraph, claim.statement, claimant.name AS claimant_name,
       passage.id AS passage_id
FROM claim
JOIN passage ON passage.id = claim.passage
JOIN source ON source.id = passage.source
LEFT JOIN actor AS claimant ON claimant.id = claim.claimant
ORDER BY claim.event, claim.property, claim.qualifier, claim.id;

-- Properties of events on which the claims differ. `disjoint` is 1 where two of them cannot both be true, else 0:
-- number ranges that do not meet, a denial of all that a number allows or of the same words, plain dates (property
-- `date`) of which neither lies in the other. A missing bound is open where the other is given; `best` alone, as in
-- "about 100", reaches a tenth of itself either way.
CREATE VIEW disagreements AS
WITH ranged AS NOT MATERIALIZED (
  SELECT event, property, qualifier, value, negated,
         CASE WHEN low IS NULL AND high IS NULL THEN best - abs(best) * 0.1 ELSE coalesce(low, -9e999) END AS least,
         CASE WHEN low IS NULL AND high IS NULL THEN best + abs(best) * 0.1 ELSE coalesce(high, 9e999) END AS most,
         property = 'date' AND (value GLOB '[0-9][0-9][0-9][0-9]' OR value GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'
           OR value GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') AS plain_date
  FROM claim)
SELECT claim.event AS event_id, claim.property, claim.qualifier,
       count(DISTINCT lower(claim.value) || CASE claim.negated WHEN 1 THEN ' (denied)' ELSE '' END) AS n_values,
       EXISTS (
         SELECT 1 FROM ranged AS a JOIN ranged AS b
           ON a.event = b.event AND a.property = b.property AND a.qualifier IS b.qualifier
         WHERE a.event = claim.event AND a.property = claim.property AND a.qualifier IS claim.qualifier
           AND a.negated = 0
           AND CASE WHEN b.negated = 1 AND a.least IS NOT NULL AND b.least IS NOT NULL
                      THEN b.least <= a.least AND a.most <= b.most
                    WHEN b.negated = 1 THEN lower(a.value) = lower(b.value)
                    WHEN a.least IS NOT NULL AND b.least IS NOT NULL THEN a.least > b.most
                    ELSE a.plain_date AND b.plain_date AND substr(a.value, 1, length(b.value)) <> b.value
                         AND substr(b.value, 1, length(a.value)) <> a.value END) AS disjoint,
       group_concat(DISTINCT claim.value || CASE claim.negated WHEN 1 THEN ' (denied)' ELSE '' END) AS "values",
       count(DISTINCT passage.source) AS n_sources
FROM claim JOIN passage ON passage.id = claim.passage
GROUP BY claim.event, claim.property, claim.qualifier
HAVING n_values > 1;

-- Chains of action and response, from each first action down; lag_days from the earliest day of the one to the
-- earliest day of the other, NULL where either is undated. Chains end after 32 links.
CREATE VIEW responses AS
WITH RECURSIVE
item(id, kind, title, date, earliest, begin) AS (
  SELECT id, 'event', title, date, earliest, begin FROM event
  UNION ALL SELECT id, 'statement', summary, date, earliest, begin FROM statement),
link AS (SELECT * FROM event_link WHERE type IN ('response_to', 'retaliation_for', 'follow_up_of', 'fulfils')),
first(id) AS (SELECT DISTINCT to_id FROM link WHERE to_id NOT IN (SELECT from_id FROM link)),
chain(root_id, id, answers, depth) AS (
  SELECT first.id, link.from_id, link.to_id, 1 FROM first JOIN link ON link.to_id = first.id
  UNION
  SELECT chain.root_id, link.from_id, link.to_id, chain.depth + 1
  FROM chain JOIN link ON link.to_id = chain.id WHERE chain.depth < 32)
SELECT chain.root_id, chain.id, chain.answers, min(chain.depth) AS depth, link.type, link.basis,
       CASE WHEN this.begin IS NULL OR that.begin IS NULL THEN NULL
            ELSE (this.begin - (this.begin % 86400 + 86400) % 86400
                  - that.begin + (that.begin % 86400 + 86400) % 86400) / 86400 END AS lag_days,
       this.kind, this.title, this.date, that.title AS answers_title, that.date AS answers_date,
       passage.source AS source_id, passage.span_start, passage.span_end, passage.paragraph, link.note
FROM chain
JOIN link ON link.from_id = chain.id AND link.to_id = chain.answers
JOIN item AS this ON this.id = chain.id
JOIN item AS that ON that.id = chain.answers
LEFT JOIN passage ON passage.id = link.passage
GROUP BY chain.root_id, chain.id, chain.answers, link.type
ORDER BY chain.root_id, depth, this.begin, chain.id;

-- Who acted towards whom, rolled up to the roots: events by initiator and target, statements by speaker and addressee.
CREATE VIEW dyads AS
WITH root AS MATERIALIZED (SELECT actor_id, ancestor_id FROM actor_rollup WHERE is_root),
acted AS (
  SELECT 'event' AS kind, pair.initiator, pair.target, event.scheme, event.type, event.mode
  FROM (SELECT DISTINCT one.ancestor_id AS initiator, two.ancestor_id AS target, a.event AS id
        FROM event_actor AS a
        JOIN event_actor AS b ON b.event = a.event AND b.role = 'target'
        JOIN root AS one ON one.actor_id = a.actor
        JOIN root AS two ON two.actor_id = b.actor
        WHERE a.role = 'initiator') AS pair
  JOIN event ON event.id = pair.id
  UNION ALL
  SELECT 'statement', pair.initiator, pair.target, statement.scheme, statement.type, statement.mode
  FROM (SELECT DISTINCT one.ancestor_id AS initiator, two.ancestor_id AS target, a.statement AS id
        FROM statement_actor AS a
        JOIN statement_actor AS b ON b.statement = a.statement AND b.role = 'addressee'
        JOIN root AS one ON one.actor_id = a.actor
        JOIN root AS two ON two.actor_id = b.actor
        WHERE a.role = 'speaker') AS pair
  JOIN statement ON statement.id = pair.id)
SELECT acted.initiator AS initiator_id, one.name AS initiator, acted.target AS target_id, two.name AS target,
       sum(acted.kind = 'event') AS events, sum(acted.kind = 'statement') AS statements,
       sum(coalesce(code.quad IN (1, 2), 0)) AS cooperation, sum(coalesce(code.quad IN (3, 4), 0)) AS conflict,
       round(avg(coalesce(mode.score, code.score)), 2) AS mean_score
FROM acted
JOIN actor AS one ON one.id = acted.initiator
JOIN actor AS two ON two.id = acted.target
LEFT JOIN codebook AS code ON code.scheme = acted.scheme AND code.kind = 'type' AND code.parent = ''
                          AND code.code = acted.type
LEFT JOIN codebook AS mode ON mode.scheme = acted.scheme AND mode.kind = 'mode' AND mode.parent = acted.type
                          AND mode.code = acted.mode
GROUP BY acted.initiator, acted.target
ORDER BY events + statements DESC, one.name, two.name;

-- Who held which office when, and how that is known. `implied` marks what a source's wording implies against others.
CREATE VIEW offices AS
SELECT membership.person AS person_id, person.name AS person, membership.role,
       membership.organisation AS organisation_id, body.name AS organisation, membership.span,
       membership.earliest, membership.latest, membership.acting, membership.single_seat, membership.implied,
       membership.basis, membership.note, passage.source AS source_id, passage.span_start, passage.span_end,
       passage.paragraph, membership.id AS membership_id
FROM membership
JOIN actor AS person ON person.id = membership.person
JOIN actor AS body ON body.id = membership.organisation
LEFT JOIN passage ON passage.id = membership.passage
ORDER BY body.name, membership.role, membership.begin IS NULL, membership.begin, membership.id;

-- Two holders of one seat on the same day.
CREATE VIEW office_clashes AS
SELECT a.organisation AS organisation_id, body.name AS organisation, a.role,
       a.person AS person_a_id, one.name AS person_a, a.span AS span_a, a.basis AS basis_a,
       b.person AS person_b_id, two.name AS person_b, b.span AS span_b, b.basis AS basis_b,
       CASE WHEN coalesce(a.begin, b.begin) >= coalesce(b.begin, a.begin) THEN coalesce(a.earliest, b.earliest)
            ELSE coalesce(b.earliest, a.earliest) END AS overlap_earliest,
       CASE WHEN coalesce(a.end, b.end) <= coalesce(b.end, a.end) THEN coalesce(a.latest, b.latest)
            ELSE coalesce(b.latest, a.latest) END AS overlap_latest,
       where_a.source AS source_a, where_a.span_start AS span_start_a, where_a.span_end AS span_end_a,
       where_b.source AS source_b, where_b.span_start AS span_start_b, where_b.span_end AS span_end_b
FROM membership AS a
JOIN membership AS b ON b.organisation = a.organisation AND b.role = a.role AND b.id > a.id AND b.person <> a.person
 AND coalesce(a.begin, -9223372036854775807) <= coalesce(b.end, 9223372036854775807)
 AND coalesce(b.begin, -9223372036854775807) <= coalesce(a.end, 9223372036854775807)
JOIN actor AS body ON body.id = a.organisation
JOIN actor AS one ON one.id = a.person
JOIN actor AS two ON two.id = b.person
LEFT JOIN passage AS where_a ON where_a.id = a.passage
LEFT JOIN passage AS where_b ON where_b.id = b.passage
WHERE a.single_seat = 1 AND b.single_seat = 1
ORDER BY a.organisation, a.role, a.id, b.id;

-- Events and statements per day and their mean score; only what is dated to the day.
CREATE VIEW daily AS
WITH dated AS (
  SELECT 'event' AS kind, earliest, begin, scheme, type, mode
  FROM event WHERE date_prec = 1 AND begin IS NOT NULL AND end - begin < 86400
  UNION ALL
  SELECT 'statement', earliest, begin, scheme, type, mode
  FROM statement WHERE date_prec = 1 AND begin IS NOT NULL AND end - begin < 86400)
SELECT substr(dated.earliest, 1, instr(dated.earliest || 'T', 'T') - 1) AS day,
       sum(dated.kind = 'event') AS events, sum(dated.kind = 'statement') AS statements,
       sum(coalesce(code.quad IN (1, 2), 0)) AS cooperation, sum(coalesce(code.quad IN (3, 4), 0)) AS conflict,
       round(avg(coalesce(mode.score, code.score)), 2) AS mean_score
FROM dated
LEFT JOIN codebook AS code ON code.scheme = dated.scheme AND code.kind = 'type' AND code.parent = ''
                          AND code.code = dated.type
LEFT JOIN codebook AS mode ON mode.scheme = dated.scheme AND mode.kind = 'mode' AND mode.parent = dated.type
                          AND mode.code = dated.mode
GROUP BY day
ORDER BY min(dated.begin);

-- The sources with their grade and what the crisis takes from each; only_here counts events that no other reports.
CREATE VIEW sources_overview AS
WITH told(event, source, sources) AS (
  SELECT evidence.event, min(passage.source), count(DISTINCT passage.source)
  FROM evidence JOIN passage ON passage.id = evidence.passage GROUP BY evidence.event),
alone(source, events) AS MATERIALIZED (SELECT source, count(*) FROM told WHERE sources = 1 GROUP BY source)
SELECT source.id, source.title, source.publisher, source.author, source.published, source.earliest, source.latest,
       source.reliability, source.reliability_reason, source.sha256, source.chars,
       (SELECT count(*) FROM passage WHERE passage.source = source.id) AS passages,
       (SELECT count(DISTINCT evidence.event) FROM evidence JOIN passage ON passage.id = evidence.passage
        WHERE passage.source = source.id) AS events,
       (SELECT count(*) FROM statement JOIN passage ON passage.id = statement.passage
        WHERE passage.source = source.id) AS statements,
       (SELECT count(*) FROM statement JOIN passage ON passage.id = statement.passage
        WHERE passage.source = source.id AND statement.quote IS NOT NULL) AS quotes,
       (SELECT count(*) FROM claim JOIN passage ON passage.id = claim.passage
        WHERE passage.source = source.id) AS claims,
       coalesce((SELECT alone.events FROM alone WHERE alone.source = source.id), 0) AS only_here,
       source.published_basis, source.published_note, source.publisher_basis, source.kind, source.derived_from
FROM source ORDER BY source.id;

-- What nothing supports; empty in a sound crisis.
CREATE VIEW unsupported AS
SELECT 'event' AS kind, id, 'no passage is given as evidence' AS problem FROM event
WHERE id NOT IN (SELECT event FROM evidence)
UNION ALL
SELECT 'statement', statement.id, 'the quote is not as long as its span' FROM statement JOIN passage ON passage.id = statement.passage
WHERE quote IS NOT NULL AND length(quote) <> passage.span_end - passage.span_start
UNION ALL
SELECT 'statement', id, 'nobody is named as its speaker' FROM statement WHERE speaker IS NULL
UNION ALL
SELECT 'membership', person || ' / ' || role, 'stated without a passage' FROM membership
WHERE basis = 'stated' AND passage IS NULL;
