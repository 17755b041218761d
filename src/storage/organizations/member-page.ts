import type { AskedMembers, MemberSort } from '../../organizations/members/member-list-store.ts';
import { isManaged, memberConditions } from '../members/member-conditions.ts';

/** Members whose text is looked at one by one before the index of all texts is asked. */
const nearby = 1000;

/**
 * `in order`: those who fit, as the index of the order comes upon them; it holds all that a filter depends on.
 * `nearest`: those of the next members who have the text; most pages are full of them. `found`: where they are not, few
 * have it, and these are looked for by their text and put in order then.
 */
export type MemberPage = 'in order' | 'nearest' | 'found';

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What members are ordered by before their id; each has an index (migration 0026). */
interface Order {
  readonly key: string;
  readonly type: 'timestamptz' | 'text';
  /** Before every member. */
  readonly first: string;
}

/**
 * Status and last second factor are missing here: the one depends on the policy and the hour, the other on every sign-in, so
 * that no index could keep members in their order, and each page would sort all of them.
 */
export const orders: Readonly<Record<MemberSort, Order>> = {
  joined: { key: 'm.joined_at', type: 'timestamptz', first: '-infinity' },
  email: { key: 'm.search_text COLLATE "C"', type: 'text', first: '' },
  name: { key: 'member_name_key(m.search_text)', type: 'text', first: '' },
};

/** A page of members in one order; `key` is organization, last key, last user and limit. */
export function memberPage(
  page: MemberPage,
  key: readonly [organizationId: string, last: Date | string, userId: string, limit: number],
  asked: AskedMembers,
): Statement {
  const { filter } = asked;
  const values: unknown[] = [...key];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions = [...memberConditions(asked, parameter)];
  if (filter.text !== null)
    conditions.push(`m.search_text LIKE ${parameter(patternOf(filter.text.toLowerCase()))}::text`);
  if (page === 'found')
    conditions.push(hasKeys(parameter([key[0], ...keysOf((filter.text ?? '').toLowerCase())])));
  const chosen = chosenOf(page, orders[asked.sort], conditions.join(' AND ') || 'true');
  return { text: described(chosen, 'c.sort_key', 'ORDER BY c.sort_key, c.user_id'), values };
}

function chosenOf(page: MemberPage, { key, type }: Order, condition: string): string {
  const all = `FROM members m WHERE m.organization_id = $1 AND (${key}, m.user_id) > ($2::${type}, $3)`;
  const columns = `m.organization_id, m.user_id, ${key} AS sort_key`;
  const inOrder = `ORDER BY ${key}, m.user_id`;
  const found = `SELECT f.* FROM found f ORDER BY f.sort_key, f.user_id LIMIT $4`;
  return {
    'in order': `SELECT ${columns} ${all} AND ${condition} ${inOrder} LIMIT $4`,
    nearest: `SELECT ${columns} FROM (SELECT m.* ${all} ${inOrder} LIMIT ${nearby}) m
      WHERE ${condition} ${inOrder} LIMIT $4`,
    found: `WITH found AS MATERIALIZED (SELECT ${columns} ${all} AND ${condition}) ${found}`,
  }[page];
}

/** One member of an organization, in the same columns. */
export const oneMember = described(
  'SELECT organization_id, user_id FROM members WHERE organization_id = $1 AND user_id = $2',
  'NULL::text',
  '',
);

/** Some, by their ids and by their addresses. */
export const namedMembers = described(
  `SELECT organization_id, user_id FROM members WHERE organization_id = $1 AND user_id IN (
     SELECT id FROM users WHERE email = ANY ($3::text[]) UNION SELECT unnest($2::uuid[]))`,
  'NULL::text',
  'ORDER BY c.user_id',
);

/** What is told of members is read for those that were chosen alone. */
function described(choice: string, sortKey: string, order: string): string {
  return `WITH chosen AS MATERIALIZED (${choice})
    SELECT m.organization_id, m.user_id, m.role, m.override, m.override_set_at, m.override_reason, m.exempt_until,
      m.suspended, m.rule_suspends, m.grace_until, m.joined_at, coalesce(m.member_since, m.joined_at) AS member_since,
      u.email, u.name, u.second_factor_failures AS failures, u.second_factor_locked_until AS locked_until,
      u.deactivated_at IS NOT NULL AS is_deactivated, ${isManaged} AS is_managed, ${sortKey} AS sort_key,
      (SELECT coalesce(json_agg(json_build_object('kind', a.kind, 'confirmedAt', a.confirmed_at)
         ORDER BY a.confirmed_at, a.id), '[]') FROM authenticators a WHERE a.user_id = u.id) AS factors,
      greatest(
        -- A step that was accepted before any use is that of the enrolment.
        (SELECT max(greatest(a.last_used_at, CASE WHEN a.last_step >= 0 THEN a.confirmed_at END))
         FROM authenticators a WHERE a.user_id = u.id),
        (SELECT max(r.used_at) FROM recovery_codes r WHERE r.user_id = u.id)) AS last_mfa_at
    FROM chosen c JOIN members m ON m.organization_id = c.organization_id AND m.user_id = c.user_id
      JOIN users u ON u.id = c.user_id ${order}`;
}

/** The text of a member is their address, which is stored in lower case, a line break, and their name in lower case. */
function patternOf(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

function hasKeys(keys: string): string {
  return `member_search_keys(m.organization_id, m.search_text) @> ${keys}::text[]`;
}

/** Of the keys in the index (migration 0003) the longest ones that every text with this part has. */
function keysOf(text: string): readonly string[] {
  const letters = [...text];
  return letters.length === 1
    ? letters
    : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}
