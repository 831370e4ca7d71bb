-- Full-text search, the best first; the words are FTS5 query syntax, in lower case and without accents.
-- :words "minor irritants"  for instance: irrit* OR brother*
SELECT timeline.date, timeline.kind, coalesce(timeline.quote, timeline.title) AS what, timeline.actors, timeline.id
FROM seal_text
JOIN seal_item ON seal_item.seq = seal_text.rowid
JOIN timeline ON timeline.id = seal_item.id
WHERE seal_text MATCH :words
ORDER BY bm25(seal_text, 4, 1, 3, 2, 2), seal_item.seq;
