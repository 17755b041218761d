import type { Operations } from '../operations/operations.ts';
import type { Member, Organization } from '../organizations/core/organization.ts';
import { admitMember, decideAdmission } from '../organizations/joining/admit-member.ts';
import { isMemberOf, prospectiveMembership } from '../organizations/joining/joining.ts';
import { domainOf } from '../people/email.ts';
import type { Person } from '../people/person.ts';
import { requireFreeSeat } from '../plans/seats.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';
import { lockMyself, type SelfServiceContext } from './context.ts';

/** Everybody joins as this; more is for those who are there already to give. */
const role = 'member';

/**
 * The organization that a person may join by themselves: it has verified the domain of their address, which they have verified,
 * and lets such people in. Not one that has removed them (end-membership.ts). Null for none; a domain belongs to one organization.
 */
export async function joinableBy(
  { domains, members, organizations }: Pick<Stores, 'domains' | 'members' | 'organizations'>,
  person: Person,
): Promise<Organization | null> {
  if (!person.user.emailVerified) return null;
  const domain = await domains.find(domainOf(person.user.email));
  const organization = domain && (await organizations.findById(domain.organizationId));
  if (organization === null || !organization.joinByDomain || isMemberOf(organization, person)) return null;
  return (await members.wasRemoved(organization.id, person.user.id)) ? null : organization;
}

/**
 * Joins by the domain of one's address. It takes a seat, and what an invited person has to prove first (ruling 10).
 * @throws Refusal `not_found` where they may not, `no_free_seat`, `mfa_required`, `interaction_expired`
 */
export async function joinByDomain(
  deps: Pick<Operations, 'db' | 'plans' | 'enrollable'>,
  myself: SelfServiceContext,
  slug: string,
): Promise<{ readonly organization: Organization; readonly member: Member }> {
  const { now } = myself;
  return deps.db.transaction(async (stores) => {
    const organization = await stores.organizations.lockBySlug(slug);
    const person = organization && (await lockMyself(stores, myself));
    if (organization === null || person === null) throw new Refusal('not_found');
    if ((await joinableBy(stores, person))?.id !== organization.id) throw new Refusal('not_found');
    await requireFreeSeat(stores, { organization, plans: deps.plans, now });
    const newcomer = { organization, role, person } as const;
    const joining = await prospectiveMembership(stores, newcomer, { plans: deps.plans, now });
    const { step } = decideAdmission(deps, { person, joining }, now);
    if (step !== 'continue') throw new Refusal('mfa_required', { reason: `joining takes a step: ${step}` });
    const why = { actor: myself.actor, now, reason: 'domain' };
    const member = await admitMember(stores, { ...newcomer, joining }, why);
    return { organization, member };
  });
}
