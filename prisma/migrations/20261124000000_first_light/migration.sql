-- First light: organisations, people, webhooks, events, deliveries, attempts, keys, audit.
-- PostgreSQL 14 or newer. Ids are UUIDv7 made by the application.

CREATE TYPE "plan" AS ENUM ('basic', 'advanced', 'professional', 'enterprise');
CREATE TYPE "role" AS ENUM ('manager', 'supervisor', 'attendant');
CREATE TYPE "disabled_reason" AS ENUM ('manual', 'gone', 'failing', 'plan');
CREATE TYPE "delivery_status" AS ENUM ('pending', 'success', 'failure', 'timeout', 'held');
CREATE TYPE "attempt_trigger" AS ENUM ('event', 'retry', 'resend', 'test');
CREATE TYPE "attempt_outcome" AS ENUM ('success', 'failure', 'timeout');

CREATE TABLE "organizations" (
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "plan" "plan" NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "users" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "role" "role" NOT NULL,
  "password_hash" TEXT,
  "locale" TEXT,
  "session_epoch" INTEGER NOT NULL DEFAULT 1,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "removed_at" TIMESTAMPTZ(3),
  CONSTRAINT "users_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "users_email_lower_check" CHECK ("email" = lower("email")),
  CONSTRAINT "users_locale_check" CHECK ("locale" IN ('en', 'pt-BR'))
);

CREATE TABLE "webhooks" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "url" TEXT NOT NULL,
  "description" TEXT NOT NULL DEFAULT '',
  "events" TEXT[],
  "enabled" BOOLEAN NOT NULL DEFAULT true,
  "disabled_reason" "disabled_reason",
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "deleted_at" TIMESTAMPTZ(3),
  CONSTRAINT "webhooks_pkey" PRIMARY KEY ("organization_id", "id"),
  -- A webhook that is off says why, and one that is on has no reason.
  CONSTRAINT "webhooks_disabled_reason_check" CHECK ("enabled" = ("disabled_reason" IS NULL)),
  CONSTRAINT "webhooks_events_check" CHECK (cardinality("events") > 0)
);

CREATE TABLE "webhook_secrets" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "webhook_id" UUID NOT NULL,
  "key_id" TEXT NOT NULL,
  "ciphertext" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3),
  CONSTRAINT "webhook_secrets_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "webhook_states" (
  "organization_id" UUID NOT NULL,
  "webhook_id" UUID NOT NULL,
  "consecutive_failures" INTEGER NOT NULL DEFAULT 0,
  "failing_since" TIMESTAMPTZ(3),
  "last_success_at" TIMESTAMPTZ(3),
  "last_failure_at" TIMESTAMPTZ(3),
  CONSTRAINT "webhook_states_pkey" PRIMARY KEY ("organization_id", "webhook_id")
);

CREATE TABLE "events" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "event" TEXT NOT NULL,
  "timestamp" TIMESTAMPTZ(0) NOT NULL,
  "subject_id" TEXT,
  "customer_email" TEXT,
  "test" BOOLEAN NOT NULL DEFAULT false,
  "body" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "events_pkey" PRIMARY KEY ("organization_id", "id")
);

CREATE TABLE "idempotency_keys" (
  "organization_id" UUID NOT NULL,
  "key" TEXT NOT NULL,
  "body_hash" BYTEA NOT NULL,
  "event_id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("organization_id", "key")
);

CREATE TABLE "deliveries" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "webhook_id" UUID NOT NULL,
  "event_id" UUID NOT NULL,
  "event" TEXT NOT NULL,
  "subject_id" TEXT,
  "test" BOOLEAN NOT NULL DEFAULT false,
  "status" "delivery_status" NOT NULL,
  "attempt_count" INTEGER NOT NULL DEFAULT 0,
  "retry_count" INTEGER NOT NULL DEFAULT 0,
  "status_code" INTEGER,
  "code" TEXT,
  "duration_ms" INTEGER,
  "next_attempt_at" TIMESTAMPTZ(3),
  "resend_requested" BOOLEAN NOT NULL DEFAULT false,
  "lease_token" UUID,
  "leased_until" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "deliveries_pkey" PRIMARY KEY ("organization_id", "id"),
  CONSTRAINT "deliveries_lease_check" CHECK (("lease_token" IS NULL) = ("leased_until" IS NULL)),
  -- What is held or has succeeded is not sent by itself; tests are never retried.
  CONSTRAINT "deliveries_next_attempt_check" CHECK ("next_attempt_at" IS NULL OR ("status" IN ('pending', 'failure', 'timeout') AND NOT "test"))
);

CREATE TABLE "attempts" (
  "organization_id" UUID NOT NULL,
  "delivery_id" UUID NOT NULL,
  "number" INTEGER NOT NULL,
  "trigger" "attempt_trigger" NOT NULL,
  "outcome" "attempt_outcome" NOT NULL,
  "code" TEXT,
  "status_code" INTEGER,
  "started_at" TIMESTAMPTZ(3) NOT NULL,
  "duration_ms" INTEGER NOT NULL,
  "dns_ms" REAL,
  "connect_ms" REAL,
  "tls_ms" REAL,
  "first_byte_ms" REAL,
  "request_headers" TEXT NOT NULL,
  "response_headers" TEXT,
  "response_body" TEXT,
  "response_truncated" BOOLEAN NOT NULL DEFAULT false,
  "remote_address" TEXT,
  CONSTRAINT "attempts_pkey" PRIMARY KEY ("organization_id", "delivery_id", "number"),
  CONSTRAINT "attempts_code_check" CHECK (("outcome" = 'success') = ("code" IS NULL))
);

