import type { IDToken } from 'openid-client';
import type { EnforcementPolicy } from '../../../src/policy/facts.ts';
import type { OpenDb } from '../../../src/stores.ts';

/** One line of the audit log, as far as it says what was required of a person or proven by them. */
interface LogLine {
  readonly type: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly organizationId: string | null;
  readonly userId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Invariant I1: holds the ID tokens that applications received against the audit log alone. For clients of environments
 * with MFA on.
 * @returns what is wrong with them: `mfa` is missing though a policy required it of this member at that instant, or is
 *   there though no second factor of theirs was accepted before
 */
export async function wrongAmr(db: OpenDb, tokens: readonly IDToken[]): Promise<string[]> {
  const log = await linesAbout(db, [...new Set(tokens.map(({ sub }) => sub))]);
  return tokens.flatMap((token) => {
    const isProven = Array.isArray(token.amr) && token.amr.includes('mfa');
    if (isProven) return wasProven(log, token) ? [] : [`${nameOf(token)}: mfa was never proven`];
    return requiringPolicies(log, token).map((id) => `${nameOf(token)}: ${id} requires mfa`);
  });
}

const proofs = [
  'authenticator.challenge_passed',
  'authenticator.enrolled',
  'authenticator.recovery_code_used',
];

async function linesAbout(db: OpenDb, userIds: readonly string[]): Promise<LogLine[]> {
  return db.sql<LogLine>(
    `SELECT type, (extract(epoch FROM at) * 1000)::float8 AS at, organization_id AS "organizationId",
       user_id AS "userId", detail
     FROM audit_events
     WHERE user_id = ANY($1::uuid[]) AND (type = ANY($2) OR type LIKE 'member.%')
       OR type LIKE 'organization.enforcement_%'
     ORDER BY id`,
    [userIds, proofs],
  );
}

/** A second factor of this person in the second of `mfa_time` or later, and not after the token. */
function wasProven(log: readonly LogLine[], token: IDToken): boolean {
  const [from, to] = [Number(token.mfa_time) * 1000, (token.iat + 1) * 1000];
  return log.some(
    ({ type, at, userId }) => userId === token.sub && proofs.includes(type) && at >= from && at <= to,
  );
}

/** Organizations of which the person was a member when the token was made, and whose policy bound them. */
function requiringPolicies(log: readonly LogLine[], token: IDToken): string[] {
  // The token says its second only: what was written within it may have come after.
  const before = log.filter(({ at }) => at < token.iat * 1000);
  const organizations = new Set(before.flatMap(({ organizationId: id }) => (id === null ? [] : [id])));
  return [...organizations].filter((id) => {
    const own = before.filter(({ organizationId }) => organizationId === id);
    return isBound(own, token) && !isLetOff(token, id);
  });
}

function isBound(own: readonly LogLine[], token: IDToken): boolean {
  const about = own.filter(({ userId, type }) => userId === token.sub && type.startsWith('member.'));
  const last = about.at(-1);
  if (last === undefined || last.type === 'member.removed' || last.type === 'member.left') return false;
  const change = own.findLast(({ type }) => type.startsWith('organization.enforcement_'));
  // Written by setEnforcement; null when it lapsed.
  const policy = change?.detail.after as EnforcementPolicy | null | undefined;
  if (policy == null) return false;
  const override = overrideIn(about);
  if (override === 'exempt' || (policy.required === 'nobody' && override !== 'required')) return false;
  return hasStarted(policy, token);
}

function overrideIn(about: readonly LogLine[]): unknown {
  const said = about.map(({ detail }) => Object(detail.after ?? detail).override);
  return said.findLast((each) => each !== undefined) ?? 'inherit';
}

function hasStarted({ activation, savedAt }: EnforcementPolicy, { iat, auth_time: opened = iat }: IDToken) {
  if (activation.kind === 'deadline') return activation.at <= iat * 1000;
  return activation.kind !== 'next_sign_in' || savedAt < opened * 1000;
}

/** The claim says that this organization let the person in without: a remembered device, or an exemption. */
function isLetOff({ organization }: IDToken, id: string): boolean {
  // The shape of product section 4; a token without the scope has no such claim.
  const claims = Object.values((organization ?? {}) as Record<string, { id: string; mfa: { by: unknown } }>);
  const claim = claims.find((each) => each.id === id);
  return claim?.mfa.by === 'remembered' || claim?.mfa.by === 'exempt';
}

function nameOf({ sub, iat, aud }: IDToken): string {
  return `token of ${sub} for ${aud} at ${iat}`;
}
