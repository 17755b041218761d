import type { MemberFilter } from '../../organizations/member-store.ts';
import type { ProtectionStatus } from '../../policy/member-status.ts';
import type { StatusTerms } from '../../policy/status-terms.ts';

/** Members that are looked at one by one before the database is asked to look for those that fit among all. */
const nearby = 1000;

/** Where nothing is required of anybody, nobody need be asked who has not enrolled yet. */
export function isImpossible(
  { status }: MemberFilter,
  { requiresChosen, requiresOthers }: StatusTerms,
): boolean {
  return status === 'pending' && !requiresChosen && !requiresOthers;
}

/**
 * `all`: no filter. `nearest`: those of the next members who fit; most pages are full of them. `fitting`: where they are
 * not, few fit, and these are looked for first and put in order then.
 */
export type MemberPage = 'all' | 'nearest' | 'fitting';

/**
 * A page of members in the order in which they joined.
 * @returns the text, of which `$1` to `$4` are organization, last instant, last user and limit, and the values after them
 */
export function memberPage(
  page: MemberPage,
  filter: MemberFilter,
  terms: StatusTerms,
  now: Date,
): { readonly text: string; readonly values: readonly unknown[] } {
  const way = page === 'fitting' ? 'together' : 'one by one';
  const { text: condition, values } = conditionsOf(filter, terms, now, way);
  return { text: `${described(chosen[page](condition))} ${inOrder}`, values };
}

/** One member of an organization, in the same columns. */
export const oneMember = described('SELECT * FROM members WHERE organization_id = $1 AND user_id = $2');

const all = 'SELECT * FROM members WHERE organization_id = $1 AND (joined_at, user_id) > ($2, $3)';
const inOrder = 'ORDER BY m.joined_at, m.user_id LIMIT $4';

const chosen: Record<MemberPage, (condition: string) => string> = {
  all: () => `SELECT m.* FROM (${all}) m ${inOrder}`,
  nearest: (condition) => `SELECT m.* FROM (${all} ORDER BY joined_at, user_id LIMIT ${nearby}) m
    WHERE ${condition} ${inOrder}`,
  fitting: (condition) => `WITH fitting AS MATERIALIZED (SELECT m.* FROM (${all}) m WHERE ${condition})
    SELECT m.* FROM fitting m ${inOrder}`,
};

/** What is told of members is read for those that were chosen alone. */
function described(chosen: string): string {
  return `WITH chosen AS MATERIALIZED (${chosen})
    SELECT m.organization_id, m.user_id, m.role, m.override, m.override_set_at, m.override_reason, m.exempt_until,
      m.suspended, m.grace_until, m.joined_at, u.email, u.name,
      (SELECT coalesce(json_agg(json_build_object('kind', a.kind, 'confirmedAt', a.confirmed_at)
         ORDER BY a.confirmed_at, a.id), '[]') FROM authenticators a WHERE a.user_id = u.id) AS factors,
      greatest(
        -- A step that was accepted before any use is that of the enrolment.
        (SELECT max(greatest(a.last_used_at, CASE WHEN a.last_step >= 0 THEN a.confirmed_at END))
         FROM authenticators a WHERE a.user_id = u.id),
        (SELECT max(r.used_at) FROM recovery_codes r WHERE r.user_id = u.id)) AS last_mfa_at
    FROM chosen m JOIN users u ON u.id = m.user_id`;
}

/** `one by one`: for few members, in their order; `together`: as the database likes it. */
type Way = 'one by one' | 'together';

interface Conditions {
  readonly text: string;
  /** Of `$5` and those after it. */
  readonly values: readonly unknown[];
}

function conditionsOf(filter: MemberFilter, terms: StatusTerms, now: Date, way: Way): Conditions {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${4 + values.push(value)}`;
  const conditions: string[] = [];
  if (filter.status !== null) {
    const isProtected = protectedBy(parameter(terms.protecting), way);
    conditions.push(filter.status === 'protected' ? isProtected : `NOT ${isProtected}`);
    if (filter.status !== 'protected')
      conditions.push(
        requirement(filter.status, [terms.requiresChosen, terms.requiresOthers, now].map(parameter)),
      );
  }
  if (filter.text !== null) conditions.push(matching(parameter(patternOf(filter.text)), way));
  return { text: conditions.join(' AND ') || 'true', values };
}

export function protectedBy(kinds: string, way: Way): string {
  const factor = `FROM authenticators a WHERE a.user_id = m.user_id AND a.kind = ANY (${kinds}::text[])`;
  return way === 'together' ? `EXISTS (SELECT ${factor})` : `((SELECT true ${factor} LIMIT 1) IS NOT NULL)`;
}

/** The rest of a status, of members who are not protected. */
function requirement(status: Exclude<ProtectionStatus, 'protected'>, parameters: readonly string[]): string {
  const [chosen, others, now] = parameters;
  const required = `CASE WHEN ${exempt(`${now}`)} THEN false WHEN m.override = 'required' THEN ${chosen}::boolean
    ELSE ${others}::boolean END`;
  return status === 'pending' ? `(${required})` : `NOT (${required})`;
}

export function exempt(now: string): string {
  return `(m.override = 'exempt' AND (m.exempt_until IS NULL OR m.exempt_until > ${now}::timestamptz))`;
}

/** Addresses are stored in lower case. */
function matching(pattern: string, way: Way): string {
  const fits = `(u.email LIKE ${pattern}::text OR lower(u.name) LIKE ${pattern}::text)`;
  const user = 'FROM users u WHERE u.id = m.user_id';
  return way === 'together' ? `EXISTS (SELECT ${user} AND ${fits})` : `(SELECT ${fits} ${user})`;
}

function patternOf(text: string): string {
  return `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;
}
