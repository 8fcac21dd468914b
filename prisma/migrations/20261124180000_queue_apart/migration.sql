-- The queue and the leases leave `deliveries`, so that sending one changes nothing that an index holds:
-- such an update stays on its page (heap-only) and costs a sixth of one that has to write seven indexes.

-- Ids: one index condition on the id alone must always be the best plan, also before the first ANALYZE.
-- Keys that begin with the organisation tempt the planner into reading all of it.
ALTER TABLE "idempotency_keys" DROP CONSTRAINT "idempotency_keys_organization_id_event_id_fkey";
ALTER TABLE "attempts" DROP CONSTRAINT "attempts_organization_id_delivery_id_fkey";
ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_organization_id_event_id_fkey";
ALTER TABLE "events" DROP CONSTRAINT "events_pkey";
ALTER TABLE "events" ADD CONSTRAINT "events_pkey" PRIMARY KEY ("id", "organization_id");
ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_pkey";
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id", "organization_id");
ALTER TABLE "attempts" DROP CONSTRAINT "attempts_pkey";
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_pkey" PRIMARY KEY ("delivery_id", "organization_id", "number");
DROP INDEX "deliveries_organization_id_event_id_idx";
-- An event goes to a webhook once.
CREATE UNIQUE INDEX "deliveries_event_id_webhook_id_key" ON "deliveries"("event_id", "webhook_id");

-- The idempotency key is a property of the event: one row and one index instead of two rows and three.
ALTER TABLE "events" ADD COLUMN "idempotency_key" TEXT;
ALTER TABLE "events" ADD COLUMN "body_hash" BYTEA;
UPDATE "events" e SET "idempotency_key" = k."key", "body_hash" = k."body_hash"
  FROM "idempotency_keys" k WHERE e."id" = k."event_id" AND e."organization_id" = k."organization_id";
DROP TABLE "idempotency_keys";
ALTER TABLE "events" ADD CONSTRAINT "events_idempotency_check" CHECK (("idempotency_key" IS NULL) = ("body_hash" IS NULL));
CREATE UNIQUE INDEX "events_idempotency_key" ON "events"("organization_id", "idempotency_key") WHERE "idempotency_key" IS NOT NULL;

-- Searches go through the event, of which there is one however many webhooks it went to.
CREATE INDEX "events_subject_id_organization_id_idx" ON "events"("subject_id", "organization_id");
DROP INDEX "events_customer_email_idx";
CREATE INDEX "events_customer_email_idx" ON "events"("customer_email", "organization_id") WHERE "customer_email" IS NOT NULL;
DROP INDEX "deliveries_webhook_id_subject_id_created_at_id_idx";

-- What waits to be sent, and nothing else. A row is here exactly while deliveries.next_attempt_at is set and
-- nobody holds the lease; its time is the same.
CREATE TABLE "delivery_queue" (
  "webhook_id" UUID NOT NULL,
  "due_at" TIMESTAMPTZ(3) NOT NULL,
  "delivery_id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  CONSTRAINT "delivery_queue_pkey" PRIMARY KEY ("webhook_id", "due_at", "delivery_id")
);

-- What a process is sending: one row for all that it took with one statement.
CREATE TABLE "delivery_leases" (
  "token" UUID NOT NULL,
  "leased_until" TIMESTAMPTZ(3) NOT NULL,
  "delivery_ids" UUID[],
  CONSTRAINT "delivery_leases_pkey" PRIMARY KEY ("token")
);

ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_lease_check";
ALTER TABLE "deliveries" DROP COLUMN "leased_until";
UPDATE "deliveries" SET "lease_token" = NULL WHERE "lease_token" IS NOT NULL;
DROP INDEX "deliveries_due_idx";
INSERT INTO "delivery_queue" ("webhook_id", "due_at", "delivery_id", "organization_id")
  SELECT "webhook_id", "next_attempt_at", "id", "organization_id" FROM "deliveries" WHERE "next_attempt_at" IS NOT NULL;

-- A success changes none of the columns below, and that is what most deliveries become.
DROP INDEX "deliveries_webhook_id_status_created_at_id_idx";
ALTER TABLE "deliveries" ADD COLUMN "trouble" TEXT GENERATED ALWAYS AS
  (CASE "status" WHEN 'failure' THEN 'failure' WHEN 'timeout' THEN 'timeout' WHEN 'held' THEN 'held' END) STORED;
CREATE INDEX "deliveries_trouble_idx" ON "deliveries"("webhook_id", "trouble", "created_at" DESC, "id" DESC) WHERE "trouble" IS NOT NULL;

-- Room on each page for the versions that taking and settling make of its rows.
ALTER TABLE "deliveries" SET (fillfactor = 55);
-- Not worth the time of compressing.
ALTER TABLE "delivery_leases" ALTER COLUMN "delivery_ids" SET STORAGE EXTERNAL;
-- Both live on being small.
ALTER TABLE "delivery_queue" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
ALTER TABLE "delivery_leases" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- The breaker of a webhook: after many failures in a row only single attempts are let through, at times.
ALTER TABLE "webhook_states" ADD COLUMN "paused_until" TIMESTAMPTZ(3);
ALTER TABLE "webhook_states" ADD COLUMN "probes" INTEGER NOT NULL DEFAULT 0;

