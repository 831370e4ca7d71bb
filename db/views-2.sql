-- Views of databases of schema versions 1 and 2 that `views.sql` has written in another way since: they give the
-- same rows. A database that has them is opened as it is, and gets today's when it is sealed anew.

CREATE VIEW timeline AS
SELECT * FROM (
SELECT 'event' AS kind, event.id AS id, event.date, event.earliest, event.latest, event.date_prec,
       event.title AS title, event.type, code.quad, coalesce(mode.score, code.score) AS score,
       (SELECT group_concat(name, ', ') FROM (
          SELECT DISTINCT actor.name FROM event_actor JOIN actor ON actor.id = event_actor.actor
          WHERE event_actor.event = event.id
          ORDER BY CASE event_actor.role WHEN 'initiator' THEN 0 WHEN 'participant' THEN 1 WHEN 'target' THEN 2
                   ELSE 3 END, actor.name)) AS actors,
       place.name AS place, event.status,
       (SELECT group_concat(source, ', ') FROM (
          SELECT DISTINCT passage.source FROM evidence JOIN passage ON passage.id = evidence.passage
          WHERE evidence.event = event.id ORDER BY passage.source)) AS sources,
       (SELECT count(DISTINCT passage.source) FROM evidence JOIN passage ON passage.id = evidence.passage
        WHERE evidence.event = event.id) AS n_sources,
       event.begin AS begin, event.end AS end, event.date_basis, event.date_note, event.summary, NULL AS quote
FROM event
LEFT JOIN place ON place.id = event.place
LEFT JOIN codebook AS code ON code.scheme = event.scheme AND code.kind = 'type' AND code.parent = ''
                          AND code.code = event.type
LEFT JOIN codebook AS mode ON mode.scheme = event.scheme AND mode.kind = 'mode' AND mode.parent = event.type
                          AND mode.code = event.mode
UNION ALL
SELECT 'statement', statement.id, statement.date, statement.earliest, statement.latest, statement.date_prec,
       statement.summary, statement.type, code.quad, coalesce(mode.score, code.score),
       (SELECT group_concat(name, ', ') FROM (
          SELECT DISTINCT actor.name FROM statement_actor JOIN actor ON actor.id = statement_actor.actor
          WHERE statement_actor.statement = statement.id
          ORDER BY CASE statement_actor.role WHEN 'speaker' THEN 0 WHEN 'on_behalf_of' THEN 1
                   WHEN 'addressee' THEN 2 ELSE 3 END, actor.name)),
       NULL, statement.status, passage.source, 1,
       statement.begin, statement.end, statement.date_basis, statement.date_note, statement.summary,
       statement.quote
FROM statement
JOIN passage ON passage.id = statement.passage
LEFT JOIN codebook AS code ON code.scheme = statement.scheme AND code.kind = 'type' AND code.parent = ''
                          AND code.code = statement.type
LEFT JOIN codebook AS mode ON mode.scheme = statement.scheme AND mode.kind = 'mode'
                          AND mode.parent = statement.type AND mode.code = statement.mode
)
ORDER BY coalesce(begin, end) IS NULL, coalesce(begin, end), end IS NULL, end, kind, id;

CREATE VIEW dyads AS
WITH acted(kind, initiator, target, id) AS (
  SELECT DISTINCT 'event', one.ancestor_id, two.ancestor_id, a.event
  FROM event_actor AS a
  JOIN event_actor AS b ON b.event = a.event AND b.role = 'target'
  JOIN actor_rollup AS one ON one.actor_id = a.actor AND one.is_root
  JOIN actor_rollup AS two ON two.actor_id = b.actor AND two.is_root
  WHERE a.role = 'initiator'
  UNION ALL
  SELECT DISTINCT 'statement', one.ancestor_id, two.ancestor_id, a.statement
  FROM statement_actor AS a
  JOIN statement_actor AS b ON b.statement = a.statement AND b.role = 'addressee'
  JOIN actor_rollup AS one ON one.actor_id = a.actor AND one.is_root
  JOIN actor_rollup AS two ON two.actor_id = b.actor AND two.is_root
  WHERE a.role = 'speaker')
SELECT acted.initiator AS initiator_id, one.name AS initiator, acted.target AS target_id, two.name AS target,
       sum(acted.kind = 'event') AS events, sum(acted.kind = 'statement') AS statements,
       sum(coalesce(timeline.quad IN (1, 2), 0)) AS cooperation,
       sum(coalesce(timeline.quad IN (3, 4), 0)) AS conflict, round(avg(timeline.score), 2) AS mean_score
FROM acted
JOIN timeline ON timeline.kind = acted.kind AND timeline.id = acted.id
JOIN actor AS one ON one.id = acted.initiator
JOIN actor AS two ON two.id = acted.target
GROUP BY acted.initiator, acted.target
ORDER BY events + statements DESC, one.name, two.name;

CREATE VIEW daily AS
SELECT substr(timeline.earliest, 1, instr(timeline.earliest || 'T', 'T') - 1) AS day, sum(kind = 'event') AS events, sum(kind = 'statement') AS statements,
       sum(coalesce(quad IN (1, 2), 0)) AS cooperation, sum(coalesce(quad IN (3, 4), 0)) AS conflict,
       round(avg(score), 2) AS mean_score
FROM timeline
WHERE timeline.date_prec = 1 AND timeline.begin IS NOT NULL AND timeline.end - timeline.begin < 86400
GROUP BY day
ORDER BY min(timeline.begin);
