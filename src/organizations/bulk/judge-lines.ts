import type { ListedAddress } from '../../documents/address-list.ts';
import { readEmailAddress } from '../../documents/email-address.ts';
import { normalizeEmail } from '../../people/email.ts';
import type { Stores } from '../../stores.ts';
import type { Organization } from '../core/organization.ts';

export const lineStatuses = [
  'invited',
  'ready',
  'already_member',
  'already_invited',
  'notification_address',
  'not_an_address',
  'listed_twice',
  'too_many_attempts',
] as const;

/** `ready`: they will be invited, once nothing stands in the way of the whole list. */
export type LineStatus = (typeof lineStatuses)[number];

/** A line of a list, and what becomes of it. */
export interface JudgedLine extends ListedAddress {
  /** As it is stored; null for what is no address. */
  readonly email: string | null;
  readonly status: LineStatus;
}

/** Asks of each line what stands in its way, in the order of the list. */
export async function judgeLines(
  stores: Pick<Stores, 'invitations' | 'memberLists'>,
  { organization, now }: { readonly organization: Organization; readonly now: Date },
  lines: readonly ListedAddress[],
): Promise<readonly JudgedLine[]> {
  const read = lines.map((line) => {
    const address = readEmailAddress(line.text);
    return { ...line, email: address.ok ? address.email : null };
  });
  const emails = read.map(({ email }) => email).filter((email) => email !== null);
  const members = new Set(
    (await stores.memberLists.named(organization.id, emails)).map(({ email }) => email),
  );
  const { notificationEmail } = organization;
  const told = notificationEmail === null ? null : normalizeEmail(notificationEmail);
  const seen = new Set<string>();
  const judged: JudgedLine[] = [];
  for (const line of read) {
    const { email } = line;
    const isTwice = email !== null && seen.has(email);
    if (email !== null) seen.add(email);
    const status = ((): LineStatus | null => {
      if (email === null) return 'not_an_address';
      if (isTwice) return 'listed_twice';
      if (email === told) return 'notification_address';
      return members.has(email) ? 'already_member' : null;
    })();
    judged.push({
      ...line,
      status: status ?? (await statusOfInvitee(stores, organization.id, { email, now })),
    });
  }
  return judged;
}

async function statusOfInvitee(
  { invitations }: Pick<Stores, 'invitations'>,
  organizationId: string,
  { email, now }: { readonly email: string | null; readonly now: Date },
): Promise<LineStatus> {
  const pending = email === null ? null : await invitations.findFor(organizationId, email);
  return pending !== null && pending.expiresAt > now ? 'already_invited' : 'ready';
}
