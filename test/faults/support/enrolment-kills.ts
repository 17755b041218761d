import type { IDToken } from 'openid-client';
import { hashRecoveryCode } from '../../../src/authenticators/recovery-codes.ts';
import type { OpenDb } from '../../../src/stores.ts';
import type { Application } from '../../harness/application.ts';
import type { Answer } from '../../harness/browser.ts';
import { codeOf, everyoneNow, passPassword, type TestPerson } from '../../harness/world.ts';
import { wrongAmr } from './amr-oracle.ts';
import { type Crowd, seedCrowd } from './fault-people.ts';
import type { FaultWorld } from './fault-world.ts';
import { amidAnswers, InterruptedBrowser, unlessCut } from './interrupted-browser.ts';
import { halfEnrolled } from './invariants.ts';

export interface EnrolmentFigures {
  readonly enrolments: number;
  readonly kills: number;
  /** Whose connection broke before they were back at the application. */
  readonly cutOff: number;
  /** Of these, whose factor had been stored by then. */
  readonly storedUnseen: number;
  /** I3: only a part of a factor, its recovery codes and its event is there. */
  readonly halfEnrolled: readonly string[];
  /** Who has other recovery codes than they were shown. */
  readonly foreignCodes: readonly string[];
  /** How often anybody had to begin again at the application, at the most. */
  readonly mostRetries: number;
  /** I1. */
  readonly wrongAmr: readonly string[];
}

/** One person on the way, with what their screen has shown them. */
interface Enrolling {
  readonly person: TestPerson;
  readonly browser: InterruptedBrowser;
  readonly application: Application;
  secret: string;
  codes: readonly string[];
  retries: number;
}

/** People enrol at the fragile server, so many at a time; it is killed meanwhile, and they go on at the other one. */
export async function killEnrolments(
  world: FaultWorld,
  { enrolments, perKill }: { readonly enrolments: number; readonly perKill: number },
): Promise<EnrolmentFigures> {
  const enforcement = { ...everyoneNow, enrollment_proof: 'none' };
  const crowd = await seedCrowd(world, { members: enrolments, enforcement });
  const all: Enrolling[] = [];
  const cut: Enrolling[] = [];
  const tokens: IDToken[] = [];
  const half = new Set<string>();
  let storedUnseen = 0;
  for (let from = 0; from < enrolments; from += perKill) {
    const batch = await openBatch(world, crowd, crowd.people.slice(from, from + perKill));
    const broken = await interrupt(world, batch, tokens);
    for (const email of await halfEnrolled(world.db, crowd.slug)) half.add(email);
    storedUnseen += await storedOf(world.db, broken);
    const finishing = broken.map((each, index) => {
      each.browser.routeTo(world.steady);
      return finish(each, index % 2 === 0 ? 'reload' : 'begin again');
    });
    tokens.push(...(await Promise.all(finishing)));
    all.push(...batch.map(({ enrolling }) => enrolling));
    cut.push(...broken);
  }
  for (const email of await halfEnrolled(world.db, crowd.slug)) half.add(email);
  return {
    enrolments,
    kills: Math.ceil(enrolments / perKill),
    cutOff: cut.length,
    storedUnseen,
    halfEnrolled: [...half],
    foreignCodes: await withForeignCodes(world.db, all),
    mostRetries: Math.max(...all.map(({ retries }) => retries)),
    wrongAmr: await wrongAmr(world.db, tokens),
  };
}

/** Everybody of a batch at the set-up page of the fragile server. */
async function openBatch(world: FaultWorld, crowd: Crowd, people: readonly TestPerson[]) {
  const server = await world.fragile();
  return Promise.all(
    people.map(async (person) => {
      const browser = new InterruptedBrowser(world.issuer, server);
      const application = crowd.application();
      const { answer } = await passPassword(application, person, { browser });
      if (answer.name !== 'enroll') throw new Error(`not at the set-up page: ${answer.name}`);
      const enrolling: Enrolling = { person, browser, application, secret: '', codes: [], retries: 0 };
      return { enrolling, page: answer };
    }),
  );
}

