import type { DataSource, EntityManager } from 'typeorm';
import { createOutbox } from '../jobs/outbox.ts';
import type { OpenDb, Stores } from '../stores.ts';
import type { Clock } from '../time/clock.ts';
import { createActivityStore } from './audit/activity.ts';
import { createAuditStore, createLateAudit } from './audit/audit.ts';
import { createChainStore } from './audit/chains.ts';
import { ownActivityStatements } from './audit/own-activity.ts';
import { createAuthenticatorStore } from './authenticators/authenticators.ts';
import { createBrandingStore } from './branding/brandings.ts';
import { createClientStore } from './clients/clients.ts';
import { createConsentStore } from './clients/consents.ts';
import { createEnvironmentStore } from './clients/environments.ts';
import { createIdempotencyStore } from './clients/idempotency.ts';
import { createSigningKeyStore } from './clients/signing-keys.ts';
import { createDeadLetterStore } from './database/dead-letters.ts';
import { poolManager } from './database/query-runners.ts';
import { openQueue, queueTables } from './database/queue.ts';
import { attempted, missingFrom, schemaOf } from './database/schema.ts';
import type { Sealer } from './database/sealing.ts';
import { inTransaction, poolSql, type Sql } from './database/sql.ts';
import { createInstanceStore } from './instance/instance.ts';
import { createLongJobStore } from './long-jobs/long-jobs.ts';
import { createOverviewStore } from './members/overviews.ts';
import { migrationsTable } from './open-database.ts';
import { createDomainStore } from './organizations/domains.ts';
import { createDueWorkStore } from './organizations/due-work.ts';
import { createExpiryStore } from './organizations/expiry.ts';
import { createInvitationStore } from './organizations/invitations.ts';
import { createKeptOverrideStore } from './organizations/kept-overrides.ts';
import { createMemberListStore } from './organizations/member-lists.ts';
import { createMemberStore } from './organizations/members.ts';
import { createOrganizationStore } from './organizations/organizations.ts';
import { createSeatStore } from './organizations/seats.ts';
import { createToldMemberStore } from './organizations/told-members.ts';
import { createAccountStore } from './people/accounts.ts';
import { createCarriedGrantStore } from './people/carried-grants.ts';
import { createEndedSessionStore } from './people/ended-sessions.ts';
import { createOwnGrantStore } from './people/grants.ts';
import { createLimitStore } from './people/limits.ts';
import { createOneTimeLinkStore } from './people/one-time-links.ts';
import { createPageMemoryStore } from './people/page-memory.ts';
import { createPersonStore } from './people/person.ts';
import { createRecipientStore } from './people/recipients.ts';
import { createRememberedDeviceStore } from './people/remembered-devices.ts';
import { createSessionStore } from './people/sessions.ts';
import { createSignInStore } from './people/sign-in.ts';
import { createProviderRecords } from './provider-records.ts';
import { createSealingStore } from './sealed-values.ts';
import { createExportStore } from './seeding/exports.ts';
import { createSeedingStore } from './seeding/seeding.ts';
import { createSupportStore } from './support/support-openings.ts';

/**
 * All stores over an open database. Whichever way a statement goes, it fails as failures.ts has it: one by itself and a
 * transaction alike are tried once more where they gave way to another, and say "try again" where that is of use.
 */
export function openStores(dataSource: DataSource, sealer: Sealer, clock: Clock): OpenDb {
  const queue = openQueue(dataSource, sealer, clock);
  const schema = schemaOf(dataSource, [...queueTables(), migrationsTable]);
  const pool = poolSql(dataSource);
  const on = (sql: Sql, manager: EntityManager): Stores => ({
    ...storesOn({ sql, manager, sealer, clock }),
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

interface Handle {
  readonly sql: Sql;
  readonly manager: EntityManager;
  readonly sealer: Sealer;
  readonly clock: Clock;
}

function storesOn({ sql, manager, sealer, clock }: Handle): Omit<Stores, 'outbox'> {
  return {
    accounts: createAccountStore(sql),
    activity: { ...createActivityStore(sql), ...ownActivityStatements(sql) },
    audit: createAuditStore(sql),
    authenticators: createAuthenticatorStore(sql, sealer),
    carriedGrants: createCarriedGrantStore(sql, sealer),
    chains: createChainStore(sql),
    clients: createClientStore(sql, sealer),
    consents: createConsentStore(sql),
    deadLetters: createDeadLetterStore(sql, sealer),
    domains: createDomainStore(manager, sql),
    dueWork: createDueWorkStore(sql),
    endedSessions: createEndedSessionStore(sql, sealer),
    environments: createEnvironmentStore(sql),
    expiry: createExpiryStore(sql),
    exports: createExportStore(sql, sealer),
    idempotency: createIdempotencyStore(sql, sealer),
    instance: createInstanceStore(sql),
    oneTimeLinks: createOneTimeLinkStore(sql, sealer),
    invitations: createInvitationStore(manager, sql),
    keptOverrides: createKeptOverrideStore(sql),
    toldMembers: createToldMemberStore(sql),
    limits: createLimitStore(sql),
    longJobs: createLongJobStore({ sql, sealer }),
    memberLists: createMemberListStore(sql),
    members: createMemberStore(manager, sql),
    organizations: createOrganizationStore(manager, sql),
    overviews: createOverviewStore(sql),
    ownGrants: createOwnGrantStore(sql, sealer),
    pageMemory: createPageMemoryStore({ sql, sealer }),
    people: createPersonStore(sql),
    brandings: createBrandingStore(sql),
    recipients: createRecipientStore(sql),
    rememberedDevices: createRememberedDeviceStore(sql),
    sealing: createSealingStore(sql, sealer),
    seats: createSeatStore(sql),
    seeding: createSeedingStore(sql),
    sessions: createSessionStore(sql, sealer),
    signIns: createSignInStore(sql, sealer, clock),
    signingKeys: createSigningKeyStore(sql, sealer),
    supports: createSupportStore(sql),
    tokenFamilies: createProviderRecords(sql, sealer, clock),
  };
}
