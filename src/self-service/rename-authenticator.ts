import { readDisplayName } from '../documents/display-name.ts';
import type { PersonFactor } from '../people/person.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db } from '../stores.ts';
import { lockMyself, type SelfServiceContext } from './context.ts';

/**
 * Calls one of the person's factors something else. It changes nothing about what the factor proves, so no fresh proof is
 * asked; the log says that it was renamed, and not what it is called.
 * @returns it under its new name
 * @throws Refusal `name_not_allowed`, `not_found`, `interaction_expired`
 */
export async function renameAuthenticator(
  db: Db,
  myself: SelfServiceContext,
  { id, nickname }: Pick<PersonFactor, 'id' | 'nickname'>,
): Promise<PersonFactor> {
  const read = readDisplayName(nickname);
  if (!read.ok) throw new Refusal('name_not_allowed', { list: [`nickname: ${read.problem}`] });
  const { name } = read;
  return db.transaction(async (stores) => {
    const { user, factors } = await lockMyself(stores, myself);
    const factor = factors.find((each) => each.id === id);
    if (factor === undefined) throw new Refusal('not_found');
    if (factor.nickname === name) return factor;
    await stores.authenticators.rename(user.id, factor.id, name);
    const event = { type: 'authenticator.renamed', actor: myself.actor, userId: user.id } as const;
    await stores.audit.record({ ...event, detail: { factor: factor.kind } }, myself.now);
    return { ...factor, nickname: name };
  });
}
