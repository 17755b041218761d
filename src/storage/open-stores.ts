import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../clock.ts';
import type { Db, Stores } from '../stores.ts';
import type { Sealer } from './sealing.ts';
import { inTransaction, poolSql, type Sql } from './sql.ts';
import { createAccountStore } from './stores/accounts.ts';
import { createAuditStore } from './stores/audit.ts';
import { createAuthenticatorStore } from './stores/authenticators.ts';
import { createClientStore, createEnvironmentStore } from './stores/clients.ts';
import { createExpiryStore } from './stores/expiry.ts';
import { createExportStore } from './stores/exports.ts';
import { createOrganizationStore } from './stores/organizations.ts';
import { createPersonStore } from './stores/person.ts';
import { createSessionStore } from './stores/sessions.ts';
import { createSignInStore } from './stores/sign-in.ts';
import { createSigningKeyStore } from './stores/signing-keys.ts';

/** All stores over an open database. */
export function openStores(dataSource: DataSource, sealer: Sealer, clock: Clock): Db {
  const on = (sql: Sql, manager: EntityManager) => storesOn(sql, manager, sealer, clock);
  const sql = poolSql(dataSource);
  return {
    ...on(sql, dataSource.manager),
    sql,
    transaction: (work) => inTransaction(dataSource, ({ sql, manager }) => work(on(sql, manager))),
  };
}

function storesOn(sql: Sql, manager: EntityManager, sealer: Sealer, clock: Clock): Stores {
  return {
    accounts: createAccountStore(sql),
    audit: createAuditStore(sql),
    authenticators: createAuthenticatorStore(sql, sealer),
    clients: createClientStore(sql, sealer),
    environments: createEnvironmentStore(sql),
    expiry: createExpiryStore(sql),
    exports: createExportStore(sql, sealer),
    organizations: createOrganizationStore(manager, sql),
    people: createPersonStore(sql),
    sessions: createSessionStore(sql),
    signIns: createSignInStore(sql, sealer, clock),
    signingKeys: createSigningKeyStore(sql, sealer),
  };
}
