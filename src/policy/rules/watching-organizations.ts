import type { ClientFacts, MembershipFacts } from '../facts.ts';
import { isRequiredBy } from '../members/member-binding.ts';
import { isLifted } from './evaluation-context.ts';

/**
 * The organizations whose policy takes part when a person is judged at a client (ruling 33): what happens there to the
 * person stands in their logs, and in nobody else's. At a client of an organization that is this one alone. Elsewhere
 * it is each whose policy asks something of the person, now or from an announced instant on, an exempt one included; none
 * where the client's environment lifts all policies.
 * @param client null where the person is judged and no client (ruling 23)
 */
export function watchingOrganizations(
  client: ClientFacts | null,
  memberships: readonly MembershipFacts[],
): readonly string[] {
  const own = client?.organizationId ?? null;
  const ids = (of: readonly MembershipFacts[]) => of.map(({ organization }) => organization.id);
  if (own !== null) return ids(memberships.filter(({ organization }) => organization.id === own));
  if (client !== null && isLifted(client)) return [];
  return ids(memberships.filter((each) => each.suspended !== 'by_admin' && asksSomething(each)));
}

function asksSomething(membership: MembershipFacts): boolean {
  const { mayEnforce, policies } = membership.organization;
  // One that cannot be read denies.
  if (policies === null) return true;
  return (
    mayEnforce &&
    policies.some((policy) => isRequiredBy(policy, membership) || policy.sessionMaxDays !== null)
  );
}
