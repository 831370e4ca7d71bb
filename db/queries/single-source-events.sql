-- Events that only one source reports, the least reliable sources first.
-- :grade A  leave out sources that are more reliable than this (A to F)
SELECT timeline.date, timeline.title, source.id AS source_id, source.reliability, timeline.status, timeline.id
FROM timeline
JOIN source ON source.id = timeline.sources
WHERE timeline.kind = 'event' AND timeline.n_sources = 1 AND source.reliability >= :grade
ORDER BY source.reliability DESC, source.id, timeline."begin" IS NULL, timeline."begin", timeline.id;
