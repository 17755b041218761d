import type { Organization } from '../organizations/core/organization.ts';
import type { Membership, Person } from '../people/person.ts';
import { membershipFacts, userFacts } from '../people/person-facts.ts';
import type { Plans } from '../plans/plans.ts';
import type { Instant, Role } from '../policy/facts.ts';
import { memberStatus, type ProtectionStatus, requirementOf } from '../policy/members/member-status.ts';
import { emailQuarantineDays } from '../policy/rules/enrollment-proof.ts';

/** What a member sees of one of their organizations. */
export interface OwnMembership {
  readonly organization: Organization;
  readonly role: Role;
  readonly suspended: 'by_rule' | 'by_admin' | null;
  readonly status: ProtectionStatus;
  /** From when (or since when) it requires a second factor of them; null where it does not. */
  readonly requiredFrom: Instant | null;
  /** While it is exempt: until when; null for no end, and without an exemption. */
  readonly exemptUntil: Date | null;
}

/** A person's memberships, in the order of their slugs. */
export function ownMemberships(person: Person, plans: Plans, now: Date): readonly OwnMembership[] {
  const user = userFacts(person);
  return person.memberships.map((membership) => {
    const facts = membershipFacts(membership, plans, now);
    const { status } = memberStatus(facts, user, now.getTime());
    return ownMembership(membership, status, requirementOf(facts, now.getTime())?.since ?? null);
  });
}

function ownMembership(
  { member, organization }: Membership,
  status: ProtectionStatus,
  requiredFrom: Instant | null,
): OwnMembership {
  const { role, suspended } = member;
  const exemptUntil = member.override === 'exempt' ? member.exemptUntil : null;
  return { organization, role, suspended, status, requiredFrom, exemptUntil };
}

/** Until when an address that was changed lately is no proof before an enrolment (ruling 4); null where it is one, or none is coming. */
export function emailProvesFrom({ user }: Pick<Person, 'user'>, now: Date): Date | null {
  if (user.emailChangedAt === null) return null;
  const from = new Date(user.emailChangedAt.getTime() + emailQuarantineDays * 24 * 60 * 60 * 1000);
  return from > now ? from : null;
}

/**
 * What the site-wide banner says, the earliest deadline first: of whom a factor is required or will be, and who has none
 * that reaches it. Whoever is protected, or is required nothing of, sees none (T6, T7, T11).
 */
export function bannerOf(memberships: readonly OwnMembership[]): readonly OwnMembership[] {
  return memberships
    .filter(({ status, suspended }) => status === 'pending' && suspended !== 'by_admin')
    .toSorted((one, other) => (one.requiredFrom ?? 0) - (other.requiredFrom ?? 0));
}

export interface OwnProtection {
  /** `pending`: an organization asks for a factor that is still to be set up. */
  readonly protection: ProtectionStatus;
  /** From (or since) when one does; null where no instant is named, and where none asks. */
  readonly requiredFrom: Instant | null;
}

/** The shield of a person on the pages of their own account, over all of their organizations. */
export function ownProtection(person: Person, plans: Plans, now: Date): OwnProtection {
  const [due] = bannerOf(ownMemberships(person, plans, now));
  if (due !== undefined) return { protection: 'pending', requiredFrom: due.requiredFrom };
  return { protection: person.factors.length > 0 ? 'protected' : 'unprotected', requiredFrom: null };
}
