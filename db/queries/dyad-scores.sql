-- Between whom: events and statements from one side to another, and their mean score.
-- :least 1  leave out pairs with fewer events and statements
SELECT initiator, target, events, statements, cooperation, conflict, mean_score, initiator_id, target_id
FROM dyads
WHERE events + statements >= :least
ORDER BY events + statements DESC, initiator, target;
