import { randomUUID } from 'node:crypto';
import { newTotpSecret } from '../../../src/authenticators/totp.ts';
import { createPasswordHasher } from '../../../src/passwords/password-hashing.ts';
import { type ApiClient, operatorOf } from '../../harness/api.ts';
import { Application, redirectUri } from '../../harness/application.ts';
import { travelTo } from '../../harness/clock.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { password, seed } from '../../harness/world.ts';
import { MovingBrowser } from '../../sign-in/sessions/support/visits.ts';
import { Model, type Role, type Session } from './model.ts';

/** One of the people, with what they have at hand. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  /** Base32; null without an app. */
  secret: string | null;
  /** The last time step of which a code was given: each counts once. */
  lastStep: number;
  /** Their own browser, and when a code was last given in it. */
  known: { readonly browser: MovingBrowser; provenAt: number };
}

/** What an application and a browser hold of one session. */
export interface Holding {
  readonly session: Session;
  readonly person: Person;
  /** Null once its cookies are gone. */
  browser: MovingBrowser | null;
  refreshToken: string;
  accessToken: string;
  accessUntil: number;
  /** `auth_time` of its first token, which never changes; null before. */
  authTime: number | null;
}

export function holdingOf(session: Session, person: Person, browser: MovingBrowser): Holding {
  const nothing = { refreshToken: '', accessToken: '', accessUntil: 0, authTime: null };
  return { session, person, browser, ...nothing };
}

/** Server, application and operator: the same for every life. */
export interface Stage {
  readonly server: TestServer;
  readonly application: Application;
  readonly operator: () => Promise<ApiClient>;
  readonly passwordHash: string;
}

/** One organization with its people, beside the model of what must be so. */
export interface Life extends Stage {
  readonly slug: string;
  readonly people: readonly Person[];
  /** Who may be invited: the people, and two addresses that nobody has. */
  readonly guests: readonly string[];
  readonly model: Model;
  readonly holdings: Holding[];
  /** Seats in use after the step before. */
  seatsUsed: number;
}

const tokenLifetimeMs = 290_000;

/** Lives last some days each; every one begins on a morning after the last, so that it can be told again. */
export function nextMorning(): void {
  const day = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);
  travelTo(`${day}T09:00:00.000Z`);
}

export async function openStage(): Promise<Stage> {
  const server = await startTestServer();
  const id = `life-${randomUUID().slice(0, 8)}`;
  const client_secret = `secret-of-${id}`;
  const client = { client_id: id, client_secret, redirect_uris: [redirectUri], first_party: true };
  await seed(server, {
    clients: [{ ...client, grant_types: ['authorization_code', 'refresh_token'] }],
  });
  const application = await Application.discover(server.issuer, id, client_secret);
  const passwordHash = await createPasswordHasher().hash(password);
  return { server, application, passwordHash, operator: operatorOn(server, id) };
}

function operatorOn(server: TestServer, slug: string): Stage['operator'] {
  let [current, until]: [ApiClient | null, number] = [null, 0];
  return async () => {
    if (current !== null && Date.now() < until) return current;
    until = Date.now() + tokenLifetimeMs;
    current = await operatorOf({ server, slug });
    return current;
  };
}

/** Two people with an app, three without, one of whom is not in the organization yet. */
const cast: readonly { readonly first: string; readonly hasApp: boolean; readonly role: Role | null }[] = [
  { first: 'olivia', hasApp: true, role: 'owner' },
  { first: 'tomas', hasApp: true, role: 'member' },
  { first: 'mina', hasApp: false, role: 'admin' },
  { first: 'greta', hasApp: false, role: 'member' },
  { first: 'noor', hasApp: false, role: null },
];

export async function beginLife(stage: Stage): Promise<Life> {
  const slug = `l${randomUUID().slice(0, 8)}`;
  const world = cast.map((one) => ({
    ...one,
    email: `${one.first}@${slug}.example`,
    secret: one.hasApp ? newTotpSecret() : null,
  }));
  await seed(stage.server, {
    users: world.map(({ email, secret }) => ({
      email,
      email_verified: true,
      password_hash: stage.passwordHash,
      ...(secret === null ? {} : { totp: { secret } }),
    })),
    organizations: [
      {
        slug,
        plan: 'enterprise',
        domains: [`${slug}.example`],
        members: world.filter(({ role }) => role !== null).map(({ email, role }) => ({ email, role })),
      },
    ],
  });
  const ids = await idsOf(stage, `%@${slug}.example`);
  const people = world.map(({ email, secret }) => ({
    id: ids.get(email) ?? '',
    email,
    password,
    secret,
    lastStep: 0,
    known: { browser: new MovingBrowser(), provenAt: Number.NEGATIVE_INFINITY },
  }));
  const guests = [...people.map(({ email }) => email), `guest@${slug}.example`, `visitor@${slug}.example`];
  const members = world.flatMap(({ email, role }) => (role === null ? [] : [{ email, role }]));
  const model = modelOf(members, world);
  return { ...stage, slug, people, guests, model, holdings: [], seatsUsed: members.length };
}

function modelOf(
  members: readonly { readonly email: string; readonly role: Role }[],
  people: readonly { readonly email: string; readonly secret: string | null }[],
): Model {
  const model = new Model();
  for (const { email, role } of members) model.join(email, role, Date.now());
  for (const { email, secret } of people) if (secret !== null) model.factors.set(email, Date.now());
  return model;
}

async function idsOf({ server }: Stage, pattern: string): Promise<ReadonlyMap<string, string>> {
  const rows = await server.countersign.db.sql<{ id: string; email: string }>(
    'SELECT id, email FROM users WHERE email LIKE $1',
    [pattern],
  );
  return new Map(rows.map(({ id, email }) => [email, id]));
}
