import { ownClientId } from '../../environments/own-client.ts';
import type { RegisteredClient } from '../../environments/store.ts';
import type { OwnGrant, RevokedGrants } from '../../people/own-grants.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db, Stores } from '../../stores.ts';
import { lockMyself, type SelfServiceContext } from '../context.ts';
import { type NamedApplication, nameIn } from './application-names.ts';

/** What one application was let have, in whichever browsers. */
export interface OwnApplication extends NamedApplication {
  /** Where it is: the address that it says, else the origin it is sent back to; null for none on the web. */
  readonly address: string | null;
  /** All that it was let have, and what is remembered of that. */
  readonly scopes: readonly string[];
  /** The first of it that still stands. */
  readonly grantedAt: Date;
  /** When it last got or used something of it; null: nobody knows. */
  readonly lastUsedAt: Date | null;
  /** The last of it. */
  readonly expiresAt: Date;
}

export interface OwnApplications {
  /** Of others: the person was asked (decision 7). */
  readonly consented: readonly OwnApplication[];
  /** Of whoever runs this service: nobody is asked. */
  readonly firstParty: readonly OwnApplication[];
}

/** The applications of the person who asks, by their names; our own pages are none. */
export async function ownApplications(
  db: Pick<Stores, 'ownGrants' | 'clients'>,
  { person, now }: Pick<SelfServiceContext, 'person' | 'now'>,
): Promise<OwnApplications> {
  const grants = await db.ownGrants.ofUser(person.user.id, now);
  const byClient = Map.groupBy(grants, ({ clientId }) => clientId);
  const found = byClient.size === 0 ? [] : await db.clients.findAll([...byClient.keys()]);
  const applications = found
    .map(({ client }) => ({ client, shown: applicationOf(client, byClient.get(client.clientId) ?? []) }))
    .toSorted((one, other) => sortKey(one.shown).localeCompare(sortKey(other.shown)));
  const thoseThat = (isFirstParty: (client: RegisteredClient) => boolean) =>
    applications.filter(({ client }) => isFirstParty(client)).map(({ shown }) => shown);
  return {
    consented: thoseThat(({ firstParty }) => !firstParty),
    firstParty: thoseThat(({ firstParty }) => firstParty),
  };
}

/** Where an application is, by its registration. */
export function addressOf({
  client_uri: own,
  redirect_uris: back,
}: RegisteredClient['metadata']): string | null {
  if (typeof own === 'string') return own;
  const [first] = Array.isArray(back) ? back : [];
  const origin = typeof first === 'string' && URL.canParse(first) ? new URL(first).origin : 'null';
  // What a native application is sent back to has no origin.
  return origin === 'null' ? null : origin;
}

function applicationOf(
  { clientId, metadata }: RegisteredClient,
  grants: readonly OwnGrant[],
): OwnApplication {
  const instants = (of: (grant: OwnGrant) => Date | null) =>
    grants.flatMap((grant) => of(grant)?.getTime() ?? []);
  const used = instants(({ lastUsedAt }) => lastUsedAt);
  return {
    clientId,
    name: nameIn(metadata),
    address: addressOf(metadata),
    scopes: [...new Set(grants.flatMap(({ scopes }) => scopes))],
    grantedAt: new Date(Math.min(...instants(({ grantedAt }) => grantedAt))),
    lastUsedAt: used.length === 0 ? null : new Date(Math.max(...used)),
    expiresAt: new Date(Math.max(...instants(({ expiresAt }) => expiresAt))),
  };
}

function sortKey({ name, clientId }: NamedApplication): string {
  return name ?? clientId;
}

/**
 * Takes back what an application was let have, with its tokens, and forgets what is remembered of it; it hears of it.
 * @throws Refusal `not_found`, `interaction_expired`
 */
export async function revokeOwnGrant(db: Db, myself: SelfServiceContext, hash: Buffer): Promise<void> {
  await db.transaction(async (stores) => {
    const { user } = await lockMyself(stores, myself);
    await recordWithdrawal(stores, myself, await stores.ownGrants.revoke(user.id, hash));
  });
}

/** The same of all that one application was let have, in whichever browser. @throws Refusal `not_found`, `interaction_expired` */
export async function withdrawApplication(
  db: Db,
  myself: SelfServiceContext,
  clientId: string,
): Promise<void> {
  await db.transaction(async (stores) => {
    const { user } = await lockMyself(stores, myself);
    const isKnown = clientId !== ownClientId;
    const revoked = isKnown ? await stores.ownGrants.revokeClient(user.id, clientId) : null;
    await recordWithdrawal(stores, myself, revoked);
  });
}

async function recordWithdrawal(
  { audit, outbox }: Pick<Stores, 'audit' | 'outbox'>,
  { person, actor, now }: SelfServiceContext,
  revoked: RevokedGrants | null,
): Promise<void> {
  if (revoked === null) throw new Refusal('not_found');
  const event = { type: 'consent.withdrawn', actor, userId: person.user.id } as const;
  await audit.record({ ...event, detail: { client: revoked.clientId } }, now);
  await outbox.tellApplications(revoked.deliveries);
}
