-- The exact words of one speaker, or of whoever belongs to a state or organisation, in time order.
-- :speaker pakistan  id of an actor (iptui actors)
SELECT quotes.date, quotes.speaker, quotes.office, quotes.quote, quotes.source_id, quotes.paragraph, quotes.id
FROM quotes
JOIN timeline ON timeline.id = quotes.id
WHERE quotes.quote IS NOT NULL
  AND quotes.id IN (SELECT statement FROM statement_actor JOIN actor_rollup ON actor_id = actor
                    WHERE role IN ('speaker', 'on_behalf_of') AND ancestor_id = :speaker)
ORDER BY timeline."begin" IS NULL, timeline."begin", quotes.id;
