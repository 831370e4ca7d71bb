-- Statements with both a speaker and an addressee: who, to whom, in which words.
-- :from %  id of the speaking side, rolled up; % for any
-- :to %  id of the side spoken to; % for any
SELECT quotes.date, quotes.speakers, addressed.name AS addressee, quotes.verb, coalesce(quotes.quote, quotes.summary) AS words,
       quotes.kind AS form, quotes.source_id, quotes.id
FROM quotes
JOIN actor AS addressed ON addressed.id = quotes.addressee
JOIN timeline ON timeline.id = quotes.id
WHERE (:from = '%' OR quotes.speaker_id IN (SELECT actor_id FROM actor_rollup WHERE ancestor_id = :from))
  AND (:to = '%' OR quotes.addressee IN (SELECT actor_id FROM actor_rollup WHERE ancestor_id = :to))
ORDER BY timeline."begin" IS NULL, timeline."begin", quotes.id;
