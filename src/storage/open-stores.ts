import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../clock.ts';
import { createOutbox } from '../jobs/outbox.ts';
import type { Db, Stores } from '../stores.ts';
import { migrationsTable } from './open-database.ts';
import { poolManager } from './query-runners.ts';
import { openQueue, queueTables } from './queue.ts';
import { attempted, missingFrom, schemaOf } from './schema.ts';
import type { Sealer } from './sealing.ts';
import { inTransaction, poolSql, type Sql } from './sql.ts';
import { createAccountStore } from './stores/accounts.ts';
import { createActivityStore } from './stores/activity.ts';
import { createAuditStore, createLateAudit } from './stores/audit.ts';
import { createAuthenticatorStore } from './stores/authenticators.ts';
import { createCarriedGrantStore } from './stores/carried-grants.ts';
import { createChainStore } from './stores/chains.ts';
import { createClientStore, createEnvironmentStore } from './stores/clients.ts';
import { createDueWorkStore } from './stores/due-work.ts';
import { createEndedSessionStore } from './stores/ended-sessions.ts';
import { createExpiryStore } from './stores/expiry.ts';
import { createExportStore } from './stores/exports.ts';
import { createIdempotencyStore } from './stores/idempotency.ts';
import { createInvitationStore } from './stores/invitations.ts';
import { createKeptOverrideStore } from './stores/kept-overrides.ts';
import { createMemberStore } from './stores/members.ts';
import { createOneTimeLinkStore } from './stores/one-time-links.ts';
import { createOrganizationStore } from './stores/organizations.ts';
import { createPersonStore } from './stores/person.ts';
import { createRememberedDeviceStore } from './stores/remembered-devices.ts';
import { createSeedingStore } from './stores/seeding.ts';
import { createSessionStore } from './stores/sessions.ts';
import { createSignInStore } from './stores/sign-in.ts';
import { createSigningKeyStore } from './stores/signing-keys.ts';

/**
 * All stores over an open database. Whichever way a statement goes, it fails as failures.ts has it: one by itself and a
 * transaction alike are tried once more where they gave way to another, and say "try again" where that is of use.
 */
export function openStores(dataSource: DataSource, sealer: Sealer, clock: Clock): Db {
  const queue = openQueue(dataSource, sealer);
  const schema = schemaOf(dataSource, [...queueTables(), migrationsTable]);
  const pool = poolSql(dataSource);
  const on = (sql: Sql, manager: EntityManager): Stores => ({
    ...storesOn(sql, manager, sealer, clock),
    outbox: createOutbox(queue.inbox(sql), clock),
  });
  const attempt = <Result>(work: () => Promise<Result>) => attempted({ sql: pool, schema }, work);
  const sql: Sql = (text, parameters) => attempt(() => pool(text, parameters));
  return {
    ...on(sql, poolManager(dataSource, schema)),
    sql,
    queue,
    missing: () => missingFrom(pool, schema),
    async transaction(work) {
      await queue.ready();
      return attempt(() =>
        inTransaction(dataSource, async ({ sql, manager }) => {
          const late = createLateAudit(sql);
          const result = await work({ ...on(sql, manager), audit: late.audit });
          await late.write();
          return result;
        }),
      );
    },
  };
}

function storesOn(sql: Sql, manager: EntityManager, sealer: Sealer, clock: Clock): Omit<Stores, 'outbox'> {
  return {
    accounts: createAccountStore(sql),
    activity: createActivityStore(sql),
    audit: createAuditStore(sql),
    authenticators: createAuthenticatorStore(sql, sealer),
    carriedGrants: createCarriedGrantStore(sql, sealer),
    chains: createChainStore(sql),
    clients: createClientStore(sql, sealer),
    dueWork: createDueWorkStore(sql),
    endedSessions: createEndedSessionStore(sql, sealer),
    environments: createEnvironmentStore(sql),
    expiry: createExpiryStore(sql),
    exports: createExportStore(sql, sealer),
    idempotency: createIdempotencyStore(sql, sealer),
    oneTimeLinks: createOneTimeLinkStore(sql, sealer),
    invitations: createInvitationStore(manager, sql),
    keptOverrides: createKeptOverrideStore(sql),
    members: createMemberStore(sql),
    organizations: createOrganizationStore(manager, sql),
    people: createPersonStore(sql),
    rememberedDevices: createRememberedDeviceStore(sql),
    seeding: createSeedingStore(sql),
    sessions: createSessionStore(sql),
    signIns: createSignInStore(sql, sealer, clock),
    signingKeys: createSigningKeyStore(sql, sealer),
  };
}
