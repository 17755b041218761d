import { mailLanguagesOf, type RecipientStore } from '../../people/mail-language.ts';
import type { User } from '../../people/user.ts';
import type { Sql } from '../database/sql.ts';

interface Row extends Pick<User, 'name' | 'language'> {
  /** Null where nothing is known of the address. */
  readonly profile: User['profile'] | null;
  readonly doer: string | null;
  /** Whether it is of an owner who is told things there, and not of the account with this address. */
  readonly isOwners: boolean;
}

/** Read as a mail goes out, so that one that waited goes by what people have said meanwhile, and no name waits with it. */
export function createRecipientStore(sql: Sql): RecipientStore {
  return {
    async readerAt(email, doerId) {
      const [row] = await sql<Row>(select, [email.toLowerCase(), doerId]);
      if (row === undefined) return { languages: '', ownersLanguages: '', name: null, doer: null };
      const { profile, language, name, doer, isOwners } = row;
      const known = profile === null ? '' : mailLanguagesOf({ profile, language });
      return isOwners
        ? { languages: '', ownersLanguages: known, name, doer }
        : { languages: known, ownersLanguages: '', name, doer };
    },
    async operators() {
      const rows = await sql<{ readonly email: string }>(operators, []);
      return rows.map(({ email }) => email);
    },
  };
}

const operators =
  'SELECT email FROM users WHERE is_operator AND email_verified AND deactivated_at IS NULL ORDER BY email';

const select = `SELECT reader.profile, reader.language, reader.name, coalesce(reader.rank, 0) = 1 AS "isOwners",
    (SELECT name FROM users WHERE id = $2 AND email <> $1) AS doer
  FROM (SELECT 1) AS one LEFT JOIN LATERAL (
    SELECT u.profile, u.language, found.rank, CASE found.rank WHEN 0 THEN u.name END AS name
    FROM (
      SELECT id, 0 AS rank, created_at AS since FROM users WHERE email = $1
      UNION ALL
      SELECT m.user_id, 1, m.joined_at
        FROM organizations o JOIN members m ON m.organization_id = o.id
        WHERE lower(o.notification_email) = $1 AND m.role = 'owner' AND m.suspended IS NULL
    ) found
    JOIN users u ON u.id = found.id
    ORDER BY found.rank, found.since, u.id LIMIT 1
  ) AS reader ON true`;