CREATE TABLE "api_keys" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "prefix" TEXT NOT NULL,
  "hash" BYTEA NOT NULL,
  "scope" "role" NOT NULL,
  "created_by_id" UUID,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_used_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ingest_keys" (
  "id" UUID NOT NULL,
  "organization_id" UUID,
  "name" TEXT NOT NULL,
  "prefix" TEXT NOT NULL,
  "hash" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_used_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  CONSTRAINT "ingest_keys_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_entries" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "actor_kind" TEXT NOT NULL,
  "actor_id" TEXT,
  "actor_name" TEXT NOT NULL,
  "address" TEXT,
  "action" TEXT NOT NULL,
  "target_kind" TEXT NOT NULL,
  "target_id" TEXT NOT NULL,
  "before" JSONB,
  "after" JSONB,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "users_email_key" ON "users"("email");
CREATE UNIQUE INDEX "users_organization_id_id_key" ON "users"("organization_id", "id");
CREATE UNIQUE INDEX "webhooks_id_key" ON "webhooks"("id");
CREATE INDEX "webhook_secrets_organization_id_webhook_id_idx" ON "webhook_secrets"("organization_id", "webhook_id");
CREATE INDEX "idempotency_keys_organization_id_event_id_idx" ON "idempotency_keys"("organization_id", "event_id");
CREATE INDEX "deliveries_webhook_id_created_at_id_idx" ON "deliveries"("webhook_id", "created_at" DESC, "id" DESC);
CREATE INDEX "deliveries_webhook_id_status_created_at_id_idx" ON "deliveries"("webhook_id", "status", "created_at" DESC, "id" DESC);
CREATE INDEX "deliveries_webhook_id_event_created_at_id_idx" ON "deliveries"("webhook_id", "event", "created_at" DESC, "id" DESC);
CREATE INDEX "deliveries_webhook_id_subject_id_created_at_id_idx" ON "deliveries"("webhook_id", "subject_id", "created_at" DESC, "id" DESC);
CREATE INDEX "deliveries_organization_id_event_id_idx" ON "deliveries"("organization_id", "event_id");
CREATE UNIQUE INDEX "api_keys_prefix_key" ON "api_keys"("prefix");
CREATE INDEX "api_keys_organization_id_idx" ON "api_keys"("organization_id");
CREATE UNIQUE INDEX "ingest_keys_prefix_key" ON "ingest_keys"("prefix");
CREATE INDEX "ingest_keys_organization_id_idx" ON "ingest_keys"("organization_id");
CREATE INDEX "audit_entries_organization_id_created_at_id_idx" ON "audit_entries"("organization_id", "created_at" DESC, "id" DESC);

-- The work list: what claim scans, webhook by webhook.
CREATE INDEX "deliveries_due_idx" ON "deliveries"("webhook_id", "next_attempt_at") WHERE "next_attempt_at" IS NOT NULL;
-- One current secret a webhook.
CREATE UNIQUE INDEX "webhook_secrets_current_key" ON "webhook_secrets"("webhook_id") WHERE "expires_at" IS NULL;
-- The manager's search by a customer's e-mail.
CREATE INDEX "events_customer_email_idx" ON "events"("organization_id", "customer_email") WHERE "customer_email" IS NOT NULL;

ALTER TABLE "users" ADD CONSTRAINT "users_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_organization_id_webhook_id_fkey" FOREIGN KEY ("organization_id", "webhook_id") REFERENCES "webhooks"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "webhook_states" ADD CONSTRAINT "webhook_states_organization_id_webhook_id_fkey" FOREIGN KEY ("organization_id", "webhook_id") REFERENCES "webhooks"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "events" ADD CONSTRAINT "events_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_organization_id_event_id_fkey" FOREIGN KEY ("organization_id", "event_id") REFERENCES "events"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_organization_id_webhook_id_fkey" FOREIGN KEY ("organization_id", "webhook_id") REFERENCES "webhooks"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_organization_id_event_id_fkey" FOREIGN KEY ("organization_id", "event_id") REFERENCES "events"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_organization_id_delivery_id_fkey" FOREIGN KEY ("organization_id", "delivery_id") REFERENCES "deliveries"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ingest_keys" ADD CONSTRAINT "ingest_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The audit trail only grows. A retention that must cut it drops the trigger in a migration of its own.
CREATE FUNCTION "audit_entries_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entries is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_entries_refuse_change"();

-- Ids of deliveries are made where their number is known: in the statement that joins an event with the webhooks.
-- RFC 9562, version 7: 48 bits of Unix milliseconds, then the random bits of a version 4 id, of which the version is raised to 7.
CREATE FUNCTION "uuid_v7"() RETURNS UUID LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6),
      52, 1), 53, 1),
    'hex')::uuid
$$;
