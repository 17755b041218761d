import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { newTotpSecret } from '../../../../src/authenticators/totp.ts';
import { ApiClient, apiOf } from '../../../harness/api.ts';
import { Application, redirectUri } from '../../../harness/application.ts';
import type { Answer, Browser } from '../../../harness/browser.ts';
import { everyScope, forApi } from '../../../harness/scopes.ts';
import { sharedServer, type TestServer } from '../../../harness/server.ts';
import { passPassword, password, seed, signIn, type TestPerson } from '../../../harness/world.ts';
import { MovingBrowser, passwordOf, withCode } from '../../../sign-in/sessions/support/visits.ts';

/** Which of a person's two organizations enforces: the one that they own, or the one where they are a plain member. */
export type Enforcing = 'the own organization' | 'another one';

/** Somebody who owns one organization and belongs to another, with an application that belongs to neither. */
export interface Scene {
  readonly server: TestServer;
  /** Slugs. */
  readonly own: string;
  readonly other: string;
  readonly enforcing: string;
  readonly lenient: string;
  readonly person: TestPerson;
  readonly application: Application;
}

export interface SceneOptions {
  readonly enforcing: Enforcing;
  /** Whether the person has TOTP from the start. */
  readonly factor: 'totp' | 'none';
  /** Of the membership in the enforcing organization. */
  readonly override?: 'exempt';
  /** Of the application. */
  readonly client?: (names: { readonly enforcing: string; readonly lenient: string }) => object;
  readonly environment?: object;
}

/** Of both, so that each lets the code be spared on a remembered device. */
const enforcement = {
  activation: 'immediately',
  sessions: 'keep',
  self_disable: 'suspend',
  challenge: {
    max_age_seconds: 86_400,
    new_address: true,
    session_max_days: null,
    remembered_device_days: 1,
  },
};

export async function createScene({ enforcing: which, ...options }: SceneOptions): Promise<Scene> {
  const server = await sharedServer();
  const id = `j${randomUUID().slice(0, 8)}`;
  const [own, other] = [`${id}-own`, `${id}-other`];
  const [enforcing, lenient] = which === 'another one' ? [other, own] : [own, other];
  const secret = options.factor === 'totp' ? newTotpSecret() : null;
  const person = { email: `vic@${id}.example`, password, secret };
  const steady = { email: `steady@${id}.example`, email_verified: true };
  const organization = (slug: string, role: string) => ({
    slug,
    name: slug,
    plan: 'enterprise',
    enforcement: { ...enforcement, required: slug === enforcing ? 'everyone' : 'nobody' },
    members: [
      { email: steady.email, role: 'owner' },
      { email: person.email, role, ...(slug === enforcing && { override: options.override ?? 'inherit' }) },
    ],
  });
  await seed(server, {
    environments: options.environment === undefined ? [] : [{ name: id, ...options.environment }],
    users: [
      steady,
      {
        email: person.email,
        email_verified: true,
        password,
        ...(secret === null ? {} : { totp: { secret } }),
      },
    ],
    organizations: [organization(own, 'owner'), organization(other, 'member')],
    clients: [
      {
        client_id: id,
        client_secret: `secret-of-${id}`,
        redirect_uris: [redirectUri],
        first_party: true,
        scope: everyScope,
        environment: options.environment === undefined ? 'production' : id,
        ...options.client?.({ enforcing, lenient }),
      },
    ],
  });
  const application = await Application.discover(server.issuer, id, `secret-of-${id}`);
  return { server, own, other, enforcing, lenient, person, application };
}

/** Whoever signs in, where, and with what. */
type Visit = Pick<Scene, 'server' | 'application' | 'person'>;

/** A token for the API from a sign-in that has come back to the application. */
export async function tokenFrom({ server, application }: Visit, answer: Answer): Promise<ApiClient> {
  const tokens = await application.redeem(answer, forApi(server).resource);
  return new ApiClient(server, tokens.access_token);
}

/** Signs in with the password and whatever else the person has, if it is asked. */
export async function plainly(scene: Scene): Promise<ApiClient> {
  const parameters = forApi(scene.server);
  return tokenFrom(scene, (await signIn(scene.application, scene.person, { parameters })).answer);
}

/** Signs in on a device on which the code was given an hour ago, in a new session: the password is all that is asked. */
export async function onRememberedDevice(scene: Scene): Promise<ApiClient> {
  const { application, person, server } = scene;
  const browser = new MovingBrowser();
  expect((await withCode(application, person, browser)).location).to.include('code=');
  return tokenFrom(scene, await passwordOf(application, person, browser, forApi(server)));
}

/** Signs in with the password and a recovery code. */
export async function withRecoveryCode(scene: Visit): Promise<{ api: ApiClient; browser: Browser }> {
  const { body } = await (await apiOf(scene, scene.person)).post('/me/recovery-codes');
  const { browser, answer } = await passPassword(scene.application, scene.person, {
    parameters: forApi(scene.server),
  });
  expect(answer.name).to.equal('challenge');
  const back = await browser.submit(answer, { code: body.recovery_codes[0] });
  return { api: await tokenFrom(scene, back), browser };
}

/** Suspends somebody in an organization, as a rule or an administrator would have. */
export async function suspend(
  { server, person }: Pick<Scene, 'server' | 'person'>,
  slug: string,
  by: 'by_rule' | 'by_admin',
): Promise<void> {
  await server.countersign.db.sql(
    `UPDATE members SET suspended = $3 WHERE user_id = (SELECT id FROM users WHERE email = $1)
       AND organization_id = (SELECT id FROM organizations WHERE slug = $2)`,
    [person.email, slug, by],
  );
}
