import { randomUUID } from 'node:crypto';
import { parse } from 'node-html-parser';
import { stringify } from 'yaml';
import { newTotpSecret } from '../../../src/authenticators/totp.ts';
import { shippedPlans } from '../../../src/config/plans.ts';
import { createPasswordHasher } from '../../../src/passwords/password-hashing.ts';
import { applyDocument } from '../../../src/seeding/apply.ts';
import { readSeedingDocument } from '../../../src/seeding/document.ts';
import { developmentMailboxPath } from '../../../src/web/development/development-mailbox.ts';
import { type Application, redirectUri } from '../../harness/application.ts';
import type { Answer, Browser } from '../../harness/browser.ts';
import { everyScope } from '../../harness/scopes.ts';
import { until } from '../../harness/until.ts';
import { codeOf, password, type TestPerson } from '../../harness/world.ts';
import type { ProcessPair, SharedProcesses } from './server-processes.ts';
import { spreadApplication } from './spread.ts';

/** The people of one test, and clients whose requests go to both processes in turn. */
export interface People {
  /** The organization's. */
  readonly slug: string;
  /** Member, with TOTP. */
  readonly tomas: TestPerson;
  /** Member, without TOTP. */
  readonly mina: TestPerson;
  /** In no organization, without TOTP. */
  readonly greta: TestPerson;
  readonly application: Application;
  /** Asks for a second factor from everybody. */
  readonly strictApplication: Application;
}

const hasher = createPasswordHasher();

/** Writes people of their own into the database that both processes have. */
export async function createPeople(
  processes: SharedProcesses,
  enforcement?: Readonly<Record<string, unknown>>,
): Promise<People> {
  const slug = `p${randomUUID().slice(0, 8)}`;
  const person = (name: string, secret: string | null) => ({
    email: `${name}@${slug}.example`,
    password,
    secret,
  });
  const [tomas, mina, greta] = [
    person('tomas', newTotpSecret()),
    person('mina', null),
    person('greta', null),
  ] as const;
  const members = [
    { email: tomas.email, role: 'owner' },
    { email: mina.email, role: 'member' },
  ];
  await seedNow(processes, {
    users: [tomas, mina, greta].map(userDocument),
    organizations: [{ slug, name: slug, members, ...(enforcement === undefined ? {} : { enforcement }) }],
    clients: [clientDocument(slug), { ...clientDocument(`${slug}-strict`), require_acr: 2 }],
  });
  const application = await spreadApplication(processes, slug);
  const strictApplication = await spreadApplication(processes, `${slug}-strict`);
  return { slug, tomas, mina, greta, application, strictApplication };
}

/** Writes a seeding document into the database of the processes. */
export async function seedNow({ db }: SharedProcesses, document: unknown): Promise<void> {
  const read = readSeedingDocument(stringify(document));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const mail = { issuer: new URL('http://localhost:3000'), isMailWorking: async () => true };
  const deps = { db, hasher, plans: shippedPlans, defaultPlan: 'enterprise', ...mail };
  await applyDocument(deps, read.document, { mode: 'write', now: new Date() });
}

function userDocument({ email, secret }: TestPerson) {
  return { email, email_verified: true, password, ...(secret === null ? {} : { totp: { secret } }) };
}

function clientDocument(id: string) {
  return {
    client_id: id,
    client_secret: `secret-of-${id}`,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    first_party: true,
    scope: everyScope,
  };
}

/** A mail that one of the processes has kept. */
interface ShownMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The same once everything that waits has gone out: a notice waits for the next look into the queue. */
export async function noticesTo(processes: SharedProcesses, email: string): Promise<ShownMail[]> {
  await until('the mails to go out', async () => {
    const waiting = await processes.db.sql(
      "SELECT 1 FROM pgboss.job WHERE name = 'send-mail' AND state IN ('created', 'retry', 'active') LIMIT 1",
    );
    return waiting.length === 0;
  });
  return mailsTo(processes, email);
}

/** The mails to a person of both processes; each shows only those that it sent itself. */
export async function mailsTo({ servers }: ProcessPair, email: string): Promise<ShownMail[]> {
  const pages = servers.map(async ({ address }) =>
    (await fetch(`${address}${developmentMailboxPath}`)).text(),
  );
  return (await Promise.all(pages)).flatMap(shownMails).filter(({ to }) => to.includes(email));
}

function shownMails(html: string): ShownMail[] {
  // By itself it leaves what stands in `pre` as it is written, the markup of links included.
  return parse(html, { blockTextElements: {} })
    .querySelectorAll('article.mail')
    .map((mail) => {
      const textOf = (selector: string) => mail.querySelector(selector)?.text.trim() ?? '';
      return { to: textOf('.help'), subject: textOf('h2'), text: textOf('pre') };
    });
}

/** Goes through mailbox, set-up and recovery codes; answers the codes and what came of it. */
export async function enrollAt(
  processes: ProcessPair,
  browser: Browser,
  mailboxPage: Answer,
  { email }: TestPerson,
): Promise<{ readonly answer: Answer; readonly codes: readonly string[] }> {
  const mails = await mailsTo(processes, email);
  const code = mails.map(({ text }) => /\b\d{8}\b/.exec(text)?.[0]).find((found) => found !== undefined);
  const setUp = await browser.submit(mailboxPage, { code: code ?? 'no code was mailed' });
  const secret = setUp.page.querySelector('#totp-secret')?.text.trim() ?? '';
  const listed = await browser.submit(setUp, { code: codeOf(secret) });
  const codes = listed.page.querySelectorAll('#recovery-codes li').map((item) => item.text.trim());
  return { answer: await browser.submit(listed, { kept: codes[0]?.slice(-4) ?? '' }), codes };
}
