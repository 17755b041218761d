import { machineScope, scopesNow } from '../environments/client-terms.ts';
import { type AdminContext, freshMfaSeconds, rolesFrom } from '../organizations/core/admin-context.ts';
import type { Stores } from '../stores.ts';
import type { RunnableJob, Starter } from './long-job.ts';

/** Who starts a job, as it is kept with it. */
export async function starterOf(
  { people }: Pick<Stores, 'people'>,
  { actor, admin, now }: AdminContext,
): Promise<Starter> {
  if (admin === null) return { actor, admin: null };
  const person = await people.byId(admin.userId, null);
  const { userId, mfaAt } = admin;
  const hadFreshMfa = mfaAt !== null && now.getTime() - mfaAt <= freshMfaSeconds * 1000;
  return { actor, admin: { userId, epoch: person?.user.epoch ?? -1, hadFreshMfa } };
}

/**
 * In which role the next batch is done: that which its starter has by now. A second factor that was fresh when the job was
 * started counts for all of it.
 * @returns null where they may not act for the organization any more, or what they were signed in with has been ended
 */
export async function actingFor(
  stores: Pick<Stores, 'clients' | 'people'>,
  { organizationId, parameters: { starter } }: Pick<RunnableJob, 'organizationId' | 'parameters'>,
  now: Date,
): Promise<AdminContext | null> {
  const { actor, admin } = starter;
  if (admin === null) return (await isOperatorStill(stores, starter)) ? { actor, admin: null, now } : null;
  const { userId, epoch, hadFreshMfa } = admin;
  const person = await stores.people.byId(userId, null);
  const membership = person?.memberships.find(({ organization }) => organization.id === organizationId);
  if (person === null || membership === undefined) return null;
  const { member } = membership;
  if (person.user.epoch !== epoch || person.user.deactivatedAt !== null) return null;
  if (member.suspended !== null || !rolesFrom('admin').includes(member.role)) return null;
  const hasFactor = person.factors.length > 0;
  return {
    actor,
    admin: { userId, role: member.role, hasFactor, mfaAt: hadFreshMfa ? now.getTime() : null },
    now,
  };
}

/** The command line is the operator as long as it runs; a client has to be registered still, a person marked still. */
async function isOperatorStill(
  { clients, people }: Pick<Stores, 'clients' | 'people'>,
  { actor }: Starter,
): Promise<boolean> {
  if (actor.kind !== 'operator') return false;
  if (actor.userId !== undefined) {
    const user = (await people.byId(actor.userId, null))?.user;
    return user?.isOperator === true && user.deactivatedAt === null;
  }
  if (actor.clientId === undefined) return true;
  const entry = await clients.find(actor.clientId);
  return entry !== null && scopesNow(entry.client.metadata, [machineScope]).length > 0;
}
