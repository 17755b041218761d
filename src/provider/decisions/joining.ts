import { ownClientId } from '../../environments/own-client.ts';
import { joiningOf } from '../../organizations/joining/joining.ts';
import type { Person } from '../../people/person.ts';
import type { MembershipFacts } from '../../policy/facts.ts';
import type { ProviderRuntime } from '../library/runtime.ts';
import type { RequestParams } from './request-facts.ts';

/** The extra parameter of our own pages: SHA-256 of an invitation's token, base64url. It can only ask for more. */
export const invitationParameter = 'invitation';

/** The membership that this authorization request is made for; null for any request but those of our own pages. */
export async function joiningAt(
  { db, plans }: ProviderRuntime,
  params: RequestParams,
  { person, now }: { readonly person: Person | null; readonly now: Date },
): Promise<MembershipFacts | null> {
  const invitation = params[invitationParameter];
  if (person === null || params.client_id !== ownClientId || typeof invitation !== 'string') return null;
  return joiningOf(db, { tokenHash: Buffer.from(invitation, 'base64url'), person }, { plans, now });
}
