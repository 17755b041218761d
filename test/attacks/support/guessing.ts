import { expect } from 'chai';
import type { Application } from '../../harness/application.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import type { TestServer } from '../../harness/server.ts';
import { codeOf, passPassword, type TestPerson } from '../../harness/world.ts';
import { type AuditRow, auditOf } from './audit-rows.ts';

/** A sign-in of somebody who knew the password and now stands before the code page. */
export interface Guesser {
  readonly browser: Browser;
  /** Address of the code page. */
  readonly url: string;
}

/** Failures that cost no wait; the cap of one burst. */
export const freeFailures = 5;

/** Failures after which no code is compared any more. */
export const hardStop = 50;

/** Passes the password and stops at the code page. */
export async function openChallenge(
  application: Application,
  person: TestPerson,
  browser = new Browser(),
): Promise<Guesser> {
  const { answer } = await passPassword(application, person, { browser });
  expect(answer.name).to.equal('challenge');
  return { browser, url: answer.url };
}

/** Posts one code; the redirect of a right one is not followed. */
export function guess({ browser, url }: Guesser, code: string): Promise<Answer> {
  return browser.post(url, { action: 'continue', code });
}

/** So many different codes that the app shows neither now nor within two steps. */
export function wrongCodes(person: TestPerson, count: number): string[] {
  const shown = new Set([-2, -1, 0, 1, 2].map((steps) => rightCode(person, steps)));
  const codes = Array.from({ length: count + shown.size }, (_, n) => String(100_003 + n * 17));
  return codes.filter((code) => !shown.has(code)).slice(0, count);
}

/** The code that the app of a person with TOTP shows. */
export function rightCode({ secret }: TestPerson, steps = 0): string {
  if (secret === null) throw new Error('this person has no app');
  return codeOf(secret, steps);
}

/** How often each status was answered. */
export function tally(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/**
 * That nothing was compared, and how long to wait.
 * @param longestSeconds of the wait; a request that was under way when it began is told a second more at most
 */
export function expectLocked(answers: readonly Answer[], longestSeconds: number): void {
  for (const answer of answers) {
    expect(answer.status).to.equal(429);
    expect(Number(answer.headers.get('retry-after'))).to.be.within(1, longestSeconds + 1);
    expect(answer.location).to.equal(null);
  }
}

/** The codes that were compared and found wrong, oldest first. */
export function failedChallenges(server: TestServer, person: TestPerson): Promise<AuditRow[]> {
  return eventsOf(server, person, 'authenticator.challenge_failed');
}

export async function eventsOf(server: TestServer, person: TestPerson, type: string): Promise<AuditRow[]> {
  return (await auditOf(server, person.email)).filter((row) => row.type === type);
}

/** Mails to a person that tell of the lock, over all servers that may have sent one; what waits is sent first. */
export async function lockMails(person: TestPerson, ...servers: readonly TestServer[]): Promise<number> {
  await servers[0]?.countersign.jobs.runDue(new Date());
  const mails = servers.flatMap(({ mailbox }) => mailbox.messages());
  return mails.filter(({ to, subject }) => to === person.email && subject.includes('too many wrong codes'))
    .length;
}

/** The failures that the account carries now. */
export async function failuresOf(server: TestServer, { email }: TestPerson): Promise<number> {
  const [row] = await server.database.dataSource.query<{ failures: number }[]>(
    'SELECT second_factor_failures AS failures FROM users WHERE email = $1',
    [email],
  );
  if (row === undefined) throw new Error(`nobody is called ${email}`);
  return row.failures;
}

/** How many factors and recovery codes are stored of a person. */
export async function factorsOf(
  server: TestServer,
  { email }: TestPerson,
): Promise<{ totp: number; codes: number }> {
  const [row] = await server.database.dataSource.query<{ totp: number; codes: number }[]>(
    `SELECT (SELECT count(*)::int FROM authenticators a WHERE a.user_id = u.id) AS totp,
       (SELECT count(*)::int FROM recovery_codes r WHERE r.user_id = u.id) AS codes
     FROM users u WHERE u.email = $1`,
    [email],
  );
  if (row === undefined) throw new Error(`nobody is called ${email}`);
  return row;
}
