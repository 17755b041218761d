import type { ServedClient } from '../environments/store.ts';
import type { PlansAt } from '../plans/plans.ts';
import { watchingOrganizations } from '../policy/rules/watching-organizations.ts';
import type { Person } from './person.ts';
import { clientFacts, membershipFacts } from './person-facts.ts';

/**
 * In whose logs it stands what happens to a person, by `watchingOrganizations`.
 * @param at where they are about to sign in; null where they act on our own pages or by our API
 */
export function watchedBy(
  person: Person | null,
  at: ServedClient | null,
  { plans, now }: PlansAt,
): readonly string[] {
  if (person === null) return [];
  const client = clientFacts({ client: at?.client ?? null, environment: at?.environment ?? null, person });
  const memberships = person.memberships.map((each) => membershipFacts(each, plans, now));
  return watchingOrganizations(client, memberships);
}
