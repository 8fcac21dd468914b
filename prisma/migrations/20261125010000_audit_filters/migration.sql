-- The audit page's filters by person and by action, each on an index of its own, in the order in which it is read.
-- An operator and the engine have no id.
CREATE INDEX "audit_entries_actor_idx" ON "audit_entries"
  ("organization_id", "actor_kind", (COALESCE("actor_id", '')), "created_at" DESC, "id" DESC);
CREATE INDEX "audit_entries_organization_id_action_created_at_id_idx" ON "audit_entries"
  ("organization_id", "action", "created_at" DESC, "id" DESC);
