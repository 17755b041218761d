import { mailLanguagesOf, type RecipientStore } from '../../people/mail-language.ts';
import type { User } from '../../people/user.ts';
import type { Sql } from '../database/sql.ts';

/** Read as a mail goes out, so that one that waited goes by what the person has said meanwhile. */
export function createRecipientStore(sql: Sql): RecipientStore {
  return {
    async languagesAt(email) {
      const [row] = await sql<Pick<User, 'profile' | 'language'>>(select, [email.toLowerCase()]);
      return row === undefined ? '' : mailLanguagesOf(row);
    },
  };
}

const select = `SELECT u.profile, u.language
  FROM (
    SELECT id, 0 AS rank, created_at AS since FROM users WHERE email = $1
    UNION ALL
    SELECT m.user_id, 1, m.joined_at
      FROM organizations o JOIN members m ON m.organization_id = o.id
      WHERE lower(o.notification_email) = $1 AND m.role = 'owner' AND m.suspended IS NULL
  ) found
  JOIN users u ON u.id = found.id
  ORDER BY found.rank, found.since, u.id LIMIT 1`;
