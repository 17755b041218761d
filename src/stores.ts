import type { ActivityStore } from './audit/activity-store.ts';
import type { ChainStore } from './audit/chain-store.ts';
import type { AuditStore } from './audit/store.ts';
import type { RememberedDeviceStore } from './authenticators/remembered-device.ts';
import type { AuthenticatorStore } from './authenticators/store.ts';
import type { ClientStore, EnvironmentStore } from './environments/store.ts';
import type { IdempotencyStore } from './idempotency/idempotency.ts';
import type { InstanceStore } from './instance/instance-store.ts';
import type { DeadLetterStore } from './jobs/dead-letters.ts';
import type { DueWorkStore } from './jobs/due-work.ts';
import type { EndedSessionStore } from './jobs/end-sessions.ts';
import type { Outbox } from './jobs/outbox.ts';
import type { JobQueue } from './jobs/queue.ts';
import type { ExpiryStore } from './jobs/store.ts';
import type { LimitStore } from './limits/limit-store.ts';
import type { OneTimeLinkStore } from './links/one-time-links.ts';
import type { LongJobStore } from './long-jobs/long-job-store.ts';
import type { CarriedGrantStore } from './organizations/core/carried-grants.ts';
import type { OrganizationStore } from './organizations/core/organization-store.ts';
import type { InvitationStore } from './organizations/invitations/invitation-store.ts';
import type { KeptOverrideStore } from './organizations/joining/kept-override.ts';
import type { MemberListStore } from './organizations/members/member-list-store.ts';
import type { MemberStore } from './organizations/members/member-store.ts';
import type { OverviewStore } from './organizations/overview/overview-store.ts';
import type { BrandingStore } from './organizations/profile/branding.ts';
import type { DomainStore } from './organizations/profile/domain-store.ts';
import type { SupportStore } from './organizations/support/support-store.ts';
import type { ToldMemberStore } from './organizations/telling/told-members.ts';
import type { AccountStore } from './people/account-store.ts';
import type { RecipientStore } from './people/mail-language.ts';
import type { OwnGrantStore } from './people/own-grants.ts';
import type { PageMemoryStore } from './people/page-memory.ts';
import type { PersonStore, SessionStore } from './people/person.ts';
import type { ConsentStore } from './people/remembered-consent.ts';
import type { SeatStore } from './plans/seat-store.ts';
import type { SigningKeyStore } from './provider/keys/signing-key.ts';
import type { TokenFamilyStore } from './provider/records/provider-records.ts';
import type { SealingStore } from './sealing/sealing-store.ts';
import type { ExportStore } from './seeding/export-store.ts';
import type { SeedingStore } from './seeding/seeding-store.ts';
import type { SignInStore } from './sign-in/store.ts';
import type { Sql } from './storage/database/sql.ts';

/** Every store on one handle. */
export interface Stores {
  readonly accounts: AccountStore;
  readonly activity: ActivityStore;
  readonly audit: AuditStore;
  readonly authenticators: AuthenticatorStore;
  readonly brandings: BrandingStore;
  readonly carriedGrants: CarriedGrantStore;
  readonly chains: ChainStore;
  readonly clients: ClientStore;
  readonly consents: ConsentStore;
  readonly deadLetters: DeadLetterStore;
  readonly domains: DomainStore;
  readonly dueWork: DueWorkStore;
  readonly endedSessions: EndedSessionStore;
  readonly environments: EnvironmentStore;
  readonly expiry: ExpiryStore;
  readonly exports: ExportStore;
  readonly idempotency: IdempotencyStore;
  readonly instance: InstanceStore;
  readonly oneTimeLinks: OneTimeLinkStore;
  readonly invitations: InvitationStore;
  readonly keptOverrides: KeptOverrideStore;
  readonly limits: LimitStore;
  readonly longJobs: LongJobStore;
  readonly memberLists: MemberListStore;
  readonly members: MemberStore;
  readonly organizations: OrganizationStore;
  readonly ownGrants: OwnGrantStore;
  readonly outbox: Outbox;
  readonly overviews: OverviewStore;
  readonly pageMemory: PageMemoryStore;
  readonly people: PersonStore;
  readonly recipients: RecipientStore;
  readonly rememberedDevices: RememberedDeviceStore;
  readonly sealing: SealingStore;
  readonly seats: SeatStore;
  readonly seeding: SeedingStore;
  readonly sessions: SessionStore;
  readonly signIns: SignInStore;
  readonly signingKeys: SigningKeyStore;
  readonly supports: SupportStore;
  readonly tokenFamilies: TokenFamilyStore;
  readonly toldMembers: ToldMemberStore;
}

/** What an operation gets: stores that commit at once, and a way to do several things or none. */
export interface Db extends Stores {
  /**
   * Inside `work` only the stores it is given may be used.
   *
   * Locks are taken in one order: organizations by id, then people by id, then what is theirs (links, factors, codes,
   * sessions, memberships); the chains of the activity log come last by themselves, since events are written when `work`
   * has ended. Whoever adds a row that names a person or an organization has locked it, or needs nothing further.
   *
   * Where it gave way to another transaction all the same (deadlock), `work` is run once more, from its beginning and in
   * a new transaction. So it does nothing that the database does not undo: it keeps nothing in variables from outside
   * that a second run would add to, mails by the outbox alone, and neither hashes nor charges; both come before it.
   * An operation that is part of a larger transaction gets `joined(stores)`.
   * @throws Refusal `storage_unavailable` where it gave way twice
   */
  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result>;
}

/** What whoever opens the database gets, to put things together; operations get `Db`. */
export interface OpenDb extends Db {
  /** What was put into the outbox waits here; run-jobs.ts works on it. */
  readonly queue: JobQueue;
  /** One statement; for what has no store, e.g. the provider's records. */
  readonly sql: Sql;
  /** Tables and columns that the database should have and has not, e.g. `users.email`; none where it is in order. */
  missing(): Promise<readonly string[]>;
}
