import { createHash, randomUUID } from 'node:crypto';
import { hashRecoveryCode } from '../../../src/authenticators/recovery-codes.ts';
import { hashTicketCode, newTicketCode } from '../../../src/links/enrollment-ticket.ts';
import { hashLinkToken, type OneTimeLinkKind } from '../../../src/links/one-time-links.ts';
import type { PasswordHasher } from '../../../src/passwords/password-hashing.ts';
import { freshSignIn, type SignInProgress } from '../../../src/sign-in/progress.ts';
import { hashId } from '../../../src/storage/database/sealing.ts';
import { createProviderRecords } from '../../../src/storage/provider-records.ts';
import type { OpenDb } from '../../../src/stores.ts';
import {
  newMember,
  newOrganization,
  newTotp,
  newUser,
  samplePolicy,
  sealer,
} from '../../storage/support/samples.ts';

/** Hashes as fast as nothing: what takes time here shall be the database alone. */
export const quickHasher: PasswordHasher = {
  admit: (work) => work(),
  hash: async (password) => quickHash(password),
  verify: async (hash, password) => ({ ok: hash === quickHash(password), needsRehash: false }),
  derive: async (secret) => Buffer.from(secret.padEnd(32, '.')),
};

/** Without the password in it: tests that look for one in the database may come after these. */
function quickHash(password: string): string {
  return createHash('sha256').update(password).digest('base64');
}

export const password = 'correct horse battery staple';

/** When everything happens. */
export const now = new Date();
const before = new Date(now.getTime() - 3_600_000);
const joinedAt = new Date(now.getTime() - 86_400_000);
const tomorrow = new Date(now.getTime() + 86_400_000);

/** The seed of every app here; `newTotp` gives it to the one that stands. */
export const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

export const recoveryCode = '0000-1111-2222-3333';
/** What it is hashed under. */
export const recoveryCodeKey = Buffer.alloc(32, 3);

/** A piece of everything that operations change, all of it about one person and one organization. */
export interface Scene {
  readonly slug: string;
  /** Both enforce; `pat` and `ron` belong to both, `ida` to the first alone. */
  readonly organizationId: string;
  readonly otherId: string;
  /** With an app, recovery codes and a session, whom all is about. */
  readonly pat: string;
  readonly email: string;
  readonly factorId: string;
  readonly codeId: string;
  /** Without a factor, and with a session that the policy has ended. */
  readonly ron: string;
  /** Suspended by a rule that asks nothing more of them. */
  readonly ida: string;
  readonly sessionUid: string;
  readonly patsEpoch: number;
  /** One of each kind, of Pat's. */
  readonly tokens: Readonly<Record<OneTimeLinkKind, string>>;
  /** To Pat (for whom has left), and to somebody without an account. */
  readonly invitations: Readonly<Record<'pat' | 'stranger', { readonly id: string; readonly token: string }>>;
  /** Interactions of Pat's. */
  readonly uids: Readonly<Record<'enrolling' | 'plain', string>>;
  readonly progress: SignInProgress;
}

/** Three people and two organizations that have two of them in common. */
async function newTenants(db: OpenDb, slug: string) {
  const user = (name: string) =>
    newUser(db, { email: `${name}@${slug}.example`, passwordHash: quickHash(password) });
  const policy = {
    ...samplePolicy,
    selfDisable: 'remove',
    factors: ['totp', 'webauthn'],
    sessions: 'end_now',
  } as const;
  const organization = (name: string) =>
    newOrganization(db, {
      slug: `${slug}-${name}`,
      plan: 'enterprise',
      seats: 100,
      enforcement: { ...policy, savedAt: before.getTime() },
      trialEndsAt: null,
      membersMayLeave: true,
      joinByDomain: true,
    });
  const [pat, ron, ida] = [await user('pat'), await user('ron'), await user('ida')];
  const [first, other] = [await organization('one'), await organization('two')];
  await newMember(db, first, await user('olga'), { role: 'owner', joinedAt });
  await newMember(db, other, await user('otto'), { role: 'owner', joinedAt });
  await db.domains.add({
    domain: `${slug}.example`,
    organizationId: first.id,
    verifiedAt: before,
    verifiedBy: 'operator',
  });
  for (const each of [first, other])
    for (const who of [pat, ron]) await newMember(db, each, who, { joinedAt });
  await newMember(db, first, ida, { suspended: 'by_rule', joinedAt });
  return { pat, ron, ida, first, other };
}

export async function newScene(db: OpenDb): Promise<Scene> {
  const slug = `s-${randomUUID().slice(0, 8)}`;
  const { pat, ron, ida, first, other } = await newTenants(db, slug);
  await newTotp(db, ida.id);
  const factorId = await newTotp(db, pat.id);
  const hash = hashRecoveryCode(recoveryCodeKey, pat.id, recoveryCode);
  await db.authenticators.replaceRecoveryCodes(pat.id, [hash, Buffer.alloc(32, 1)], before);
  const [code] = await db.sql<{ id: string }>(
    'SELECT id FROM recovery_codes WHERE user_id = $1 AND hash = $2',
    [pat.id, hash],
  );
  const progress = { ...freshSignIn, userId: pat.id, proofs: { passwordAt: now.getTime() } };
  const sessionUid = randomUUID();
  const scene = {
    slug,
    organizationId: first.id,
    otherId: other.id,
    pat: pat.id,
    email: pat.email,
    factorId,
    codeId: code?.id ?? '',
    ron: ron.id,
    ida: ida.id,
    sessionUid,
    patsEpoch: 0,
    progress,
    tokens: await addLinks(db, pat.id, { slug, organizationId: first.id, sessionUid }),
    invitations: {
      pat: await addInvitation(db, first.id, pat.email),
      stranger: await addInvitation(db, first.id, `sam@${slug}.example`),
    },
    uids: { enrolling: randomUUID(), plain: randomUUID() },
  };
  await addSessions(db, scene);
  await addDueWork(db, scene);
  return scene;
}

