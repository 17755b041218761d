import type { DueWork } from '../../jobs/due-work.ts';
import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import type { PlansAt } from '../../plans/plans.ts';
import { memberStatus } from '../../policy/members/member-status.ts';
import type { Stores } from '../../stores.ts';

const system = { kind: 'system' } as const;

/** Members reminded at a time. */
const batch = 500;

/** Mails every member of whom MFA will be required and who has not enrolled yet, and who could. */
export async function remindDue(
  stores: Stores,
  work: DueWork,
  { plans, now }: PlansAt,
): Promise<string | null> {
  const { organizationId, afterUserId } = work;
  const found = await stores.people.inOrganization(organizationId, afterUserId, batch);
  for (const person of found) {
    const membership = person.memberships.find(({ member }) => member.organizationId === organizationId);
    const user = userFacts(person);
    if (membership === undefined || membership.member.suspended !== null || user.isDeactivated) continue;
    const { status, boundBy } = memberStatus(membershipFacts(membership, plans, now), user, now.getTime());
    const requirement = boundBy.find(({ by }) => by === 'organization');
    if (status !== 'pending' || requirement === undefined) continue;
    await stores.outbox.mail(
      { email: person.user.email, language: '' },
      {
        kind: 'enrollment-reminder',
        organization: membership.organization.name,
        deadline: requirement.since ?? null,
      },
    );
    const { id: userId } = person.user;
    await stores.audit.record({ type: 'member.reminded', actor: system, organizationId, userId }, now);
  }
  return found.length < batch ? null : (found.at(-1)?.user.id ?? null);
}
