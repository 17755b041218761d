import type { World } from '../../harness/world.ts';

/** As if every second factor of somebody had been proven six minutes ago. */
export async function ageProofs({ server }: Pick<World, 'server'>, email: string): Promise<void> {
  await server.countersign.db.sql(
    `UPDATE session_records s SET proofs = jsonb_set(proofs, '{totpAt}', to_jsonb((proofs->>'totpAt')::bigint - 360000))
     FROM users u WHERE u.id = s.user_id AND u.email = $1 AND proofs ? 'totpAt'`,
    [email],
  );
}
