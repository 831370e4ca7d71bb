-- Triggers that mark a database unsealed at the first change of anything that the derived tables (seal.sql) are made
-- from, so that nobody is shown what was there before. `iptui` then seals a copy of its own; `iptui seal FILE` seals the
-- file itself. They stand apart because a database is filled before they are made: it is sealed when it is full.
--
-- Not of `crisis`, `codebook_source` and `membership`: these are read as they are, and nothing is derived from them.

CREATE TRIGGER unseal_actor_insert AFTER INSERT ON actor WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_actor_update AFTER UPDATE ON actor WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_actor_delete AFTER DELETE ON actor WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_actor_alias_insert AFTER INSERT ON actor_alias WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_actor_alias_update AFTER UPDATE ON actor_alias WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_actor_alias_delete AFTER DELETE ON actor_alias WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_claim_insert AFTER INSERT ON claim WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_claim_update AFTER UPDATE ON claim WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_claim_delete AFTER DELETE ON claim WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_codebook_insert AFTER INSERT ON codebook WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_codebook_update AFTER UPDATE ON codebook WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_codebook_delete AFTER DELETE ON codebook WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_event_insert AFTER INSERT ON event WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_event_update AFTER UPDATE ON event WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_event_delete AFTER DELETE ON event WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_event_actor_insert AFTER INSERT ON event_actor WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_event_actor_update AFTER UPDATE ON event_actor WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_event_actor_delete AFTER DELETE ON event_actor WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_event_link_insert AFTER INSERT ON event_link WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_event_link_update AFTER UPDATE ON event_link WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_event_link_delete AFTER DELETE ON event_link WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_evidence_insert AFTER INSERT ON evidence WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_evidence_update AFTER UPDATE ON evidence WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_evidence_delete AFTER DELETE ON evidence WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_passage_insert AFTER INSERT ON passage WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_passage_update AFTER UPDATE ON passage WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_passage_delete AFTER DELETE ON passage WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_place_insert AFTER INSERT ON place WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_place_update AFTER UPDATE ON place WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_place_delete AFTER DELETE ON place WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_place_alias_insert AFTER INSERT ON place_alias WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_place_alias_update AFTER UPDATE ON place_alias WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_place_alias_delete AFTER DELETE ON place_alias WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_source_insert AFTER INSERT ON source WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_source_update AFTER UPDATE ON source WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_source_delete AFTER DELETE ON source WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_statement_insert AFTER INSERT ON statement WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_statement_update AFTER UPDATE ON statement WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_statement_delete AFTER DELETE ON statement WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;

CREATE TRIGGER unseal_statement_actor_insert AFTER INSERT ON statement_actor WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_statement_actor_update AFTER UPDATE ON statement_actor WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
CREATE TRIGGER unseal_statement_actor_delete AFTER DELETE ON statement_actor WHEN (SELECT fresh FROM sealing)
BEGIN UPDATE sealing SET fresh = 0; END;
