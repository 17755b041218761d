import { randomUUID } from 'node:crypto';
import { stringify } from 'yaml';
import { newTotpSecret, totpCode } from '../../src/authenticators/totp.ts';
import { shippedPlans } from '../../src/config/plans.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';
import { applyDocument, type Change } from '../../src/seeding/apply.ts';
import { readSeedingDocument } from '../../src/seeding/document.ts';
import { Application, redirectUri } from './application.ts';
import { type Answer, Browser } from './browser.ts';
import { everyScope } from './scopes.ts';
import { sharedServer, type TestServer } from './server.ts';

export const password = 'correct horse battery staple';

const hasher = createPasswordHasher();

/** A person of one test. */
export interface TestPerson {
  readonly email: string;
  readonly password: string;
  /** Base32; null for somebody without TOTP. */
  readonly secret: string | null;
}

export interface WorldOptions {
  /** Enforcement of the organization, as in the seeding file; null for none. */
  readonly enforcement?: Readonly<Record<string, unknown>> | null;
  readonly client?: Readonly<Record<string, unknown>>;
  readonly plan?: string;
  readonly server?: TestServer;
}

/** One organization with three people and two clients, all with names of their own. */
export interface World {
  readonly server: TestServer;
  readonly slug: string;
  /** Owner, with TOTP. */
  readonly olivia: TestPerson;
  /** Member, with TOTP. */
  readonly tomas: TestPerson;
  /** Member, without TOTP. */
  readonly mina: TestPerson;
  /** In no organization, without TOTP. */
  readonly greta: TestPerson;
  readonly application: Application;
  readonly otherApplication: Application;
}

/** Writes a seeding document and answers what it came to. */
export async function seed(server: TestServer, document: unknown): Promise<readonly Change[]> {
  const read = readSeedingDocument(stringify(document));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const { db, isMailWorking } = server.countersign;
  const { resources } = server;
  const issuer = new URL(server.issuer);
  const deps = {
    db,
    hasher,
    plans: shippedPlans,
    defaultPlan: 'enterprise',
    issuer,
    isMailWorking,
    resources,
  };
  return applyDocument(deps, read.document, { mode: 'write', now: new Date() });
}

/** A world of its own on the shared server (or another). */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const server = options.server ?? (await sharedServer());
  const name = `w${randomUUID().slice(0, 8)}`;
  const person = (first: string, secret: string | null): TestPerson => ({
    email: `${first}@${name}.example`,
    password,
    secret,
  });
  const [olivia, tomas] = [person('olivia', newTotpSecret()), person('tomas', newTotpSecret())];
  const [mina, greta] = [person('mina', null), person('greta', null)];
  const client = (id: string) => ({
    client_id: id,
    client_secret: `secret-of-${id}`,
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: ['http://localhost:4999/'],
    grant_types: ['authorization_code', 'refresh_token'],
    first_party: true,
    scope: everyScope,
    ...options.client,
  });
  await seed(server, {
    users: [olivia, tomas, mina, greta].map(userDocument),
    organizations: [
      {
        slug: name,
        name: name.toUpperCase(),
        plan: options.plan ?? 'enterprise',
        domains: [`${name}.example`],
        ...(options.enforcement ? { enforcement: options.enforcement } : {}),
        members: [
          { email: olivia.email, role: 'owner' },
          { email: tomas.email, role: 'member' },
          { email: mina.email, role: 'member' },
        ],
      },
    ],
    clients: [client(`${name}-one`), client(`${name}-two`)],
  });
  const application = await Application.discover(server.issuer, `${name}-one`, `secret-of-${name}-one`);
  const otherApplication = await Application.discover(server.issuer, `${name}-two`, `secret-of-${name}-two`);
  return { server, slug: name, olivia, tomas, mina, greta, application, otherApplication };
}

