import type { Person } from '../accounts/person.ts';
import type { Actor } from '../audit/event.ts';
import type { NewTotpFactor } from '../authenticators/store.ts';
import { tellOrganization } from '../organizations/tell-organization.ts';
import type { Stores } from '../stores.ts';
import type { Recipient } from './notices.ts';

/** A factor that was confirmed just now, and the hashes of the recovery codes that come with it. */
export interface ConfirmedFactor {
  readonly factor: NewTotpFactor;
  readonly salt: Buffer;
  readonly hashes: readonly Buffer[];
}

/** Whose factor it is, as he was before it. */
export interface FactorOwner {
  readonly person: Person;
  readonly actor: Actor;
  readonly recipient: Recipient;
}

/**
 * Stores a confirmed factor and its recovery codes, in the transaction in which `markEnrolled` has raised the epoch for
 * it. Who lost a factor gets it replaced; the lost one is gone. Suspensions by rule that have ended so are noted.
 */
export async function storeFactor(
  stores: Stores,
  { factor, salt, hashes }: ConfirmedFactor,
  { person, actor, recipient }: FactorOwner,
  now: Date,
): Promise<void> {
  const { userId } = factor;
  if (person.user.replaceFactorSince !== null) await stores.authenticators.removeTotp(userId);
  await stores.rememberedDevices.forgetAll(userId);
  await stores.authenticators.addTotp(factor);
  await stores.authenticators.replaceRecoveryCodes(userId, salt, hashes);
  const detail = { factor: 'totp' };
  await stores.audit.record({ type: 'authenticator.enrolled', actor, userId, detail }, now);
  await noteReinstated(stores, person, actor, now);
  await stores.outbox.mail(recipient, { kind: 'factor-enrolled', factor: 'totp' });
}

/** Ruling 15: enrolling ends what a rule suspended; the organizations hear of it. */
async function noteReinstated(stores: Stores, person: Person, actor: Actor, now: Date): Promise<void> {
  const { id: userId, email: member } = person.user;
  // In the order of the organizations' ids: the log of each is a chain with a lock of its own.
  const suspended = person.memberships
    .filter((each) => each.member.suspended === 'by_rule')
    .toSorted((one, other) => (one.organization.id < other.organization.id ? -1 : 1));
  for (const { organization } of suspended) {
    const detail = { before: { suspended: 'by_rule' }, after: { suspended: null }, reason: 'enrolled' };
    const event = {
      type: 'member.reinstated',
      actor,
      organizationId: organization.id,
      userId,
      detail,
    } as const;
    await stores.audit.record(event, now);
    const notice = { kind: 'membership-changed', organization: organization.name, member } as const;
    await tellOrganization(stores, organization, { ...notice, change: 'reinstated' });
  }
}