/** Lets all of them confirm at once and kills their server; answers whom that cut off. */
async function interrupt(
  world: FaultWorld,
  batch: readonly { readonly enrolling: Enrolling; readonly page: Answer }[],
  tokens: IDToken[],
): Promise<Enrolling[]> {
  const amid = amidAnswers(batch.map(({ enrolling }) => enrolling.browser));
  const running = batch.map(({ enrolling, page }) => unlessCut(goThrough(enrolling, page)));
  await amid;
  await world.killFragile();
  const backs = await Promise.all(running);
  const broken: Enrolling[] = [];
  for (const [index, back] of backs.entries()) {
    const enrolling = batch[index]?.enrolling;
    if (enrolling === undefined) continue;
    if (back === 'cut') broken.push(enrolling);
    else tokens.push(await tokenOf(enrolling, back));
  }
  return broken;
}

/** As a person does whose page did not come: by "reload", or from the beginning. */
async function finish(enrolling: Enrolling, by: 'reload' | 'begin again'): Promise<IDToken> {
  const { browser, application, person } = enrolling;
  if (by === 'reload') {
    const page = await browser.reload();
    // Whatever the server had done already is not done again: that page says so, and they begin anew.
    if (page.status < 400) return tokenOf(enrolling, await goThrough(enrolling, page));
  }
  enrolling.retries += 1;
  const { answer } = await passPassword(application, person, { browser });
  return tokenOf(enrolling, await goThrough(enrolling, answer));
}

/** From any page to the application. */
async function goThrough(enrolling: Enrolling, from: Answer): Promise<Answer> {
  let page = from;
  while (page.location === null) {
    if (page.status >= 400) throw new Error(`${page.name} with ${page.status}: ${page.body.slice(0, 500)}`);
    page = await enrolling.browser.submit(page, fieldsOf(enrolling, page));
  }
  return page;
}

function fieldsOf(enrolling: Enrolling, { name, page }: Answer): Record<string, string> {
  switch (name) {
    case 'password':
      return { email: enrolling.person.email, password: enrolling.person.password };
    case 'enroll':
      enrolling.secret = page.querySelector('#totp-secret')?.text.trim() ?? '';
      return { code: codeOf(enrolling.secret) };
    case 'recovery-codes':
      enrolling.codes = page.querySelectorAll('#recovery-codes li').map(({ text }) => text.trim());
      return { kept: enrolling.codes[0]?.slice(-4) ?? '' };
    case 'challenge':
      // The step of the enrolment is spent.
      return { code: codeOf(enrolling.secret, 1) };
    default:
      throw new Error(`nobody enrols on the page ${name}`);
  }
}

async function tokenOf({ application }: Enrolling, back: Answer): Promise<IDToken> {
  const claims = (await application.redeem(back)).claims();
  if (claims === undefined) throw new Error('there is no ID token');
  return claims;
}

async function storedOf({ sql }: OpenDb, enrolling: readonly Enrolling[]): Promise<number> {
  const emails = enrolling.map(({ person }) => person.email);
  const rows = await sql(
    'SELECT 1 FROM authenticators a JOIN users u ON u.id = a.user_id WHERE u.email = ANY($1)',
    [emails],
  );
  return rows.length;
}

async function withForeignCodes(
  { sql, authenticators }: OpenDb,
  all: readonly Enrolling[],
): Promise<string[]> {
  const foreign: string[] = [];
  const key = await authenticators.recoveryCodeKey(new Date());
  for (const { person, codes } of all) {
    const rows = await sql<{ userId: string; hash: Buffer }>(
      'SELECT u.id AS "userId", r.hash FROM recovery_codes r JOIN users u ON u.id = r.user_id WHERE u.email = $1',
      [person.email],
    );
    const shown = hashRecoveryCode(key, rows[0]?.userId ?? '', codes[0] ?? '');
    if (rows.length !== codes.length || !rows.some(({ hash }) => shown.equals(hash)))
      foreign.push(person.email);
  }
  return foreign;
}
