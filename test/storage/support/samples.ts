import { randomBytes, randomUUID } from 'node:crypto';
import type { RegisteredClient } from '../../../src/environments/store.ts';
import type { Member, Organization } from '../../../src/organizations/core/organization.ts';
import type { SessionRecord } from '../../../src/people/person.ts';
import type { User } from '../../../src/people/user.ts';
import type { EnforcementPolicy } from '../../../src/policy/facts.ts';
import { createSealer } from '../../../src/storage/database/sealing.ts';
import { openStores } from '../../../src/storage/open-stores.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { testDatabase } from '../../harness/database.ts';
import { testKey } from '../../harness/server.ts';

export const sealer = createSealer([testKey]);

/** An instant that PostgreSQL keeps to the millisecond. */
export const start = new Date('2026-12-01T00:00:00.123Z');

export const event = {
  type: 'authenticator.challenge_passed',
  actor: { kind: 'system' },
  detail: { factor: 'totp' },
} as const;

/** So many seconds after `start`. */
export function later(seconds: number): Date {
  return new Date(start.getTime() + seconds * 1000);
}

/** The stores on the database of this run. */
export async function openTestStores(): Promise<OpenDb> {
  return openStores((await testDatabase()).dataSource, sealer, () => new Date());
}

/** Starts `count` at once and waits for all. */
export function race<Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

/** A user that has never been seen. */
export function sampleUser(over: Partial<User> = {}): User {
  const id = randomUUID();
  return {
    id,
    email: `${id}@example.com`,
    emailVerified: true,
    emailChangedAt: null,
    name: 'Sam Example',
    profile: { phone_number: '+32 2 555 01 01' },
    attributes: { department: 'Sales' },
    language: null,
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
    passwordIsShort: false,
    passwordChangedAt: null,
    epoch: 0,
    secondFactorFailures: 0,
    secondFactorLockedUntil: null,
    replaceFactorSince: null,
    passwordResetAt: null,
    resetOrderedAt: null,
    mustEnrollSince: null,
    deactivatedAt: null,
    isOperator: false,
    createdAt: start,
    ...over,
  };
}

export async function newUser(db: OpenDb, over: Partial<User> = {}): Promise<User> {
  const user = sampleUser(over);
  await db.accounts.create(user);
  return user;
}

/** @returns the id of the factor. */
export async function newTotp(db: OpenDb, userId: string): Promise<string> {
  const id = randomUUID();
  await db.authenticators.addTotp({
    id,
    userId,
    nickname: 'app',
    secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    period: 30,
    digits: 6,
    algorithm: 'SHA1',
    lastStep: -1,
    confirmedAt: start,
  });
  return id;
}

export async function newRecoveryCodes(db: OpenDb, userId: string, count: number): Promise<void> {
  const hashes = Array.from({ length: count }, () => randomBytes(32));
  await db.authenticators.replaceRecoveryCodes(userId, hashes, start);
}

export const samplePolicy: EnforcementPolicy = {
  savedAt: start.getTime(),
  required: 'everyone',
  activation: { kind: 'immediately' },
  sessions: 'keep',
  selfDisable: 'forbid',
  joining: 'at_next_sign_in',
  challenge: 'every_sign_in',
  sessionMaxDays: null,
  factors: ['totp'],
  minimumLevel: 2,
  enrollmentProof: 'mailbox',
  graceDays: 0,
};

export function sampleOrganization(over: Partial<Organization> = {}): Organization {
  const id = randomUUID();
  return {
    id,
    slug: `o-${id}`,
    name: 'Acme',
    plan: 'team',
    seats: 10,
    timeZone: 'Europe/Brussels',
    language: 'fr',
    notificationEmail: 'it@example.com',
    notificationConfirmedAt: start,
    trialEndsAt: later(86_400),
    showNotificationEmail: false,
    membersMayLeave: false,
    joinByDomain: false,
    enforcement: samplePolicy,
    enforcementBefore: [],
    version: 1,
    createdAt: start,
    ...over,
  };
}

export async function newOrganization(db: OpenDb, over: Partial<Organization> = {}): Promise<Organization> {
  const organization = sampleOrganization(over);
  await db.organizations.create(organization);
  return organization;
}

/** Somebody of whom nothing has been decided yet. */
export function sampleMember(organizationId: string, userId: string): Member {
  return {
    organizationId,
    userId,
    role: 'member',
    override: 'inherit',
    overrideSetAt: null,
    overrideReason: null,
    exemptUntil: null,
    suspended: null,
    ruleSuspends: false,
    graceUntil: null,
    joinedAt: start,
  };
}

export async function newMember(
  db: OpenDb,
  organization: Organization,
  user: User,
  over: Partial<Member> = {},
): Promise<Member> {
  const member = { ...sampleMember(organization.id, user.id), ...over };
  await db.members.save(member);
  return member;
}

export const sampleSession: SessionRecord = {
  userEpoch: 0,
  proofs: { passwordAt: start.getTime(), totpAt: start.getTime() },
  sourcePrefix: '192.0.2.1',
  suppressed: { acme: later(3600).getTime() },
  openedAt: start,
  lastSeenAt: start,
  declinedOffer: true,
};

export function sampleClient(over: Partial<RegisteredClient> = {}): RegisteredClient {
  return {
    clientId: `c-${randomUUID()}`,
    metadata: { client_secret: 'marked-client-secret', redirect_uris: ['http://127.0.0.1:4000/cb'] },
    environment: 'production',
    organizationId: null,
    firstParty: true,
    requireLevel: 2,
    requireMfaMaxAgeSeconds: 900,
    createdAt: start,
    ...over,
  };
}
