import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';
import { normalizeEmail } from './email.ts';
import type { Person } from './person.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The person whom the operator names.
 * @param user id or e-mail
 * @throws Refusal `not_found`
 */
export async function findPerson({ people }: Pick<Stores, 'people'>, user: string): Promise<Person> {
  const person = uuid.test(user) ? await people.byId(user, null) : await people.byEmail(normalizeEmail(user));
  if (person === null) throw new Refusal('not_found');
  return person;
}
