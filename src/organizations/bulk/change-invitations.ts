import type { Operations } from '../../operations/operations.ts';
import { Refusal, type RefusalCode } from '../../refusal/refusal.ts';
import type { AdminContext } from '../core/admin-context.ts';
import { rolesFrom } from '../core/admin-context.ts';
import type { Invitation } from '../core/organization.ts';
import { resendInvitation, revokeInvitation } from '../invitations/pending-invitation.ts';

/** Some invitations of one organization. */
export interface ChosenInvitations {
  readonly organizationId: string;
  readonly ids: readonly string[];
}

/** What became of each. */
export interface ChangedInvitations {
  readonly done: readonly Invitation[];
  readonly skipped: readonly { readonly email: string; readonly code: RefusalCode }[];
}

/** What stands in the way of one of them and of no other. */
const passedOver: readonly RefusalCode[] = [
  'invitation_expired',
  'not_allowed',
  'not_found',
  'too_many_attempts',
];

/**
 * Mails each a new link, as for one of them; what is gone, or whose mailbox has had enough, is passed over.
 * @throws Refusal `mfa_required`, before anything is sent
 */
export async function resendInvitations(
  deps: Pick<Operations, 'db' | 'plans' | 'issuer'>,
  acting: AdminContext,
  { language, ...chosen }: ChosenInvitations & { readonly language: string },
): Promise<ChangedInvitations> {
  const { organizationId } = chosen;
  return eachOf(deps, chosen, ({ id }) => resendInvitation(deps, acting, { organizationId, id, language }));
}

/** Withdraws each, as for one of them. */
export async function revokeInvitations(
  deps: Pick<Operations, 'db'>,
  acting: AdminContext,
  chosen: ChosenInvitations,
): Promise<ChangedInvitations> {
  const { organizationId } = chosen;
  return eachOf(deps, chosen, ({ id }) => revokeInvitation(deps, acting, { organizationId, id }));
}

/** Those that are still there, in the order of `ids`. */
export async function findInvitations(
  { invitations }: Pick<Operations['db'], 'invitations'>,
  { organizationId, ids }: ChosenInvitations,
): Promise<readonly Invitation[]> {
  const found: Invitation[] = [];
  for (const id of new Set(ids)) {
    const invitation = await invitations.find(organizationId, id);
    if (invitation !== null) found.push(invitation);
  }
  return found;
}

/** The highest roles first: for these alone a second factor is asked, and then nothing has been done yet. */
async function eachOf(
  { db }: Pick<Operations, 'db'>,
  chosen: ChosenInvitations,
  change: (invitation: Invitation) => Promise<unknown>,
): Promise<ChangedInvitations> {
  const ranks = rolesFrom('member');
  const found = (await findInvitations(db, chosen)).toSorted(
    (one, other) => ranks.indexOf(other.role) - ranks.indexOf(one.role),
  );
  const done: Invitation[] = [];
  const skipped: ChangedInvitations['skipped'][number][] = [];
  for (const invitation of found) {
    const code = await codeOfRefusal(() => change(invitation));
    if (code === null) done.push(invitation);
    else skipped.push({ email: invitation.email, code });
  }
  return { done, skipped };
}

async function codeOfRefusal(work: () => Promise<unknown>): Promise<RefusalCode | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Refusal && passedOver.includes(error.code)) return error.code;
    throw error;
  }
}
