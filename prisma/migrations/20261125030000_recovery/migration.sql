-- Incidents of webhooks, the mails that tell of them, and work on many deliveries at once.

CREATE TYPE "incident_end" AS ENUM ('recovered', 'turned_off', 'deleted');
CREATE TYPE "alert_kind" AS ENUM ('failing', 'recovered', 'turned_off');
CREATE TYPE "job_kind" AS ENUM ('resend', 'drop_held');
CREATE TYPE "job_state" AS ENUM ('running', 'done', 'cancelled', 'stopped');

CREATE TABLE "webhook_incidents" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "webhook_id" UUID NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  "end_reason" "incident_end",
  "failing_told_at" TIMESTAMPTZ(3),
  "end_told_at" TIMESTAMPTZ(3),
  "dismissed_at" TIMESTAMPTZ(3),
  CONSTRAINT "webhook_incidents_pkey" PRIMARY KEY ("organization_id", "id"),
  CONSTRAINT "webhook_incidents_end_check" CHECK (("ended_at" IS NULL) = ("end_reason" IS NULL))
);

CREATE TABLE "alert_mails" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "incident_id" UUID NOT NULL,
  "kind" "alert_kind" NOT NULL,
  "user_id" UUID NOT NULL,
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "failures" INTEGER NOT NULL DEFAULT 0,
  "sent_at" TIMESTAMPTZ(3),
  CONSTRAINT "alert_mails_pkey" PRIMARY KEY ("organization_id", "id")
);

CREATE TABLE "alert_snoozes" (
  "organization_id" UUID NOT NULL,
  "webhook_id" UUID NOT NULL,
  "until" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "alert_snoozes_pkey" PRIMARY KEY ("organization_id", "webhook_id")
);

CREATE TABLE "webhook_jobs" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "webhook_id" UUID NOT NULL,
  "kind" "job_kind" NOT NULL,
  "state" "job_state" NOT NULL DEFAULT 'running',
  "starts_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "webhook_jobs_pkey" PRIMARY KEY ("organization_id", "id"),
  CONSTRAINT "webhook_jobs_end_check" CHECK (("ended_at" IS NULL) = ("state" = 'running'))
);

-- The deliveries of a job, in the order in which they are taken. No foreign key: retention may remove a delivery meanwhile.
CREATE TABLE "webhook_job_items" (
  "organization_id" UUID NOT NULL,
  "job_id" UUID NOT NULL,
  "position" INTEGER NOT NULL,
  "delivery_id" UUID NOT NULL,
  "attempts_before" INTEGER,
  CONSTRAINT "webhook_job_items_pkey" PRIMARY KEY ("job_id", "position")
);

CREATE UNIQUE INDEX "webhook_incidents_webhook_id_started_at_key" ON "webhook_incidents"("webhook_id", "started_at");
CREATE INDEX "webhook_incidents_organization_id_webhook_id_started_at_idx" ON "webhook_incidents"("organization_id", "webhook_id", "started_at" DESC);
CREATE UNIQUE INDEX "alert_mails_incident_id_kind_user_id_key" ON "alert_mails"("incident_id", "kind", "user_id");
CREATE INDEX "webhook_jobs_organization_id_webhook_id_created_at_idx" ON "webhook_jobs"("organization_id", "webhook_id", "created_at" DESC);

-- One incident at a time for a webhook, and what is still to be told of.
CREATE UNIQUE INDEX "webhook_incidents_open_key" ON "webhook_incidents"("webhook_id") WHERE "ended_at" IS NULL;
CREATE INDEX "webhook_incidents_untold_idx" ON "webhook_incidents"("ended_at") WHERE "end_told_at" IS NULL;
CREATE INDEX "alert_mails_due_idx" ON "alert_mails"("due_at") WHERE "sent_at" IS NULL;
-- One job at a time for a webhook.
CREATE UNIQUE INDEX "webhook_jobs_running_key" ON "webhook_jobs"("webhook_id") WHERE "state" = 'running';

ALTER TABLE "webhook_incidents" ADD CONSTRAINT "webhook_incidents_organization_id_webhook_id_fkey" FOREIGN KEY ("organization_id", "webhook_id") REFERENCES "webhooks"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_mails" ADD CONSTRAINT "alert_mails_organization_id_incident_id_fkey" FOREIGN KEY ("organization_id", "incident_id") REFERENCES "webhook_incidents"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_mails" ADD CONSTRAINT "alert_mails_organization_id_user_id_fkey" FOREIGN KEY ("organization_id", "user_id") REFERENCES "users"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_snoozes" ADD CONSTRAINT "alert_snoozes_organization_id_webhook_id_fkey" FOREIGN KEY ("organization_id", "webhook_id") REFERENCES "webhooks"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "webhook_jobs" ADD CONSTRAINT "webhook_jobs_organization_id_webhook_id_fkey" FOREIGN KEY ("organization_id", "webhook_id") REFERENCES "webhooks"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "webhook_job_items" ADD CONSTRAINT "webhook_job_items_organization_id_job_id_fkey" FOREIGN KEY ("organization_id", "job_id") REFERENCES "webhook_jobs"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A filter of the history: tests alone, which are a few among many.
CREATE INDEX "deliveries_test_idx" ON "deliveries"("webhook_id", "created_at" DESC, "id" DESC) WHERE "test";
