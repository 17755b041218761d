import { rememberedUntil } from '../enforcement/challenge.ts';
import { activatedAt, livePolicies, openedForMember, policyInForce } from '../enforcement/policy-in-force.ts';
import { canReach } from '../factors/factor-reach.ts';
import type { FactorKind, Instant, MembershipFacts, UserFacts } from '../facts.ts';
import { named } from '../members/named-organization.ts';
import type { NamedOrganization } from '../members/self-disable.ts';

/** For whom a device spares a prompt, and until when. */
export interface DeviceCounting {
  readonly organization: NamedOrganization;
  readonly until: Instant;
}

/** For whom it may spare a prompt to come. */
export interface DeviceWorth extends DeviceCounting {
  /** When the policy takes effect that lets it; not after now for one in effect. */
  readonly from: Instant;
}

/**
 * How long a device is worth remembering on which a factor was proven: as long as the most lenient of the user's
 * organizations may let it spare a prompt. Null: none ever would.
 */
export function deviceRememberedUntil(
  memberships: readonly MembershipFacts[],
  provenAt: Instant,
  now: Instant,
): Instant | null {
  const instants = deviceRememberedBy(memberships, provenAt, now).map(({ until }) => until);
  return instants.length === 0 ? null : Math.max(...instants);
}

/**
 * Which of the user's organizations may let a device spare a prompt, by its policy in effect or one it has announced that
 * takes effect in time. Each still decides for itself, with its policy then, whether it does.
 */
export function deviceRememberedBy(
  memberships: readonly MembershipFacts[],
  provenAt: Instant,
  now: Instant,
): readonly DeviceWorth[] {
  return memberships.flatMap(({ organization, suspended }) => {
    if (suspended === 'by_admin') return [];
    const worth = livePolicies(organization, now).flatMap((policy) => {
      const [from, until] = [activatedAt(policy), rememberedUntil(policy.challenge, provenAt)];
      return until === null || until <= from ? [] : [{ from, until }];
    });
    if (worth.length === 0) return [];
    const from = Math.min(...worth.map((each) => each.from));
    const until = Math.max(...worth.map((each) => each.until));
    return [{ organization: named(organization), from, until }];
  });
}

/** A device on which a factor was proven. */
export interface ProvenDevice {
  readonly factor: FactorKind;
  readonly provenAt: Instant;
}

/**
 * For which organizations of its owner a device spares a prompt now, by the policies that a sign-in would be under; what
 * `suppression.ts` asks of the device, but for its address.
 */
export function deviceCountsFor(
  { user, memberships }: { readonly user: UserFacts; readonly memberships: readonly MembershipFacts[] },
  { factor, provenAt }: ProvenDevice,
  now: Instant,
): readonly DeviceCounting[] {
  const stands = user.factors.some(
    ({ kind, confirmedAt }) => kind === factor && confirmedAt !== null && confirmedAt <= provenAt,
  );
  if (user.mustReplaceFactor || !stands) return [];
  return memberships.flatMap((membership) => {
    const { organization, suspended } = membership;
    const policy = policyInForce(organization, openedForMember(membership, now), now);
    if (suspended === 'by_admin' || policy === null || !canReach(factor, policy)) return [];
    const until = rememberedUntil(policy.challenge, provenAt);
    return until === null || until <= now ? [] : [{ organization: named(organization), until }];
  });
}
