-- During a rotation: since when the new secret signs X-Voki-Signature, because the receiver accepted it.
ALTER TABLE "webhook_secrets" ADD COLUMN "leads_at" TIMESTAMPTZ(3);
