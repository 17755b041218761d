import { expect } from 'chai';
import type { ApiClient } from './api.ts';
import { type Answer, Browser } from './browser.ts';
import { deliver } from './mails.ts';
import type { TestServer } from './server.ts';
import { codeOf, enroll, password, type TestPerson, type World } from './world.ts';

/** Invites and answers the link that the mail carries. */
export async function invite(
  world: Pick<World, 'server' | 'slug'>,
  api: ApiClient,
  body: Readonly<Record<string, unknown>> & { readonly email: string },
): Promise<{ readonly id: string; readonly link: string }> {
  const answer = await api.post(`/organizations/${world.slug}/invitations`, body);
  expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  return { id: answer.body.id, link: await mailedLink(world.server, body.email) };
}

/** The link of the newest mail to somebody, as an address of this server. */
export async function mailedLink(server: TestServer, email: string): Promise<string> {
  await deliver(server);
  const mails = server.mailbox.messages().filter(({ to }) => to.toLowerCase() === email.trim().toLowerCase());
  const path = mails.map(({ text }) => /\/invitations\/[\w-]+/.exec(text)?.[0]).findLast(Boolean);
  if (path === undefined) throw new Error(`no invitation was mailed to ${email}`);
  return `${server.address}${path}`;
}

/** Opens a link and presses the button of its page; `name` and `new_password` where an account is made. */
export async function follow(
  link: string,
  { browser = new Browser(), fields = {} }: { browser?: Browser; fields?: Record<string, string> } = {},
): Promise<{ browser: Browser; answer: Answer }> {
  const page = await browser.open(link);
  return { browser, answer: page.name === 'join' ? await browser.submit(page, fields) : page };
}

/** An account of one's own on the way, up to the page that asks for its password. */
export function signUp(link: string, browser = new Browser()): Promise<{ browser: Browser; answer: Answer }> {
  return follow(link, { browser, fields: { name: 'Nora', new_password: password } });
}

/** Gives e-mail and password, and the code where one is asked. */
export async function signInAt(
  browser: Browser,
  page: Answer,
  person: TestPerson,
  step = 0,
): Promise<Answer> {
  const next = await browser.submit(page, { email: person.email, password: person.password });
  if (next.name !== 'challenge' || person.secret === null) return next;
  return browser.submit(next, { code: codeOf(person.secret, step) });
}

/** Somebody without an account: signs up, signs in, sets a factor up if asked; answers where it ends. */
export async function joinAnew(server: TestServer, link: string, email: string): Promise<Answer> {
  const { browser, answer } = await signUp(link);
  const next = await signInAt(browser, answer, { email, password, secret: null });
  return next.name === 'mailbox' ? (await enroll(server, browser, next, email)).answer : next;
}

/** E-mails and roles of the members, as stored. */
export async function membersOf({
  server,
  slug,
}: Pick<World, 'server' | 'slug'>): Promise<Record<string, string>> {
  const rows = await server.countersign.db.sql<{ email: string; role: string }>(
    `SELECT u.email, m.role FROM members m JOIN users u ON u.id = m.user_id
     JOIN organizations o ON o.id = m.organization_id WHERE o.slug = $1 ORDER BY u.email`,
    [slug],
  );
  return Object.fromEntries(rows.map(({ email, role }) => [email, role]));
}

/** Presses the button of an invitation in a signed-in browser, and stops before the way back is opened. */
export async function untilCallback(browser: Browser, link: string): Promise<string> {
  let answer = await browser.post(link, { action: 'continue' });
  while (answer.location !== null && !answer.location.includes('/invitations/callback?')) {
    answer = await browser.request(answer.location);
  }
  if (answer.location === null) throw new Error(`no way back: ${answer.name} ${answer.status}`);
  return answer.location;
}

/** Another browser with the same cookies. */
export async function twinOf(browser: Browser, twin = new Browser()): Promise<Browser> {
  for (const cookie of (await browser.jar.serialize()).cookies) {
    const { key, value, path = '/' } = cookie;
    await twin.jar.setCookie(`${key}=${value}; path=${path}`, 'http://localhost/');
  }
  return twin;
}