function userDocument({ email, password: text, secret }: TestPerson) {
  const [first = ''] = email.split('@');
  const name = `${first[0]?.toUpperCase()}${first.slice(1)}`;
  return {
    email,
    email_verified: true,
    name,
    password: text,
    ...(secret === null ? {} : { totp: { secret } }),
  };
}

/** Gives somebody a password that is too short where no factor is required (ruling 21). */
export async function withShortPassword({ server }: World, person: TestPerson): Promise<TestPerson> {
  const short = 'eleven char';
  await server.countersign.db.sql(
    'UPDATE users SET password_hash = $2, password_is_short = true WHERE email = $1',
    [person.email, await hasher.hash(short)],
  );
  return { ...person, password: short };
}

/** Everyone must have MFA from now on. */
export const everyoneNow = { required: 'everyone', activation: 'immediately', sessions: 'keep' };

/** The code that the person's app shows; `steps` ahead (or behind) of now. */
export function codeOf(secret: string, steps = 0): string {
  return totpCode({ secret, period: 30, digits: 6, algorithm: 'SHA1' }, Date.now() + steps * 30_000);
}

/** Opens the sign-in page of an application and gives e-mail and password. */
export async function passPassword(
  application: Application,
  person: TestPerson,
  {
    browser = new Browser(),
    parameters = {},
  }: { browser?: Browser; parameters?: Record<string, string> } = {},
): Promise<{ browser: Browser; answer: Answer }> {
  const page = await application.start(browser, parameters);
  const answer = await browser.submit(page, { email: person.email, password: person.password });
  return { browser, answer };
}

/** Signs in completely with what the person has, and with nothing that is only offered; answers the redirect back to the application. */
export async function signIn(
  application: Application,
  person: TestPerson,
  options: { browser?: Browser; parameters?: Record<string, string>; step?: number } = {},
): Promise<{ browser: Browser; answer: Answer }> {
  const { browser, answer } = await passPassword(application, person, options);
  if (answer.name !== 'challenge' || person.secret === null)
    return { browser, answer: await declineOffer(browser, answer) };
  const proven = await browser.submit(answer, { code: codeOf(person.secret, options.step ?? 0) });
  return { browser, answer: await declineOffer(browser, proven) };
}

/** Where their password leads who takes up nothing that is only offered; `in` for back at the application. */
export async function pageOf({ application }: World, person: TestPerson): Promise<string> {
  const { browser, answer } = await passPassword(application, person);
  return (await declineOffer(browser, answer)).name ?? 'in';
}

/** "Not now", where a set-up is only offered. */
export async function declineOffer(browser: Browser, page: Answer): Promise<Answer> {
  if (!isOffer(page)) return page;
  return browser.submit(page, { action: 'later' });
}

/** Whether a page can be declined: its set-up is only offered. */
export function isOffer({ page }: Answer): boolean {
  return page.querySelector('button[value=later]') !== null;
}

/** The newest code that was mailed to a person. */
export function mailedCode(server: TestServer, email: string): string {
  const mail = server.mailbox.messages().findLast(({ to }) => to === email);
  const code = /\b\d{8}\b/.exec(mail?.text ?? '')?.[0];
  if (code === undefined) throw new Error(`no code was mailed to ${email}`);
  return code;
}

export interface Enrolled {
  readonly answer: Answer;
  readonly secret: string;
  readonly codes: readonly string[];
}

/** Goes through mailbox, set-up and recovery codes from whichever of these pages is shown. */
export async function enroll(
  server: TestServer,
  browser: Browser,
  from: Answer,
  email: string,
): Promise<Enrolled> {
  let page = from;
  if (page.name === 'mailbox') page = await browser.submit(page, { code: mailedCode(server, email) });
  const secret = page.page.querySelector('#totp-secret')?.text.trim() ?? '';
  page = await browser.submit(page, { code: codeOf(secret) });
  const codes = page.page.querySelectorAll('#recovery-codes li').map((item) => item.text.trim());
  const answer = await browser.submit(page, { kept: codes[0]?.slice(-4) ?? '' });
  return { answer, secret, codes };
}
