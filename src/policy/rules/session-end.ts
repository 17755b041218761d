import { activatedAt, isExempt, openedForMember, policyInForce } from '../enforcement/policy-in-force.ts';
import { sessionMaxDays } from '../enforcement/session-limits.ts';
import { confirmedKinds } from '../factors/factor-reach.ts';
import type { Instant, MembershipFacts, SessionFacts, UserFacts } from '../facts.ts';
import { memberBinding } from '../members/member-binding.ts';
import { askingsOf, ownFactorSince } from './own-factor-rule.ts';
import { type SessionLimit, sessionEndUnder } from './session-rule.ts';

/** Somebody, and one of their sessions. */
export interface OwnedSession {
  readonly user: UserFacts;
  readonly memberships: readonly MembershipFacts[];
  readonly session: Pick<SessionFacts, 'openedAt'>;
}

const dayMs = 86_400_000;

/**
 * When a session ends at the latest, as policies are now and however much it is used: by the rules of `session-rule.ts` for
 * each organization, for the owner of a factor, and 30 days from the sign-in (ruling 9). An environment that is off lifts
 * the first two at its clients, which is not told here.
 */
export function latestSessionEnd(owned: OwnedSession, now: Instant): Instant {
  const { openedAt } = owned.session;
  const limits = [...organizationLimits(owned, now), ...ownFactorLimits(owned, now)];
  const ends = limits.map((limit) => sessionEndUnder(limit, openedAt));
  return Math.min(openedAt + sessionMaxDays * dayMs, ...ends);
}

function organizationLimits({ memberships, session }: OwnedSession, now: Instant): readonly SessionLimit[] {
  return memberships
    .filter(({ suspended }) => suspended !== 'by_admin')
    .flatMap((membership) => {
      const { inForce } = memberBinding(membership, session.openedAt, now);
      if (inForce !== null && !isExempt(membership, now)) {
        const requiredSince = Math.max(inForce.requiredSince, membership.joinedAt);
        return [{ policy: inForce.policy, requiredSince }];
      }
      // Where no factor is required of the member, the policy limits sessions by its own field alone (L7).
      const opened = openedForMember(membership, session.openedAt);
      const policy = policyInForce(membership.organization, opened, now);
      if (policy === null || policy.sessionMaxDays === null) return [];
      return [{ policy, requiredSince: activatedAt(policy) }];
    });
}

function ownFactorLimits(owned: OwnedSession, now: Instant): readonly SessionLimit[] {
  if (confirmedKinds(owned.user).length === 0) return [];
  const requiredSince = ownFactorSince(owned);
  const askings = askingsOf(owned, now);
  if (askings.length === 0) return [{ policy: null, requiredSince }];
  return askings.map(({ policy }) => ({ policy, requiredSince }));
}
