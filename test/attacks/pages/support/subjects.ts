import { randomBytes, randomUUID } from 'node:crypto';
import { hashRecoveryCode, newRecoveryCodes } from '../../../../src/authenticators/recovery-codes.ts';
import { newTotpSecret } from '../../../../src/authenticators/totp.ts';
import { hashLinkToken, newLinkToken } from '../../../../src/links/one-time-links.ts';
import { enterArea } from '../../../harness/areas.ts';
import { idOf } from '../../../harness/members.ts';
import type { TestServer } from '../../../harness/server.ts';
import { seed } from '../../../harness/world.ts';
import type { Organizations, Visitor } from './people.ts';

type MemberKind = 'member' | 'admin' | 'suspended' | 'required' | 'unmanaged' | 'locked' | 'bare';

/** What a form is about. Each call makes another one. */
export interface Subjects {
  /** Id of a member of the organization, who has an app unless they are `bare`. */
  member(kind?: MemberKind): Promise<string>;
  /** Id of a pending invitation. */
  invitation(): Promise<string>;
  /** A verified domain of the organization. */
  domain(): Promise<string>;
  /** Id of a job that the visitor has started. */
  job(visitor: Visitor, state?: 'queued' | 'done'): Promise<string>;
  /** Of the visitor: id of a further app, of a remembered browser, of another session; a recovery code. */
  factor(visitor: Visitor): Promise<string>;
  device(visitor: Visitor): Promise<string>;
  session(visitor: Visitor): Promise<string>;
  recoveryCode(visitor: Visitor): Promise<string>;
  /** A new address of theirs that waits for its link. */
  emailChange(visitor: Visitor): Promise<string>;
  /** Id of an application that the visitor has agreed to. */
  consent(visitor: Visitor): Promise<string>;
  /** Id of an invitation of the visitor to a third organization. */
  ownInvitation(visitor: Visitor): Promise<string>;
  /** Token of a link that was mailed to somebody. */
  link(kind: 'email_change' | 'not_me' | 'notification_address'): Promise<string>;
  /** Short name of an environment. */
  environment(): Promise<string>;
  /** Id of a client with a secret. */
  client(): Promise<string>;
}

/** The same, of which each is made once. */
export function madeOnce(subjects: Subjects): Subjects {
  const made = new Map<string, Promise<string>>();
  const once = <Asked extends readonly unknown[]>(
    name: string,
    make: (...asked: Asked) => Promise<string>,
  ) => {
    return (...asked: Asked): Promise<string> => {
      const key = [name, ...asked.map((each) => (typeof each === 'string' ? each : idIn(each)))].join(' ');
      const known = made.get(key) ?? make(...asked);
      made.set(key, known);
      return known;
    };
  };
  return Object.fromEntries(
    Object.entries(subjects).map(([name, make]) => [name, once(name, make)]),
  ) as unknown as Subjects;
}

const idIn = (visitor: unknown): string => (visitor as Visitor | undefined)?.id ?? '';

const inAnHour = () => new Date(Date.now() + 3_600_000);

export function createSubjects(server: TestServer, { slug, otherSlug }: Organizations): Subjects {
  const { db } = server.countersign;
  const { sql } = db;
  const name = () => `s${randomUUID().slice(0, 8)}`;
  const organizationId = async () => (await db.organizations.findBySlug(slug))?.id ?? '';
  return {
    async member(kind = 'member') {
      const email = `${name()}@${kind === 'unmanaged' ? 'elsewhere.example' : `${slug}.example`}`;
      const member = { email, role: kind === 'admin' ? 'admin' : 'member' };
      const further = kind === 'unmanaged' ? [{ slug: otherSlug, members: [{ email }] }] : [];
      await seed(server, {
        users: [
          {
            email,
            email_verified: true,
            name: 'Somebody',
            ...(kind !== 'bare' && { totp: { secret: newTotpSecret() } }),
          },
        ],
        organizations: [
          { slug, members: [kind === 'required' ? { ...member, override: 'required' } : member] },
          ...further,
        ],
      });
      const id = await idOf({ server }, { email });
      if (kind === 'suspended')
        await sql(`UPDATE members SET suspended = 'by_admin' WHERE user_id = $1`, [id]);
      if (kind === 'locked') await sql('UPDATE users SET second_factor_failures = 50 WHERE id = $1', [id]);
      return id;
    },
    async invitation() {
      const email = `${name()}@${slug}.example`;
      // With an account, so that a ticket can be had for it.
      await seed(server, {
        users: [{ email, email_verified: true }],
        organizations: [{ slug, invitations: [{ email }] }],
      });
      return invitationId(server, email);
    },
    async domain() {
      const domain = `${name()}.example`;
      await sql(
        `INSERT INTO organization_domains (domain, organization_id, verified_at, verified_by)
         SELECT $1, $2, verified_at, verified_by FROM organization_domains WHERE domain = $3`,
        [domain, await organizationId(), `${slug}.example`],
      );
      return domain;
    },
    async job({ id: userId }, state = 'queued') {
      const [id, now] = [randomUUID(), new Date()];
      const actor = { kind: 'user', id: userId, sourceAddress: '127.0.0.1' } as const;
      const starter = { actor, admin: { userId, epoch: 0, hadFreshMfa: true } };
      const parameters = { work: { of: 'activity', filter: {} } as const, starter };
      const times = { startedAt: now, updatedAt: now, expiresAt: inAnHour() };
      const job = {
        id,
        organizationId: await organizationId(),
        kind: 'activity_export',
        parameters,
      } as const;
      await db.longJobs.add({ ...job, ...times, total: 0, state: 'queued', whyEnded: null });
      await sql('UPDATE long_jobs SET state = $2, ended_at = started_at WHERE id = $1', [id, state]);
      return id;
    },
    ...ownSubjects(server, name),
    async ownInvitation({ person: { email } }) {
      const third = `${slug}-third`;
      await seed(server, {
        organizations: [{ slug: third, name: 'House of doors', invitations: [{ email }] }],
      });
      return invitationId(server, email);
    },
    async link(kind) {
      const email = `${name()}@elsewhere.example`;
      await seed(server, { users: [{ email, email_verified: true }] });
      const [userId, token] = [await idOf({ server }, { email }), newLinkToken()];
      const change = { newEmail: `new-${email}`, userEpoch: 0, needsConsent: false };
      const details = {
        not_me: { about: 'password-changed' },
        email_change: change,
        notification_address: { email },
      };
      const times = { createdAt: new Date(), expiresAt: inAnHour() };
      const organizationId = kind === 'notification_address' ? await toldAt(server, email) : null;
      const link = { kind, userId, organizationId, detail: details[kind], ...times };
      await db.oneTimeLinks.create({ ...link, tokenHash: hashLinkToken(token) });
      return token;
    },
    async environment() {
      const made = name();
      await seed(server, { environments: [{ name: made, mfa: 'on' }] });
      return made;
    },
    async client() {
      const client = { client_id: name(), client_secret: `secret-${randomUUID()}` };
      await seed(server, { clients: [{ ...client, redirect_uris: ['https://a.example/cb'] }] });
      return client.client_id;
    },
  };
}

