import { constants, setPriority } from 'node:os';
import { outlastOutages } from '../../test/faults/support/database-outage.ts';
import { startDatabaseProxy } from '../../test/faults/support/database-proxy.ts';
import { killEnrolments } from '../../test/faults/support/enrolment-kills.ts';
import { type FaultWorld, openFaultWorld } from '../../test/faults/support/fault-world.ts';
import { killMemberships } from '../../test/faults/support/membership-kills.ts';
import { restartUnderLoad } from '../../test/faults/support/rolling-restart.ts';
import { policySeenElsewhere, signInEverywhere } from '../../test/faults/support/spread-sign-ins.ts';
import { percentile } from '../../test/faults/support/surge.ts';
import { outlastSurge } from '../../test/faults/support/surge-figures.ts';
import { killSweeps } from '../../test/faults/support/sweep-kills.ts';
import { fullDisk, slowDatabase } from './database.ts';
import { mailServerDown, signOut } from './outside.ts';
import { atLeast, atMost, none, type Target, told } from './target.ts';

/** One fault at full count. */
export interface Scenario {
  /** How many, or how long, when nothing else is said. */
  readonly count: number;
  run(postgres: string, count: number): Promise<Target[]>;
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  r1: { count: 1000, run: (postgres, count) => inWorld(postgres, (world) => enrol(world, count)) },
  r2: { count: 100_000, run: enforce },
  r3: { count: 1000, run: (postgres, count) => inWorld(postgres, (world) => join(world, count)) },
  r4: { count: 20, run: outages },
  r5: { count: 10_000, run: (postgres, count) => inWorld(postgres, (world) => spread(world, count)) },
  r8: { count: 20, run: fullDisk },
  r9: { count: 20, run: slowDatabase },
  r10: {
    count: 60,
    run: (postgres, count) => inWorld(postgres, (world) => surge(world, count), { NODE_ENV: 'production' }),
  },
  r14: { count: 1000, run: signOut },
  r15: { count: 1000, run: mailServerDown },
  r17: { count: 20, run: (postgres, count) => inWorld(postgres, (world) => restarts(world, count)) },
};

