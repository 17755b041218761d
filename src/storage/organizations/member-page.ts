import type { AskedMembers, MemberFilter } from '../../organizations/members/member-list-store.ts';
import type { FactorKind } from '../../policy/facts.ts';
import type { StatusTerms } from '../../policy/members/status-terms.ts';

/** Members whose text is looked at one by one before the index of all texts is asked. */
const nearby = 1000;

/** Where nothing is required of anybody, nobody need be asked who has not enrolled yet. */
export function isImpossible(
  { status }: MemberFilter,
  { requiresChosen, requiresOthers }: StatusTerms,
): boolean {
  return status === 'pending' && !requiresChosen && !requiresOthers;
}

/**
 * `in order`: those who fit, as the index of the order comes upon them; it holds all that a status depends on.
 * `nearest`: those of the next members who have the text; most pages are full of them. `found`: where they are not, few
 * have it, and these are looked for by their text and put in order then.
 */
export type MemberPage = 'in order' | 'nearest' | 'found';

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A page of members in the order in which they joined; `key` is organization, last instant, last user and limit. */
export function memberPage(
  page: MemberPage,
  key: readonly [organizationId: string, joinedAt: Date | string, userId: string, limit: number],
  asked: AskedMembers,
): Statement {
  const { filter } = asked;
  const values: unknown[] = [...key];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions = statusConditions(asked, parameter);
  if (filter.text !== null)
    conditions.push(`m.search_text LIKE ${parameter(patternOf(filter.text.toLowerCase()))}::text`);
  if (page === 'found')
    conditions.push(hasKeys(parameter([key[0], ...keysOf((filter.text ?? '').toLowerCase())])));
  return { text: described(chosen[page](conditions.join(' AND ') || 'true')), values };
}

const all = 'FROM members m WHERE m.organization_id = $1 AND (m.joined_at, m.user_id) > ($2, $3)';
const inOrder = 'ORDER BY m.joined_at, m.user_id';
const columns = 'm.organization_id, m.user_id, m.joined_at';

const chosen: Record<MemberPage, (condition: string) => string> = {
  'in order': (condition) => `SELECT ${columns} ${all} AND ${condition} ${inOrder} LIMIT $4`,
  nearest: (condition) => `SELECT ${columns} FROM (SELECT m.* ${all} ${inOrder} LIMIT ${nearby}) m
    WHERE ${condition} ${inOrder} LIMIT $4`,
  found: (condition) => `WITH found AS MATERIALIZED (SELECT ${columns} ${all} AND ${condition})
    SELECT ${columns} FROM found m ${inOrder} LIMIT $4`,
};

/** One member of an organization, in the same columns. */
export const oneMember = described(
  'SELECT organization_id, user_id FROM members WHERE organization_id = $1 AND user_id = $2',
);

/** What is told of members is read for those that were chosen alone. */
function described(choice: string): string {
  return `WITH chosen AS MATERIALIZED (${choice})
    SELECT m.organization_id, m.user_id, m.role, m.override, m.override_set_at, m.override_reason, m.exempt_until,
      m.suspended, m.rule_suspends, m.grace_until, m.joined_at, u.email, u.name,
      (SELECT coalesce(json_agg(json_build_object('kind', a.kind, 'confirmedAt', a.confirmed_at)
         ORDER BY a.confirmed_at, a.id), '[]') FROM authenticators a WHERE a.user_id = u.id) AS factors,
      greatest(
        -- A step that was accepted before any use is that of the enrolment.
        (SELECT max(greatest(a.last_used_at, CASE WHEN a.last_step >= 0 THEN a.confirmed_at END))
         FROM authenticators a WHERE a.user_id = u.id),
        (SELECT max(r.used_at) FROM recovery_codes r WHERE r.user_id = u.id)) AS last_mfa_at
    FROM chosen c JOIN members m ON m.organization_id = c.organization_id AND m.user_id = c.user_id
      JOIN users u ON u.id = c.user_id ${inOrder}`;
}

type Parameter = (value: unknown) => string;

function statusConditions({ filter: { status }, terms, now }: AskedMembers, parameter: Parameter): string[] {
  if (status === null) return [];
  const since = protectedSince(terms.protecting);
  if (status === 'protected') return [`${since} IS NOT NULL`];
  const [chosen, others] = [parameter(terms.requiresChosen), parameter(terms.requiresOthers)];
  const required = `CASE ${override(parameter(now))} WHEN 'exempt' THEN false WHEN 'required' THEN ${chosen}::boolean
    ELSE ${others}::boolean END`;
  return [`${since} IS NULL`, status === 'pending' ? required : `NOT ${required}`];
}

const sinceOf: Readonly<Record<FactorKind, string>> = {
  totp: 'm.totp_since',
  webauthn: 'm.webauthn_since',
};

/** Since when `m` has had a factor of one of these kinds, by the copy beside them; null for none. */
export function protectedSince(kinds: readonly FactorKind[]): string {
  return kinds.length === 0 ? 'NULL::timestamptz' : `least(${kinds.map((kind) => sinceOf[kind]).join(', ')})`;
}

/** The override of `m`, where an exemption that is over counts for none. */
export function override(now: string): string {
  return `CASE WHEN m.override <> 'exempt' OR m.exempt_until IS NULL OR m.exempt_until > ${now}::timestamptz
    THEN m.override ELSE 'inherit' END`;
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
