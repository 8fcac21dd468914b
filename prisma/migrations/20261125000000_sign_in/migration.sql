-- Counters of what may only be tried so often (failed sign-ins, looks at secrets), shared by all processes. The shape is
-- rate-limiter-flexible's, which reads and writes it; it removes rows an hour after they ended.
CREATE TABLE "rate_limits" (
  "key" VARCHAR(255) NOT NULL,
  "points" INTEGER NOT NULL DEFAULT 0,
  -- Milliseconds since 1970.
  "expire" BIGINT,
  CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "rate_limits_expire_idx" ON "rate_limits"("expire");

-- Whoever was removed may be added again.
DROP INDEX "users_email_key";
CREATE UNIQUE INDEX "users_email_key" ON "users"("email") WHERE "removed_at" IS NULL;
