import { readDisplayName } from '../../documents/display-name.ts';
import type { Operations } from '../../operations/operations.ts';
import { requireGoodPassword } from '../../passwords/new-password.ts';
import { minimumPasswordLength, normalizePassword } from '../../passwords/password-rules.ts';
import { newUser } from '../../people/new-user.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { findValidInvitation, type ValidInvitation } from './joining.ts';

export interface SignUp {
  readonly tokenHash: Buffer;
  /** As typed; empty for none. */
  readonly name: string;
  readonly password: string;
  readonly sourceAddress: string;
}

/**
 * Makes an account for an invited person who has none. Whoever has the link reads the mails of that address, so it is
 * verified. They are no member by this, nor signed in.
 * @throws Refusal `invitation_expired`, `password_too_short`, `password_too_common`, `email_taken`, `name_not_allowed`,
 *   `server_busy`
 */
export async function signUpInvited(
  { db, hasher, productName }: Pick<Operations, 'db' | 'hasher' | 'productName'>,
  signUp: SignUp,
  now: Date,
): Promise<ValidInvitation> {
  const standing = await findValidInvitation(db, signUp.tokenHash, now);
  const { email } = standing.invitation;
  if ((await db.people.byEmail(email)) !== null) throw new Refusal('email_taken', { list: [email] });
  const name = nameOf(signUp.name);
  // They belong to no organization yet, so nothing makes a shorter password enough.
  const context = { email, name, organizationNames: [standing.organization.name], productName };
  requireGoodPassword(signUp.password, context, minimumPasswordLength);
  const passwordHash = await hasher.hash(normalizePassword(signUp.password));
  const said = { email, emailVerified: true, name, profile: {}, attributes: {} };
  const user = {
    ...newUser({ ...said, passwordHash, passwordIsShort: false }, now),
    passwordChangedAt: now,
  };
  return db.transaction(async (stores) => {
    await stores.organizations.lockById(standing.organization.id);
    // Hashing takes its time: the invitation may be gone by now.
    const still = await findValidInvitation(stores, signUp.tokenHash, now);
    await stores.accounts.create(user);
    const actor = { kind: 'anonymous', sourceAddress: signUp.sourceAddress } as const;
    const detail = { invitation: still.invitation.id };
    const organizationId = still.organization.id;
    await stores.audit.record(
      { type: 'account.created', actor, organizationId, userId: user.id, detail },
      now,
    );
    return still;
  });
}

/** Null when nothing was typed. @throws Refusal `name_not_allowed` */
function nameOf(typed: string): string | null {
  if (typed.trim() === '') return null;
  const read = readDisplayName(typed);
  if (read.ok) return read.name;
  throw new Refusal('name_not_allowed', { list: [`name: ${read.problem}`] });
}
