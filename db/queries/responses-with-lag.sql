-- What answered what, and after how many days; the slowest first.
-- :basis %  stated, inferred, or % for both
SELECT DISTINCT lag_days, type, title AS response, date, answers_title AS answers, answers_date, basis, id, answers AS answers_id
FROM responses
WHERE type IN ('response_to', 'retaliation_for') AND lag_days IS NOT NULL AND basis LIKE :basis
ORDER BY lag_days DESC, id, answers_id;
