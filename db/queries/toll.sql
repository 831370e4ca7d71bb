-- How many were killed, hurt or both, as each source or claimant has it, with grades.
-- :event %  id of an event; % for all
SELECT claims.event_id, claims.property, claims.qualifier, claims.value, claims.low, claims.best, claims.high,
       claims.negated, coalesce(claims.claimant_name, 'the source itself') AS claimed_by, claims.source_id,
       claims.paragraph, claims.grade, claims.rank
FROM claims
JOIN timeline ON timeline.id = claims.event_id
WHERE claims.property IN ('killed', 'injured', 'casualties') AND claims.event_id LIKE :event
ORDER BY timeline."begin" IS NULL, timeline."begin", claims.event_id, claims.property, claims.qualifier, claims.low, claims.claim_id;
