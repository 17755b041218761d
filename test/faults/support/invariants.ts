import type { OpenDb } from '../../../src/stores.ts';

/** Invariant I2. @returns slugs of organizations whose members and invitations together exceed their seats */
export async function overfullOrganizations({ sql }: OpenDb): Promise<string[]> {
  const rows = await sql<{ slug: string }>(
    `SELECT slug FROM organizations o
     WHERE seats < (SELECT count(*) FROM members m WHERE m.organization_id = o.id)
       + (SELECT count(*) FROM invitations i WHERE i.organization_id = o.id AND i.expires_at > now())`,
  );
  return rows.map(({ slug }) => slug);
}

/**
 * Invariant I3, as far as rows tell it: a factor comes with its recovery codes and with one event, or there is nothing.
 * @returns e-mails of those of whom only a part is there
 */
export async function halfEnrolled({ sql }: OpenDb, slug: string): Promise<string[]> {
  const rows = await sql<{ email: string }>(
    `SELECT email FROM (
       SELECT u.email,
         (SELECT count(*) FROM authenticators a WHERE a.user_id = u.id) AS factors,
         (SELECT count(*) FROM recovery_codes r WHERE r.user_id = u.id) AS codes,
         (SELECT count(*) FROM audit_events e
          WHERE e.user_id = u.id AND e.type = 'authenticator.enrolled') AS events,
         u.epoch
       FROM users u WHERE u.email LIKE '%@' || $1 || '.example') AS each
     WHERE (factors, codes, events, epoch) NOT IN ((0, 0, 0, 0), (1, 10, 1, 1))`,
    [slug],
  );
  return rows.map(({ email }) => email);
}

/** How many events of one type there are for each e-mail of an organization's domain. */
export async function eventCounts(
  { sql }: OpenDb,
  slug: string,
  type: string,
): Promise<Readonly<Record<string, number>>> {
  const rows = await sql<{ email: string; count: number }>(
    `SELECT u.email, count(*)::int AS count FROM audit_events e JOIN users u ON u.id = e.user_id
     WHERE u.email LIKE '%@' || $1 || '.example' AND e.type = $2 GROUP BY u.email`,
    [slug, type],
  );
  return Object.fromEntries(rows.map(({ email, count }) => [email, count]));
}