-- References of the three tables that every event writes: checked for all rows of a statement together. A foreign key
-- asks for each row by a query of its own, which was two fifths of what accepting an event cost.
ALTER TABLE "events" DROP CONSTRAINT "events_organization_id_fkey";
ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_organization_id_webhook_id_fkey";

-- The functions look up by index whatever the planner believes of tables that it has not seen grow. OFFSET 0 keeps
-- each look-up a look-up: it cannot become a join that reads the whole table.
CREATE FUNCTION "events_refer"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT organization_id FROM added) a
    WHERE NOT EXISTS (SELECT 1 FROM organizations o WHERE o.id = a.organization_id OFFSET 0)
  ) THEN
    RAISE EXCEPTION 'an event of an organisation that is not there' USING ERRCODE = 'foreign_key_violation', TABLE = 'events';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "events_refer" AFTER INSERT ON "events" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "events_refer"();

CREATE FUNCTION "deliveries_refer"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT organization_id, webhook_id FROM added) a
    WHERE NOT EXISTS (
      SELECT 1 FROM webhooks w WHERE w.organization_id = a.organization_id AND w.id = a.webhook_id OFFSET 0)
  ) THEN
    RAISE EXCEPTION 'a delivery to a webhook that its organisation has not' USING ERRCODE = 'foreign_key_violation', TABLE = 'deliveries';
  END IF;
  IF EXISTS (
    SELECT 1 FROM added a
    WHERE NOT EXISTS (
      SELECT 1 FROM events e WHERE e.id = a.event_id AND e.organization_id = a.organization_id OFFSET 0)
  ) THEN
    RAISE EXCEPTION 'a delivery of an event that its organisation has not' USING ERRCODE = 'foreign_key_violation', TABLE = 'deliveries';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "deliveries_refer" AFTER INSERT ON "deliveries" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "deliveries_refer"();

CREATE FUNCTION "attempts_refer"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added a
    WHERE NOT EXISTS (
      SELECT 1 FROM deliveries d WHERE d.id = a.delivery_id AND d.organization_id = a.organization_id OFFSET 0)
  ) THEN
    RAISE EXCEPTION 'an attempt of a delivery that its organisation has not' USING ERRCODE = 'foreign_key_violation', TABLE = 'attempts';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "attempts_refer" AFTER INSERT ON "attempts" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "attempts_refer"();

-- What belongs to a removed row goes with it.
CREATE FUNCTION "webhooks_take_along"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  DELETE FROM deliveries d USING removed r WHERE d.webhook_id = r.id AND d.organization_id = r.organization_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER "webhooks_take_along" AFTER DELETE ON "webhooks" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION "webhooks_take_along"();
CREATE FUNCTION "events_take_along"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  DELETE FROM deliveries d USING removed r WHERE d.event_id = r.id AND d.organization_id = r.organization_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER "events_take_along" AFTER DELETE ON "events" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION "events_take_along"();
CREATE FUNCTION "deliveries_take_along"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  DELETE FROM attempts a USING removed r WHERE a.delivery_id = r.id AND a.organization_id = r.organization_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER "deliveries_take_along" AFTER DELETE ON "deliveries" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION "deliveries_take_along"();

-- An organisation with events stays, and no row changes whose it is.
CREATE FUNCTION "organizations_refuse_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM events e JOIN removed r ON e.organization_id = r.id) THEN
    RAISE EXCEPTION 'the organisation still has events' USING ERRCODE = 'foreign_key_violation', TABLE = 'events';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "organizations_refuse_delete" AFTER DELETE ON "organizations" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION "organizations_refuse_delete"();
CREATE FUNCTION "refuse_new_reference"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'whose row of % this is does not change', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
END
$$;
CREATE TRIGGER "organizations_keep_key" BEFORE UPDATE OF "id" ON "organizations"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_new_reference"();
CREATE TRIGGER "webhooks_keep_key" BEFORE UPDATE OF "id", "organization_id" ON "webhooks"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_new_reference"();
CREATE TRIGGER "events_keep_key" BEFORE UPDATE OF "id", "organization_id" ON "events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_new_reference"();
CREATE TRIGGER "deliveries_keep_key" BEFORE UPDATE OF "id", "organization_id", "webhook_id", "event_id" ON "deliveries"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_new_reference"();
CREATE TRIGGER "attempts_keep_key" BEFORE UPDATE OF "organization_id", "delivery_id", "number" ON "attempts"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_new_reference"();

-- PostgreSQL 18 makes these ids itself, in a tenth of the time.
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    CREATE OR REPLACE FUNCTION "uuid_v7"() RETURNS UUID LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT uuidv7()';
  END IF;
END
$$;
