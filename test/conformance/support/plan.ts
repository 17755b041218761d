import { randomUUID } from 'node:crypto';
import { newTotpSecret } from '../../../src/authenticators/totp.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { sharedServer } from '../../harness/server.ts';
import { codeOf, everyoneNow, password, seed } from '../../harness/world.ts';

/** Whom the modules of a plan are run for. */
const users = {
  'a user without MFA': { firstName: 'greta', amr: ['pwd'], acr: 'urn:countersign:acr:1' },
  'a member whose organization enforces MFA': {
    firstName: 'tomas',
    amr: ['pwd', 'otp', 'mfa'],
    acr: 'urn:countersign:acr:2',
  },
} as const;

type User = keyof typeof users;

/** A client as a certification plan registers it: confidential, without PKCE. */
export interface PlanClient {
  readonly clientId: string;
  readonly secret: string;
  readonly auth: 'client_secret_basic' | 'client_secret_post';
}

/** One module run for one user, with a browser, clients and people of its own. */
export interface Run {
  readonly issuer: string;
  /** The discovery document, as received. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly browser: Browser;
  readonly email: string;
  /** What the ID tokens of this user have to say. */
  readonly expected: { readonly amr: readonly string[]; readonly acr: string };
  /** Pages of a sign-in, without consent. */
  readonly signInPages: readonly string[];
  readonly clients: { readonly first: PlanClient; readonly second: PlanClient; readonly post: PlanClient };
  /** A code of the user's app that was not used yet; time goes on where the present one was. */
  readonly nextCode: () => string;
  /** Registers one more client, with metadata of its own. */
  readonly register: (metadata: Readonly<Record<string, unknown>>) => Promise<PlanClient>;
}

export type DefineModule = (name: string, body: (run: Run) => Promise<void>) => void;

export const redirectUri = 'http://localhost:4999/callback';
export const postLogoutUri = 'http://localhost:4999/signed-out';
export const allScopes = 'openid profile email address phone';

/** Standard claims, by the scope that asks for them. @see OpenID Connect Core 1.0, sections 5.1 and 5.4 */
export const claimsByScope = {
  profile: {
    name: 'Alex Quinn',
    given_name: 'Alex',
    middle_name: 'J.',
    family_name: 'Quinn',
    nickname: 'Lex',
    preferred_username: 'alex',
    profile: 'https://people.example/alex',
    picture: 'https://people.example/alex.png',
    website: 'https://alex.example/',
    gender: 'nonbinary',
    birthdate: '1990-05-17',
    zoneinfo: 'Europe/Brussels',
    locale: 'en-GB',
    updated_at: 1_700_000_000,
  },
  address: {
    address: {
      formatted: '1 Main Street\n1000 Brussels\nBelgium',
      street_address: '1 Main Street',
      locality: 'Brussels',
      postal_code: '1000',
      country: 'BE',
    },
  },
  phone: { phone_number: '+32 2 555 12 34', phone_number_verified: true },
} as const;

/** Defines the modules of a plan once for each user; the title of each test is the name of its module. */
export function forBothUsers(title: string, define: (module: DefineModule) => void): void {
  for (const user of Object.keys(users) as User[]) {
    describe(`${title}, for ${user}`, () => {
      define((name, body) => void it(name, async () => body(await openRun(user))));
    });
  }
}

async function openRun(user: User): Promise<Run> {
  const { issuer, ...server } = await sharedServer();
  const { firstName, ...expected } = users[user];
  const name = `plan-${randomUUID().slice(0, 8)}`;
  const email = `${firstName}@${name}.example`;
  const secret = firstName === 'tomas' ? newTotpSecret() : null;
  const plannedClients = {
    first: planClient(`${name}-first`, 'client_secret_basic'),
    second: planClient(`${name}-second`, 'client_secret_basic'),
    post: planClient(`${name}-post`, 'client_secret_post'),
  };
  const apply = (document: unknown) => seed({ issuer, ...server }, document);
  await apply({
    users: [personDocument(email, secret), ...(secret === null ? [] : [{ email: `owner@${name}.example` }])],
    organizations: secret === null ? [] : [organizationDocument(name, email)],
    clients: Object.values(plannedClients).map((client) => clientDocument(client)),
  });
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
  return {
    issuer,
    metadata: (await discovery.json()) as Run['metadata'],
    browser: new Browser(),
    email,
    expected,
    signInPages: secret === null ? ['password'] : ['password', 'challenge'],
    clients: plannedClients,
    nextCode: codesOf(secret ?? ''),
    async register(metadata) {
      const client = planClient(`${name}-${randomUUID().slice(0, 4)}`, 'client_secret_basic');
      await apply({ clients: [clientDocument(client, metadata)] });
      return client;
    },
  };
}

function planClient(clientId: string, auth: PlanClient['auth']): PlanClient {
  return { clientId, secret: `secret of ${clientId}: a+b/c=%`, auth };
}

/** Not first-party, so that each user is asked for consent as well. */
function clientDocument({ clientId, secret, auth }: PlanClient, metadata: object = {}) {
  return {
    client_id: clientId,
    client_secret: secret,
    token_endpoint_auth_method: auth,
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [postLogoutUri],
    grant_types: ['authorization_code', 'refresh_token'],
    ...metadata,
  };
}

function personDocument(email: string, secret: string | null) {
  const { name, ...profile } = claimsByScope.profile;
  return {
    email,
    email_verified: true,
    name,
    password,
    profile: { ...profile, ...claimsByScope.address, ...claimsByScope.phone },
    ...(secret === null ? {} : { totp: { secret } }),
  };
}

function organizationDocument(slug: string, email: string) {
  return {
    slug,
    name: slug.toUpperCase(),
    plan: 'enterprise',
    enforcement: everyoneNow,
    members: [
      { email: `owner@${slug}.example`, role: 'owner' },
      { email, role: 'member' },
    ],
  };
}

function codesOf(secret: string): () => string {
  let isUsed = false;
  return () => {
    if (isUsed) travel(30);
    isUsed = true;
    return codeOf(secret);
  };
}
