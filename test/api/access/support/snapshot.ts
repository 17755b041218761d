import type { TestServer } from '../../../harness/server.ts';

/** Everything about an organization and its people that a call could have changed, as JSON of the database. */
export async function snapshotOf({ countersign }: TestServer, slug: string): Promise<unknown> {
  return countersign.db.sql(
    `SELECT o.*, (SELECT json_agg(i ORDER BY i.id) FROM invitations i WHERE i.organization_id = o.id) AS invitations,
       (SELECT json_agg(json_build_object('member', m, 'epoch', u.epoch, 'email', u.email, 'password', u.password_hash,
            'name', u.name, 'factors', (SELECT json_agg(a.id ORDER BY a.id) FROM authenticators a WHERE a.user_id = u.id),
            'codes', (SELECT json_agg(c.id ORDER BY c.id) FROM recovery_codes c WHERE c.user_id = u.id),
            'sessions', (SELECT count(*) FROM session_records s WHERE s.user_id = u.id)) ORDER BY u.email)
          FROM members m JOIN users u ON u.id = m.user_id WHERE m.organization_id = o.id) AS people
     FROM organizations o WHERE o.slug = $1`,
    [slug],
  );
}
