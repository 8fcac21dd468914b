-- Sessions that somebody has signed out of. A session is a sealed cookie, good until its time is over whoever holds a
-- copy of it: as long as that, what ended it before stands here.
CREATE TABLE "ended_sessions" (
  "id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  -- When the cookie ends by itself, and the row with it.
  "ends_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "ended_sessions_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "ended_sessions" ADD CONSTRAINT "ended_sessions_organization_id_user_id_fkey" FOREIGN KEY ("organization_id", "user_id") REFERENCES "users"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
