-- Retention empties the oldest events first. Those already emptied, two thirds of all, are not in its way.
CREATE INDEX "events_body_kept_idx" ON "events"("created_at") WHERE "body" IS NOT NULL;
