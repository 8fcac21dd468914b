-- Events that were erased while some of their deliveries were being sent, or were just being taken for it: what is
-- answered to these is to go too. Whoever sees the last of them end removes the row.
CREATE TABLE "late_answers" (
  "event_id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  -- Keyed hash of whose data it was, the one that the audit trail has.
  "customer" TEXT NOT NULL,
  -- Until then whoever erased it does this; then any process that delivers.
  "looked_after_until" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "late_answers_pkey" PRIMARY KEY ("event_id", "organization_id")
);

-- A row for each of a handful of events, so a foreign key: storing an event does not ask for it.
ALTER TABLE "late_answers" ADD CONSTRAINT "late_answers_event_id_organization_id_fkey" FOREIGN KEY ("event_id", "organization_id") REFERENCES "events"("id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;
