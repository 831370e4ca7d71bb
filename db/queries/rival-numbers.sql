-- Numbers on which two claims cannot both be true: every pair that does not meet.
-- :property %  killed, injured, sites …; % for all
SELECT a.event_id, a.property, a.qualifier, a.value AS one, coalesce(a.claimant_name, a.source_id) AS one_by, a.grade AS one_grade,
       b.value AS other, coalesce(b.claimant_name, b.source_id) AS other_by, b.grade AS other_grade
FROM claims AS a
JOIN claims AS b ON b.event_id = a.event_id AND b.property = a.property AND b.qualifier IS a.qualifier
WHERE a.negated = 0 AND b.negated = 0 AND coalesce(a.high, a.best) < coalesce(b.low, b.best) AND a.property LIKE :property
ORDER BY a.event_id, a.property, a.qualifier, a.claim_id, b.claim_id;
