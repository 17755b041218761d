import { isUserId } from '../../../organizations/members/member-list.ts';
import type { Person } from '../../../people/person.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import type { Visit } from '../../areas/area-page.ts';

/** The person of the path. @throws Refusal `not_found` */
export async function personMeant({ deps, ctx }: Visit): Promise<Person> {
  const { user = '' } = ctx.params;
  const person = isUserId(user) ? await deps.operations.db.people.byId(user, null) : null;
  if (person === null) throw new Refusal('not_found');
  return person;
}

/** Where their page is. */
export function userPath({ user }: Person): string {
  return `/operator/users/${user.id}`;
}
