-- Events and statements that may lie between two dates, in time order.
-- :since 2024-01-16  first day, YYYY-MM-DD
-- :until 2024-01-19  last day
SELECT date, kind, coalesce(quote, title) AS what, actors, sources, id
FROM timeline
WHERE coalesce("begin", "end") IS NOT NULL
  AND coalesce("end" >= unixepoch(:since), 1)
  AND coalesce("begin" < unixepoch(:until, '+1 day'), 1)
ORDER BY coalesce("begin", "end"), "end" IS NULL, "end", kind, id;
