import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import type { AdminContext } from '../core/admin-context.ts';

/**
 * The pieces of a file for as long as whoever asked for it administers the organization: a piece is read when the one before was
 * taken, which can be hours later, and by somebody who was removed meanwhile.
 * @throws Refusal `not_allowed` in the middle of the file, which ends without its last lines
 */
export async function* whileAdministering(
  pieces: AsyncIterable<string>,
  { members }: Pick<Stores, 'members'>,
  { admin, organizationId }: Pick<AdminContext, 'admin'> & { readonly organizationId: string },
): AsyncGenerator<string, void, undefined> {
  for await (const piece of pieces) {
    const member = admin && (await members.find(organizationId, admin.userId));
    if (admin !== null && (member === null || member.role === 'member' || member.suspended !== null))
      throw new Refusal('not_allowed', { reason: 'no administrator any more' });
    yield piece;
  }
}
