import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { hashTicketCode, newTicketCode } from '../../../src/links/enrollment-ticket.ts';
import { type ApiClient, apiOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { SecurityKeySimulator } from '../../harness/security-key.ts';
import { codeOf, mailedCode, seed, signIn, type TestPerson, type World } from '../../harness/world.ts';

/** Everyone must have MFA from now on, and this follows when a member removes their last factor. */
export const everyoneWith = (self_disable: 'forbid' | 'remove' | 'suspend') => ({
  required: 'everyone',
  activation: 'immediately',
  sessions: 'keep',
  self_disable,
});

/** One more organization on the world's server; Greta owns it where no other owner is named. @returns its slug */
export async function anotherOrganization(
  world: World,
  enforcement: Readonly<Record<string, unknown>> | null,
  members: readonly { readonly email: string; readonly role: string }[],
): Promise<string> {
  const slug = `o${randomUUID().slice(0, 8)}`;
  const greta = members.some(({ role }) => role === 'owner')
    ? []
    : [{ email: world.greta.email, role: 'owner' }];
  const base = { slug, name: slug.toUpperCase(), plan: 'enterprise', members: [...greta, ...members] };
  await seed(world.server, { organizations: [enforcement === null ? base : { ...base, enforcement }] });
  return slug;
}

/** Subjects of what was mailed to somebody, once everything that waits has gone out. */
export async function subjectsTo({ server }: World, email: string): Promise<readonly string[]> {
  await server.countersign.jobs.runDue(new Date());
  return server.mailbox
    .messages()
    .filter(({ to }) => to === email)
    .map(({ subject }) => subject);
}

/** The link in the newest mail to somebody. */
export async function linkTo({ server }: World, email: string, path: string): Promise<string> {
  await server.countersign.jobs.runDue(new Date());
  const mails = server.mailbox.messages().filter(({ to, text }) => to === email && text.includes(path));
  const link = new RegExp(`\\S*${path}\\S+`).exec(mails.at(-1)?.text ?? '')?.[0];
  if (link === undefined) throw new Error(`no link was mailed to ${email}`);
  return link;
}

/** Types of the events of a person, oldest first. */
export async function eventsOf({ server }: World, email: string): Promise<readonly string[]> {
  const rows = await server.countersign.db.sql<{ type: string }>(
    `SELECT e.type FROM audit_events e JOIN users u ON u.id = e.user_id WHERE u.email = $1 ORDER BY e.at, e.id`,
    [email],
  );
  return rows.map(({ type }) => type);
}

/** Gives somebody a ticket of the world's organization. */
export async function ticketFor({ server, slug }: World, email: string): Promise<string> {
  const { db } = server.countersign;
  const [person, organization] = [await db.people.byEmail(email), await db.organizations.findBySlug(slug)];
  const code = newTicketCode();
  const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 60_000)];
  await db.oneTimeLinks.create({
    ...{ tokenHash: hashTicketCode(code), kind: 'enrollment_ticket', detail: null, createdAt, expiresAt },
    userId: person?.user.id ?? '',
    organizationId: organization?.id ?? null,
  });
  return code;
}

export interface Enrolled {
  readonly id: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** Registers a key through the API, with the mailed code where one is asked for. */
export async function enrollKeyBy(
  { server }: World,
  api: ApiClient,
  email: string,
  {
    nickname,
    key = new SecurityKeySimulator(server.issuer),
  }: {
    readonly nickname?: string;
    readonly key?: SecurityKeySimulator;
  } = {},
): Promise<{
  readonly id: string;
  readonly key: SecurityKeySimulator;
  readonly recoveryCodes: readonly string[];
}> {
  const begun = await api.post('/me/authenticators', { kind: 'webauthn', ...(nickname && { nickname }) });
  expect(begun.status, JSON.stringify(begun.body)).to.equal(201);
  const { id, proof, public_key } = begun.body;
  const proven = proof === 'mailbox' ? { mailbox_code: mailedCode(server, email) } : {};
  const credential = key.register(public_key);
  const confirmed = await api.post(`/me/authenticators/${id}/confirm`, { credential, ...proven });
  expect(confirmed.status, JSON.stringify(confirmed.body)).to.equal(201);
  return { id: confirmed.body.id, key, recoveryCodes: confirmed.body.recovery_codes };
}

/** Sets up TOTP through the API, with the mailed code where one is asked for. */
export async function enrollBy(
  { server }: World,
  api: ApiClient,
  email: string,
  nickname?: string,
): Promise<Enrolled> {
  const begun = await api.post('/me/authenticators', { kind: 'totp', ...(nickname && { nickname }) });
  expect(begun.status, JSON.stringify(begun.body)).to.equal(201);
  const { id, proof, secret } = begun.body;
  const proven = proof === 'mailbox' ? { mailbox_code: mailedCode(server, email) } : {};
  const confirmed = await api.post(`/me/authenticators/${id}/confirm`, { code: codeOf(secret), ...proven });
  expect(confirmed.status, JSON.stringify(confirmed.body)).to.equal(201);
  return { id: confirmed.body.id, secret, recoveryCodes: confirmed.body.recovery_codes };
}

/** Ids of the person's factors. */
export async function factorsOf(api: ApiClient): Promise<readonly string[]> {
  const { body } = await api.get('/me/authenticators');
  return body.items.map(({ id }: { id: string }) => id);
}

/** Slugs of the organizations that the person belongs to. */
export async function organizationsOf(api: ApiClient): Promise<readonly string[]> {
  const { body } = await api.get('/me');
  return body.memberships.map((each: { organization: { slug: string } }) => each.organization.slug);
}

/** Signs in in one more browser. */
export async function anotherBrowser(world: World, person: TestPerson, step: number): Promise<Browser> {
  const { browser, answer } = await signIn(world.otherApplication, person, { step });
  expect(answer.location, answer.body.slice(0, 300)).to.include('code=');
  return browser;
}

/** Whether a browser still has a session: it comes back without any page. */
export async function isSignedIn(world: World, browser: Browser): Promise<boolean> {
  const answer = await world.otherApplication.start(browser);
  return answer.location?.includes('code=') === true;
}

/** A browser and a token of one session of it. */
export async function browserAndApi(
  world: World,
  person: TestPerson,
  step = 0,
): Promise<{ readonly browser: Browser; readonly api: ApiClient }> {
  const browser = new Browser();
  return { browser, api: await apiOf(world, person, { browser, step }) };
}

/** As if a second factor had been proven on another device that is remembered for a day. */
export async function rememberDeviceOf(
  { server }: World,
  { email }: Pick<TestPerson, 'email'>,
): Promise<void> {
  await server.countersign.db.sql(
    `INSERT INTO remembered_devices (id_hash, user_id, factor, source_prefix, proven_at, expires_at)
     SELECT decode(md5(email), 'hex'), id, 'totp', '', now(), now() + interval '1 day' FROM users WHERE email = $1`,
    [email],
  );
}

/** How many of somebody's devices are remembered. */
export async function devicesOf({ server }: World, { email }: Pick<TestPerson, 'email'>): Promise<number> {
  const rows = await server.countersign.db.sql(
    'SELECT 1 FROM remembered_devices d JOIN users u ON u.id = d.user_id WHERE u.email = $1',
    [email],
  );
  return rows.length;
}
