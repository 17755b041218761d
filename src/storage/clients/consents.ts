import type { ConsentStore, RememberedConsent } from '../../people/remembered-consent.ts';
import type { Sql } from '../database/sql.ts';

const select = `SELECT client_id AS "clientId", terms, agreed_at AS "agreedAt", expires_at AS "expiresAt" FROM consents
  WHERE user_id = $1 AND expires_at > $2`;

export function createConsentStore(sql: Sql): ConsentStore {
  return {
    async find(userId, clientId, now) {
      const [row] = await sql<RememberedConsent>(`${select} AND client_id = $3`, [userId, now, clientId]);
      return row ?? null;
    },
    ofUser: (userId, now) => sql<RememberedConsent>(`${select} ORDER BY client_id`, [userId, now]),
    async save(userId, { clientId, terms, agreedAt, expiresAt }) {
      await sql(
        `INSERT INTO consents (user_id, client_id, terms, agreed_at, expires_at)
         SELECT u.id, c.client_id, $3, $4, $5 FROM users u, clients c WHERE u.id = $1 AND c.client_id = $2
         FOR KEY SHARE OF c
         ON CONFLICT (user_id, client_id) DO UPDATE SET terms = excluded.terms, agreed_at = excluded.agreed_at,
           expires_at = excluded.expires_at`,
        [userId, clientId, JSON.stringify(terms), agreedAt, expiresAt],
      );
    },
  };
}
