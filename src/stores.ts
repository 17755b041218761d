import type { PersonStore, SessionStore } from './accounts/person.ts';
import type { AccountStore } from './accounts/store.ts';
import type { AuditStore } from './audit/store.ts';
import type { AuthenticatorStore } from './authenticators/store.ts';
import type { ClientStore, EnvironmentStore } from './environments/store.ts';
import type { ExpiryStore } from './jobs/store.ts';
import type { OrganizationStore } from './organizations/store.ts';
import type { SigningKeyStore } from './provider/signing-key.ts';
import type { ExportStore } from './seeding/export-store.ts';
import type { SignInStore } from './sign-in/store.ts';
import type { Sql } from './storage/sql.ts';

/** Every store on one handle. */
export interface Stores {
  readonly accounts: AccountStore;
  readonly audit: AuditStore;
  readonly authenticators: AuthenticatorStore;
  readonly clients: ClientStore;
  readonly environments: EnvironmentStore;
  readonly expiry: ExpiryStore;
  readonly exports: ExportStore;
  readonly organizations: OrganizationStore;
  readonly people: PersonStore;
  readonly sessions: SessionStore;
  readonly signIns: SignInStore;
  readonly signingKeys: SigningKeyStore;
}

/** What an operation gets: stores that commit at once, and a way to do several things or none. */
export interface Db extends Stores {
  /** One statement; for what has no store, e.g. the provider's records. */
  readonly sql: Sql;
  /** Inside `work` only the stores it is given may be used. */
  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result>;
}