async function invitationId({ countersign }: TestServer, email: string): Promise<string> {
  const [found] = await countersign.db.sql<{ id: string }>(
    'SELECT id FROM invitations WHERE email = $1 ORDER BY created_at DESC LIMIT 1',
    [email],
  );
  return found?.id ?? '';
}

/** Another organization, which waits for an address to agree. @returns its id */
async function toldAt(server: TestServer, email: string): Promise<string> {
  const told = `t${randomUUID().slice(0, 8)}`;
  await seed(server, { organizations: [{ slug: told, notification_email: email }] });
  const [row] = await server.countersign.db.sql<{ id: string }>(
    'UPDATE organizations SET notification_confirmed_at = NULL WHERE slug = $1 RETURNING id',
    [told],
  );
  return row?.id ?? '';
}

type OwnSubjects = Pick<
  Subjects,
  'factor' | 'device' | 'session' | 'emailChange' | 'recoveryCode' | 'consent'
>;

/** Rows as their own deeds would have left them. */
function ownSubjects(server: TestServer, name: () => string): OwnSubjects {
  const { db } = server.countersign;
  const { sql } = db;
  const copyOf = async (table: string, { from, as }: { readonly from: string; readonly as: object }) => {
    await sql(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(t, $2::jsonb)).* FROM ${table} t WHERE user_id = $1 LIMIT 1`,
      [from, JSON.stringify(as)],
    );
  };
  return {
    async factor({ id: from }) {
      const id = randomUUID();
      await copyOf('authenticators', { from, as: { id, nickname: `App ${id.slice(0, 4)}` } });
      return id;
    },
    async device({ id }) {
      const hash = randomBytes(32);
      await sql(
        `INSERT INTO remembered_devices (id_hash, user_id, factor, source_prefix, proven_at, expires_at)
         VALUES ($1, $2, 'totp', '127.0.0.0/24', now(), $3)`,
        [hash, id, inAnHour()],
      );
      return hash.toString('base64url');
    },
    async session({ id, person }) {
      await enterArea(`${server.issuer}/account`, person, { step: 1 });
      const [newest] = await sql<{ hash: Buffer }>(
        'SELECT uid_hash AS hash FROM session_records WHERE user_id = $1 ORDER BY opened_at DESC LIMIT 1',
        [id],
      );
      return Buffer.from(newest?.hash ?? '').toString('base64url');
    },
    async emailChange({ id }) {
      const newEmail = `${name()}@elsewhere.example`;
      const userEpoch = (await db.people.byId(id, null))?.user.epoch ?? -1;
      const detail = { newEmail, userEpoch, needsConsent: false };
      const link = { kind: 'email_change', userId: id, organizationId: null, detail } as const;
      const times = { createdAt: new Date(), expiresAt: inAnHour() };
      await db.oneTimeLinks.create({ ...link, ...times, tokenHash: randomBytes(32) });
      return newEmail;
    },
    async recoveryCode({ id }) {
      const key = await db.authenticators.recoveryCodeKey(new Date());
      const codes = newRecoveryCodes();
      const hashes = codes.map((code) => hashRecoveryCode(key, id, code));
      await db.authenticators.replaceRecoveryCodes(id, hashes, new Date());
      return codes[0] ?? '';
    },
    async consent({ id }) {
      const client = { client_id: name(), client_name: 'Customers', redirect_uris: ['https://a.example/cb'] };
      await seed(server, { clients: [{ ...client, client_secret: `secret-${randomUUID()}` }] });
      const terms = { scopes: ['openid', 'email'], claims: [], resources: {} };
      const agreed = { clientId: client.client_id, terms, agreedAt: new Date(), expiresAt: inAnHour() };
      await db.consents.save(id, agreed);
      return client.client_id;
    },
  };
}
