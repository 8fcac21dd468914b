-- The built-in receiver: an address of this application for each organisation that wants one, and what arrived there
-- lately. The application keeps the newest 50 messages of an address, for a day.
CREATE TABLE "test_addresses" (
  "organization_id" UUID NOT NULL,
  "token" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "test_addresses_pkey" PRIMARY KEY ("organization_id"),
  -- 32 random bytes in base64url.
  CONSTRAINT "test_addresses_token_check" CHECK ("token" ~ '^[A-Za-z0-9_-]{43}$')
);

CREATE TABLE "test_messages" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "signature" TEXT NOT NULL,
  "delivery_id" UUID,
  "webhook_id" UUID,
  "headers" JSONB NOT NULL,
  "body" TEXT NOT NULL,
  "body_cut" BOOLEAN NOT NULL,
  CONSTRAINT "test_messages_pkey" PRIMARY KEY ("organization_id", "id"),
  CONSTRAINT "test_messages_signature_check" CHECK ("signature" IN ('right', 'wrong', 'absent', 'unknown')),
  CONSTRAINT "test_messages_body_check" CHECK (octet_length("body") <= 65536)
);

CREATE UNIQUE INDEX "test_addresses_token_key" ON "test_addresses"("token");
CREATE INDEX "test_messages_received_at_idx" ON "test_messages"("received_at");

ALTER TABLE "test_addresses" ADD CONSTRAINT "test_addresses_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "test_messages" ADD CONSTRAINT "test_messages_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "test_addresses"("organization_id") ON DELETE CASCADE ON UPDATE CASCADE;
