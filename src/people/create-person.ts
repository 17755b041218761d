import { randomUUID } from 'node:crypto';
import type { Deed } from '../audit/deed.ts';
import { defaultTotp, type TotpParameters } from '../authenticators/totp.ts';
import type { Db, Stores } from '../stores.ts';
import { newUser } from './new-user.ts';
import type { User } from './user.ts';

/** What is left out takes the product's default. */
export interface NewPerson {
  readonly email: string;
  readonly emailVerified?: boolean | undefined;
  readonly name?: string | undefined;
  readonly profile?: User['profile'] | undefined;
  readonly attributes?: User['attributes'] | undefined;
  /** Hashed before, since that takes its time; null: the person has no password yet. */
  readonly password: { readonly hash: string; readonly isShort: boolean } | null;
  /** Closed from the beginning: nothing of it opens anything until the operator opens it. */
  readonly deactivated?: boolean | undefined;
  /** Of an app that the person has set up already; it counts at once. */
  readonly totp?: Partial<TotpParameters> & Pick<TotpParameters, 'secret'>;
}

/**
 * Makes an account by the word of the operator.
 * @throws Refusal `email_taken`
 */
export async function createPerson(db: Db, deed: Deed, wanted: NewPerson): Promise<User> {
  const { actor, now } = deed;
  const { email, emailVerified = false, name = null, profile = {}, attributes = {} } = wanted;
  const { password, totp, deactivated } = wanted;
  const secret = { passwordHash: password?.hash ?? null, passwordIsShort: password?.isShort ?? false };
  const open = newUser({ email, emailVerified, name, profile, attributes, ...secret }, now);
  const user = { ...open, deactivatedAt: deactivated === true ? now : null };
  return db.transaction(async (stores) => {
    await stores.accounts.create(user);
    await stores.audit.record({ type: 'account.created', actor, userId: user.id }, now);
    if (deactivated === true)
      await stores.audit.record({ type: 'account.deactivated', actor, userId: user.id }, now);
    if (totp !== undefined) await addTotp(stores, deed, { userId: user.id, totp });
    return user;
  });
}

async function addTotp(
  { authenticators, audit }: Stores,
  { actor, now }: Deed,
  { userId, totp }: { readonly userId: string; readonly totp: NonNullable<NewPerson['totp']> },
): Promise<void> {
  const named = { id: randomUUID(), userId, nickname: 'Authenticator app', confirmedAt: now };
  await authenticators.addTotp({ ...defaultTotp, ...totp, ...named, lastStep: -1 });
  const detail = { factor: 'totp' } as const;
  await audit.record({ type: 'authenticator.enrolled', actor, userId, detail }, now);
}