async function inWorld(
  postgres: string,
  work: (world: FaultWorld) => Promise<Target[]>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Target[]> {
  const world = await openFaultWorld(postgres, { environment });
  try {
    const targets = await work(world);
    return [...targets, none('servers that ended by themselves', world.steady.isRunning() ? 0 : 1)];
  } finally {
    await world.close();
  }
}

async function enrol(world: FaultWorld, enrolments: number): Promise<Target[]> {
  const figures = await killEnrolments(world, { enrolments, perKill: 4 });
  return [
    told('enrolments', figures.enrolments),
    told('kills', figures.kills),
    told('enrolments that were cut off', figures.cutOff),
    told('of these, stored by then', figures.storedUnseen),
    none('half enrolled (I3)', figures.halfEnrolled.length),
    none('recovery codes other than shown', figures.foreignCodes.length),
    atMost('retries of anybody', figures.mostRetries, 1),
    none('tokens with a wrong amr (I1)', figures.wrongAmr.length),
  ];
}

async function enforce(postgres: string, members: number): Promise<Target[]> {
  const figures = await killSweeps(postgres, { members, kills: 10 });
  return [
    told('sweeps that were killed', figures.kills),
    told('members done by them', figures.endedByKilled),
    told('sweeps after them', figures.sweepsAfter),
    atLeast('members whose sessions have ended', figures.ended, figures.toEnd),
    none('members with another epoch or other events', figures.wrong),
    none('messages too many or too few', Math.abs(figures.jobs - figures.jobsForAll)),
    none('work that is left', figures.dueLeft),
  ];
}

async function join(world: FaultWorld, each: number): Promise<Target[]> {
  const figures = await killMemberships(world, { each, perKill: 5 });
  return [
    told('invitations accepted', figures.accepts),
    told('members removed', figures.removals),
    told('kills', figures.kills),
    told('answers that never came', figures.cutOff),
    none('invitations without membership or the reverse', figures.halfJoined),
    none('organizations above their seats (I2)', figures.overfull),
    none('members lost or left over (I4)', figures.lost),
    none('answers that were not so (I5)', figures.takenBack),
    none('people with other events (I6)', figures.wrongEvents),
  ];
}

async function outages(postgres: string, count: number): Promise<Target[]> {
  const proxy = await startDatabaseProxy(postgres);
  const world = await openFaultWorld(postgres, proxy);
  try {
    const figures = await outlastOutages(world, proxy, { outages: count, outageMs: 3000, quotaAfter: 100 });
    return [
      told('answers while the database was away', figures.answersMeanwhile),
      none('of these, not 503 with Retry-After', figures.otherAnswers.length),
      atMost('slowest of them', figures.slowestMeanwhileMs, 2000, 'ms'),
      none('codes and tokens meanwhile', figures.letIn),
      none('answers of 500, or that tell of the inside', figures.broken.length),
      atMost('until a sign-in succeeds again', figures.recoveryMs, 10_000, 'ms'),
      atLeast('good answers afterwards, share', figures.goodAfterwards, 0.99),
      atLeast('a locked account afterwards, status', figures.lockedOutAfterwards, 429),
      none('servers that ended by themselves', figures.isRunning ? 0 : 1),
    ];
  } finally {
    await world.close();
    await proxy.cut();
  }
}

/** In parts: seeding ten thousand people at once would be one transaction of minutes. */
async function spread(world: FaultWorld, signIns: number): Promise<Target[]> {
  const part = 500;
  const lost: string[] = [];
  const wrong: string[] = [];
  for (let done = 0; done < signIns; done += part) {
    const figures = await signInEverywhere(world, { signIns: Math.min(part, signIns - done), atOnce: 8 });
    lost.push(...figures.lost);
    wrong.push(...figures.wrongAmr);
  }
  for (const each of [...lost, ...wrong].slice(0, 10)) console.log(`failed: ${each}`);
  const seenMs = await policySeenElsewhere(world, 20);
  return [
    told('sign-ins', signIns),
    none('lost', lost.length),
    none('tokens with a wrong amr (I1)', wrong.length),
    atMost('a policy is seen by the other server after', seenMs, 1000, 'ms'),
  ];
}

async function surge(world: FaultWorld, seconds: number): Promise<Target[]> {
  await (await world.fragile()).stop();
  // Whoever offers has machines of their own; where they share the server's, they stand back behind it. Its start is over.
  setPriority(constants.priority.PRIORITY_LOW);
  const figures = await outlastSurge(world, { seconds, capacitySeconds: 20, everyMs: 100 });
  const { bystanders } = figures;
  const p99 = (what: string, values: readonly number[]) =>
    atMost(`${what}, p99 of ${values.length}`, percentile(values, 0.99), 200, 'ms');
  return [
    told('passwords compared a second, C', figures.capacity),
    told('offered', figures.offered),
    atLeast('compared meanwhile, share of C', figures.goodput, 0.9),
    atMost('admitted, p99', figures.admittedP99Ms, 2000, 'ms'),
    none('admitted and yet refused', figures.admittedAndRefused),
    told('refused', figures.refused),
    atMost('refused, p99', figures.refusedP99Ms, 100, 'ms'),
    none('refused and yet counted as a failed try', figures.chargedForNothing),
    none('answers of another kind', figures.otherAnswers.length),
    atLeast('shortest Retry-After', figures.retryAfter.at(0) ?? Number.NaN, 1, 's'),
    atMost('longest Retry-After', figures.retryAfter.at(-1) ?? Number.NaN, 10, 's'),
    p99('token', bystanders.tokenMs),
    p99('userinfo', bystanders.userinfoMs),
    p99('keys', bystanders.keysMs),
    p99('single sign-on', bystanders.singleSignOnMs),
    p99('second factor', bystanders.secondFactorMs),
    none('of these, failed', bystanders.failures.length),
    atMost('growth of memory', figures.grownMiB, 140, 'MiB'),
    atMost('back to normal after', figures.backToNormalMs, 10_000, 'ms'),
  ];
}

async function restarts(world: FaultWorld, count: number): Promise<Target[]> {
  const figures = await restartUnderLoad(world, { restarts: count, atOnce: 12 });
  for (const { what, why } of figures.failed) console.log(`failed: ${what}: ${why}`);
  return [
    told('servers replaced', figures.restarts),
    told('requests answered', figures.answered),
    told('sign-ins', figures.completed),
    none('requests that failed', figures.failed.length),
    none('sign-ins that failed', figures.lost.length),
    none('exit codes other than 0', figures.exitCodes.length),
    atMost('slowest stop', figures.slowestStopMs, 10_000, 'ms'),
  ];
}
