-- Each day's events and statements, how much of it was conflict, and the mean score.
-- :since 2024-01-01  first day, YYYY-MM-DD
-- :until 2024-01-31  last day
SELECT day, events, statements, cooperation, conflict, mean_score
FROM daily
WHERE substr(day, 1, 10) BETWEEN :since AND :until;
