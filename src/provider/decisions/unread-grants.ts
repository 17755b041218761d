import { randomBytes } from 'node:crypto';
import type { Grant } from 'oidc-provider';

/**
 * A grant that was made without a consent page, for a first-party client, says so in its id: nobody has read what it
 * holds. It opens nothing once the client is first-party no more (ruling 29). What such a client is granted never gets into
 * a grant that a person has agreed to, and a consent page of a third-party client never adds to one that nobody has read.
 */
const mark = 'unread.';

/** Marks a new grant, before it is saved for the first time. */
export function markUnread(grant: Grant): Grant {
  grant.jti = `${mark}${randomBytes(32).toString('base64url')}`;
  return grant;
}

export function isUnread(grantId: string | undefined): boolean {
  return grantId?.startsWith(mark) === true;
}

/** Whether what a grant allows counts for a client, as that is registered now. */
export function grantCounts(
  { firstParty }: { readonly firstParty: boolean },
  grantId: string | undefined,
): boolean {
  return firstParty || !isUnread(grantId);
}
