import type { Session } from '@/lib/auth/session';
import { pool } from '@/lib/db';

const END = `
INSERT INTO ended_sessions (id, organization_id, user_id, ends_at)
SELECT $1, u.organization_id, u.id, $3 FROM users u WHERE u.id = $2
ON CONFLICT (id) DO NOTHING`;

/** From now on the session is nobody's; its person's others go on. Does nothing when it has been ended before. */
export async function endSession({ id, userId, endsAt }: Session): Promise<void> {
  await pool().query(END, [id, userId, endsAt]);
}
