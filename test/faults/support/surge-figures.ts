import { readFileSync } from 'node:fs';
import type { OpenDb } from '../../../src/stores.ts';
import { passPassword, type TestPerson } from '../../harness/world.ts';
import { type BystanderFigures, openChallenges, startBystanders } from './bystanders.ts';
import { type Crowd, seedCrowd } from './fault-people.ts';
import type { FaultWorld } from './fault-world.ts';
import { hangUp, measureCapacity, offerPasswords, openPages, percentile, type SurgeAnswer } from './surge.ts';

/** How many times its capacity a server is offered. */
const overload = 10;

export interface SurgeFigures {
  /** Passwords compared a second on the quiet server, C: the mean of before and after, since no machine is steady. */
  readonly capacity: number;
  readonly offered: number;
  /** Compared a second during the surge, as a share of C. */
  readonly goodput: number;
  readonly admittedP99Ms: number;
  /** Known people with the right password who were admitted and yet did not get on. */
  readonly admittedAndRefused: number;
  readonly refused: number;
  readonly refusedP99Ms: number;
  /** Refused ones that were counted as a failed try of their account all the same. */
  readonly chargedForNothing: number;
  /** Answers that are neither 303, 422 nor 503. */
  readonly otherAnswers: readonly number[];
  /** Distinct values of Retry-After, in seconds, ascending; `NaN` for a missing one. */
  readonly retryAfter: readonly number[];
  readonly bystanders: BystanderFigures;
  /** Growth of the resident memory of the server, MiB. */
  readonly grownMiB: number;
  /** From the end of the surge to a sign-in that took no longer than usual. */
  readonly backToNormalMs: number;
}

export interface SurgeOptions {
  readonly seconds: number;
  readonly capacitySeconds: number;
  /** Milliseconds between two requests of each bystander. */
  readonly everyMs: number;
}

/** Offers the steady server ten times what it can hash, and asks it for other things meanwhile. */
export async function outlastSurge(world: FaultWorld, options: SurgeOptions): Promise<SurgeFigures> {
  const quiet = await seedCrowd(world, { members: 1 });
  const codes = Math.ceil((options.seconds * 1000) / options.everyMs / 4);
  const challenges = await openChallenges(
    await seedCrowd(world, { members: Math.min(codes, 150), withTotp: 'everybody' }),
  );
  const [stillPage] = await openPages(quiet, 1);
  if (stillPage === undefined) throw new Error('no page was opened');
  const before = await measureCapacity(stillPage, options.capacitySeconds);
  const perSecond = Math.ceil(before * overload);
  const emails = await addKnown(world, quiet, perSecond * options.seconds);
  // The admitted of the whole surge, those that wait for their turn, and those whose refusal is on its way.
  const pages = await openPages(quiet, Math.ceil((before * (options.seconds + 4)) / 2 + 50));
  const charged = await chargedIn(world.db);
  const memory = residentMiB(world.steady.pid);
  const bystanders = await startBystanders(world.issuer, quiet, challenges, options);
  const startedAt = performance.now();
  const answers = await offerPasswords({ pages, stillPage, emails }, { perSecond, seconds: options.seconds });
  const tookSeconds = (performance.now() - startedAt) / 1000;
  const wrong = answers.filter(({ status }) => status === 422).length;
  const chargedForNothing = (await chargedIn(world.db)) - charged - wrong;
  const backToNormalMs = await untilNormal(quiet, before);
  const asked = await bystanders.stop();
  const grownMiB = residentMiB(world.steady.pid) - memory;
  const capacity = (before + (await measureCapacity(stillPage, options.capacitySeconds))) / 2;
  hangUp();
  return {
    capacity,
    ...figuresOf(answers, capacity, tookSeconds),
    chargedForNothing,
    bystanders: asked,
    grownMiB,
    backToNormalMs,
  };
}

function figuresOf(answers: readonly SurgeAnswer[], capacity: number, tookSeconds: number) {
  const refused = answers.filter(({ status }) => status === 503);
  const admitted = answers.filter(({ status }) => status !== 503);
  const waits = refused.map(({ retryAfter }) => (retryAfter === null ? Number.NaN : Number(retryAfter)));
  return {
    offered: answers.length,
    goodput: admitted.length / tookSeconds / capacity,
    admittedP99Ms: percentile(
      admitted.map(({ tookMs }) => tookMs),
      0.99,
    ),
    admittedAndRefused: admitted.filter(({ who, status }) => status !== (who === 'known' ? 303 : 422)).length,
    refused: refused.length,
    refusedP99Ms: percentile(
      refused.map(({ tookMs }) => tookMs),
      0.99,
    ),
    otherAnswers: [...new Set(admitted.map(({ status }) => status))].filter(
      (status) => status !== 303 && status !== 422,
    ),
    retryAfter: [...new Set(waits)].toSorted((one, other) => one - other),
  };
}

/** People with the one password, in no organization: too many to seed one by one. */
async function addKnown({ db, passwordHash }: FaultWorld, { slug }: Crowd, count: number): Promise<string[]> {
  const rows = await db.sql<{ email: string }>(
    `INSERT INTO users (id, email, email_verified, profile, password_hash, password_is_short, created_at)
     SELECT gen_random_uuid(), 'known' || n || '@' || $1 || '.example', true, '{}', $2, false, now()
     FROM generate_series(1, $3::int) n RETURNING email`,
    [slug, passwordHash, count],
  );
  return rows.map(({ email }) => email);
}

/** Accounts and sources with a failed try; a success takes it back. */
async function chargedIn({ sql }: OpenDb): Promise<number> {
  const [row] = await sql<{ count: number }>('SELECT count(*)::int AS count FROM throttles');
  return row?.count ?? -1;
}

/** Until a sign-in takes no longer than three comparisons and a little. */
async function untilNormal(crowd: Crowd, capacity: number): Promise<number> {
  const endedAt = performance.now();
  for (;;) {
    const startedAt = performance.now();
    const [person] = crowd.people as readonly [TestPerson];
    const { answer } = await passPassword(crowd.application(), person);
    const isUsual = performance.now() - startedAt < 3000 / capacity + 200;
    if ((answer.location !== null && isUsual) || performance.now() - endedAt > 20_000)
      return performance.now() - endedAt;
  }
}

/** @see proc(5): the second field of statm is the resident set in pages */
function residentMiB(pid: number): number {
  return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 2 ** 20;
}
