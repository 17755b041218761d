import type { TestPerson, World } from './world.ts';

/** Marks a person as one who must enrol, as an import would. */
export async function markMustEnroll(
  { server }: Pick<World, 'server'>,
  { email }: Pick<TestPerson, 'email'>,
): Promise<void> {
  await server.countersign.db.sql('UPDATE users SET must_enroll_since = now() WHERE email = $1', [email]);
}

/** E-mails of the people of a world who must enrol. */
export async function markedIn({ server, slug }: Pick<World, 'server' | 'slug'>): Promise<readonly string[]> {
  const rows = await server.countersign.db.sql<{ email: string }>(
    `SELECT email FROM users WHERE must_enroll_since IS NOT NULL AND email LIKE '%@' || $1 || '.example' ORDER BY email`,
    [slug],
  );
  return rows.map(({ email }) => email);
}