async function addLinks(
  db: OpenDb,
  userId: string,
  { slug, organizationId, sessionUid }: Pick<Scene, 'slug' | 'organizationId' | 'sessionUid'>,
): Promise<Scene['tokens']> {
  const sessionHash = hashId(sessionUid).toString('base64');
  const pending = { nickname: 'app', secret: seed, key: null, sessionHash, mailbox: null };
  const change = { newEmail: `new@${slug}.example`, userEpoch: 0 };
  const details: Record<OneTimeLinkKind, unknown> = {
    email_change: change,
    email_change_consent: change,
    enrollment_ticket: null,
    not_me: { about: 'password-changed' },
    notification_address: { email: `it@${slug}.example` },
    password_reset: null,
    pending_enrollment: pending,
  };
  const tokenOf = (kind: string) => (kind === 'enrollment_ticket' ? newTicketCode() : randomUUID());
  const tokens = Object.fromEntries(
    Object.keys(details).map((kind) => [kind, tokenOf(kind)]),
  ) as Scene['tokens'];
  for (const [kind, detail] of Object.entries(details) as [OneTimeLinkKind, unknown][]) {
    const tokenHash =
      kind === 'enrollment_ticket' ? hashTicketCode(tokens[kind]) : hashLinkToken(tokens[kind]);
    const link = {
      tokenHash,
      kind,
      userId,
      organizationId: kind === 'notification_address' ? organizationId : null,
      detail,
      createdAt: before,
      expiresAt: tomorrow,
    };
    await db.oneTimeLinks.create(link);
  }
  return tokens;
}

async function addInvitation(db: OpenDb, organizationId: string, email: string) {
  const [id, token] = [randomUUID(), randomUUID()];
  const times = { expiresAt: tomorrow, createdAt: before };
  await db.invitations.add({
    id,
    organizationId,
    email,
    role: 'member',
    tokenHash: hashLinkToken(token),
    invitedBy: null,
    ...times,
  });
  return { id, token };
}

async function addSessions(
  db: OpenDb,
  { pat, ron, factorId, sessionUid, uids, organizationId }: Scene,
): Promise<void> {
  const records = createProviderRecords(db.sql, sealer, () => now);
  const proofs = { passwordAt: now.getTime(), totpAt: now.getTime(), totpId: factorId };
  const session = {
    userEpoch: 0,
    sourcePrefix: '192.0.2.1',
    suppressed: {},
    lastSeenAt: now,
    declinedOffer: false,
  };
  const record = { ...session, proofs, openedAt: now };
  await db.sessions.open({ uid: sessionUid, userId: pat, record, expiresAt: tomorrow }, { deviceId: null });
  const long = { ...record, proofs: { passwordAt: 1 }, openedAt: new Date(before.getTime() - 1000) };
  await db.sessions.open(
    { uid: `${sessionUid}-ron`, userId: ron, record: long, expiresAt: tomorrow },
    { deviceId: null },
  );
  const grantId = `${sessionUid}-grant`;
  const authorizations = { app: { sid: 'sid', grantId } };
  await records.save({
    model: 'Session',
    id: `${sessionUid}-id`,
    payload: { accountId: pat, uid: sessionUid, authorizations },
    ttlSeconds: 3600,
  });
  await records.save({
    model: 'Grant',
    id: grantId,
    payload: { accountId: pat, clientId: 'app' },
    ttlSeconds: 3600,
  });
  const token = { accountId: pat, grantId, scope: 'openid organization', sessionUid };
  await records.save({ model: 'RefreshToken', id: `${sessionUid}-token`, payload: token, ttlSeconds: 3600 });
  for (const uid of Object.values(uids))
    await records.save({
      model: 'Interaction',
      id: uid,
      payload: { uid, accountId: pat, organizationId },
      ttlSeconds: 3600,
    });
  const device = {
    factor: 'totp',
    sourcePrefix: '192.0.2.1',
    provenAt: before,
    expiresAt: tomorrow,
  } as const;
  const identity = { userId: pat, userEpoch: 0, id: `${sessionUid}-device`, replacedId: null };
  await db.rememberedDevices.remember(identity, device, now);
}

async function addDueWork(db: OpenDb, { organizationId, pat }: Scene): Promise<void> {
  const row = { organizationId, userId: null, dueAt: before };
  for (const kind of ['revoke_sessions', 'deadline_reminder', 'trial_end', 'invitation_expiry'] as const)
    await db.dueWork.add({ ...row, kind });
  await db.dueWork.add({ ...row, kind: 'revoke_sessions', userId: pat });
}

/** SHA-256 of the uid of Pat's session. */
export function sessionHashOf({ sessionUid }: Scene): Buffer {
  return hashId(sessionUid);
}
