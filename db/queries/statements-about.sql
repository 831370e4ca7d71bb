-- What was said about an event, by whom, in which words, and where it is written.
-- :event iran-strikes-pakistan  id of the event
SELECT quotes.date, quotes.speaker, quotes.kind AS form, coalesce(quotes.quote, quotes.summary) AS words, quotes.source_id,
       quotes.paragraph, quotes.id
FROM quotes
JOIN timeline ON timeline.id = quotes.id
WHERE quotes.about_event = :event
ORDER BY timeline."begin" IS NULL, timeline."begin", quotes.id;
