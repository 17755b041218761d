import { ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { Application } from '../../harness/application.ts';
import { Browser } from '../../harness/browser.ts';
import { invite } from '../../harness/invitations.ts';
import { mailsTo, resetLinkFor } from '../../harness/mails.ts';
import { forApi } from '../../harness/scopes.ts';
import type { TestServer } from '../../harness/server.ts';
import {
  enroll,
  mailedCode,
  passPassword,
  seed,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { type Canaries, noteBrowser, noteMembers } from './canaries.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The forms in which bytes stand in text. */
function noteBytes(canaries: Canaries, bytes: Buffer, what: string): void {
  for (const encoding of ['hex', 'base64', 'base64url'] as const)
    canaries.set(bytes.toString(encoding).replace(/=+$/, ''), `${what} in ${encoding}`);
  canaries.set(bytes.toString('hex').toUpperCase(), `${what} in hex`);
}

/** A seed as it is shown, and its bytes. */
function noteSeed(canaries: Canaries, seed: string, whose: string): void {
  const bits = [...seed].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  canaries.set(seed, `seed of ${whose}`);
  canaries.set(seed.toLowerCase(), `seed of ${whose}`);
  noteBytes(canaries, bytes, `seed of ${whose}`);
}

/** What somebody signs in with. */
export function notePerson(canaries: Canaries, { email, password, secret }: TestPerson): void {
  if (secret !== null) noteSeed(canaries, secret, email);
  canaries.set(password, 'password');
}

/**
 * Every secret that the database keeps: sealed columns, hashes of passwords, codes, links, cookies and devices. The chain
 * of the log is made to be shown.
 */
export async function noteDatabase(canaries: Canaries, { countersign }: TestServer): Promise<void> {
  const { sql } = countersign.db;
  const columns = await sql<{ place: string; name: string; column: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS place, table_name AS name, column_name AS column
     FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type = 'bytea' AND table_name NOT LIKE 'audit%'`,
  );
  for (const { place, name, column } of columns) {
    const rows = await sql<{ value: Buffer }>(
      `SELECT DISTINCT "${column}" AS value FROM ${place} WHERE length("${column}") >= 8`,
    );
    for (const { value } of rows) noteBytes(canaries, Buffer.from(value), `${name}.${column}`);
  }
  const sealed = await sql<{ text: string }>(
    "SELECT detail ->> 'sealed' AS text FROM one_time_links UNION SELECT password_hash FROM users",
  );
  for (const { text } of sealed) {
    if (text === null) continue;
    canaries.set(text, 'sealed detail or password hash');
    const [, digest] = /\$([^$]{20,})$/.exec(text) ?? [];
    if (digest !== undefined) canaries.set(digest, 'password hash');
  }
}

/** Tokens of all links, and the codes, that were mailed to others than these. */
export async function noteMails(
  canaries: Canaries,
  server: TestServer,
  admins: ReadonlySet<string>,
): Promise<void> {
  for (const { to, text } of server.mailbox.messages()) {
    if (admins.has(to)) continue;
    // What ends the address of somebody's page at the operator's is their id, which stands in addresses of the console as well.
    for (const [, token = ''] of text.matchAll(/https?:\/\/\S+(?<!\/operator\/users)\/([\w-]{20,})/g))
      canaries.set(token, `link to ${to}`);
    const code = /\b\d{8}\b/.exec(text)?.[0];
    if (code !== undefined) canaries.set(code, `code to ${to}`);
  }
}

/** Tomas at an application: cookies, and tokens of every kind. */
async function noteSession(canaries: Canaries, { server, application, tomas }: World): Promise<void> {
  const browser = new Browser();
  const { answer } = await signIn(application, tomas, { browser });
  await noteBrowser(canaries, browser, answer);
  noteMembers(canaries, await application.redeem(answer));
  const offline = { scope: 'openid offline_access', prompt: 'consent' };
  const consent = await application.start(browser, offline);
  noteMembers(canaries, await application.redeem(await browser.submit(consent)));
  const asked = forApi(server);
  noteMembers(canaries, await application.redeem(await application.start(browser, asked), asked.resource));
}

/** Mina sets an app up; her codes count in every form in which they are typed. */
async function noteEnrolment(canaries: Canaries, { server, application, mina }: World): Promise<void> {
  const { browser, answer } = await passPassword(application, mina);
  canaries.set(mailedCode(server, mina.email), `code to ${mina.email}`);
  const { secret, codes, answer: last } = await enroll(server, browser, answer, mina.email);
  await noteBrowser(canaries, browser, last);
  noteSeed(canaries, secret, 'mina');
  for (const code of codes)
    for (const form of [code, code.replaceAll('-', ''), code.toUpperCase()])
      canaries.set(form, 'recovery code');
}

/** A change of address, reset links and an invitation that are under way. */
async function begin(world: World): Promise<void> {
  const { server, slug, tomas, greta } = world;
  const { token } = await apiOf(world, tomas, { step: 1 });
  const change = { password: tomas.password, new_email: `thomas@new.${slug}.example` };
  await new ApiClient(server, token).post('/me/email', change);
  for (const { email } of [tomas, greta]) await resetLinkFor(server, email);
  await invite(world, await operatorOf(world), { email: `nora@${slug}.example` });
  await mailsTo(server, change.new_email);
}

/**
 * Fills a world with whatever can be secret in it, and answers all of that.
 * @param more people with an app, besides Tomas
 */
export async function secretsOf(world: World, more: readonly TestPerson[]): Promise<Canaries> {
  const canaries: Canaries = new Map();
  const { server, slug, tomas } = world;
  for (const person of [tomas, ...more]) notePerson(canaries, person);
  const typed = `${tomas.password} mistyped`;
  await passPassword(world.application, { ...tomas, password: typed });
  const own = `${slug}-secret-client`;
  await seed(server, {
    clients: [{ client_id: own, client_secret: `sealed-${own}`, redirect_uris: ['https://a.example/'] }],
  });
  await Application.discover(server.issuer, own, `sealed-${own}`);
  for (const id of [own, `${slug}-one`, `${slug}-two`])
    canaries.set(id === own ? `sealed-${own}` : `secret-of-${id}`, 'client secret');
  await noteSession(canaries, world);
  await noteEnrolment(canaries, world);
  await begin(world);
  return canaries;
}
