import type { Deed } from '../../audit/deed.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db } from '../../stores.ts';

/** Whose mark, and whether it is set. */
export interface OperatorMark {
  readonly userId: string;
  readonly operator: boolean;
}

/**
 * Makes a person an operator, or takes that from them (ruling 34). The mark is read anew at each request, so sessions go
 * on as they are: what it opens is open, or closed, from now on.
 * @returns whether that changed anything
 * @throws Refusal `not_found`
 */
export async function setOperator(
  db: Db,
  { actor, now }: Deed,
  { userId, operator }: OperatorMark,
): Promise<boolean> {
  return db.transaction(async ({ accounts, audit, people, supports }) => {
    await accounts.lock(userId);
    const person = await people.byId(userId, null);
    if (person === null) throw new Refusal('not_found');
    if (person.user.isOperator === operator) return false;
    await accounts.setOperator({ id: userId, isOperator: operator });
    const type = operator ? 'account.operator_added' : 'account.operator_removed';
    await audit.record({ type, actor, userId }, now);
    // Consoles are read by operators alone; who becomes one again says again why.
    for (const organizationId of await supports.endAllOf(userId, now))
      await audit.record({ type: 'organization.support_ended', actor, organizationId }, now);
    return true;
  });
}
