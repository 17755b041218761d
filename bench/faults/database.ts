/** Faults of the database that stay away from its connections: it is slow, or has no more room. */

import { startDatabaseProxy } from '../../test/faults/support/database-proxy.ts';
import { withEventLoopProbe } from '../../test/faults/support/event-loop.ts';
import { openFaultWorld } from '../../test/faults/support/fault-world.ts';
import { outlastFullDisk } from '../../test/faults/support/full-disk.ts';
import { outlastFullLog, untilLogGoesOn } from '../../test/faults/support/full-log.ts';
import { startOwnCluster } from '../../test/faults/support/own-cluster.ts';
import { outlastSlowness, type Slowness } from '../../test/faults/support/slow-database.ts';
import { openSmallDisk } from '../../test/faults/support/small-disk.ts';
import { lackedOf } from '../../test/harness/needs.ts';
import { atLeast, atMost, none, type Target, told } from './target.ts';

/** Each so many seconds; the last one is slower than anybody waits. */
const slownesses: readonly Slowness[] = [
  { roundTripMs: 200 },
  { roundTripMs: 2000 },
  { roundTripMs: 4000 },
  { blockedTable: 'organizations' },
  { blockedTable: 'users' },
  { blockedTable: 'provider_records' },
  { blockedTable: 'audit_events' },
];

/** A statement is given up after 3 s (statementTimeoutMs); looked at ten times a second. */
const longestStatementMs = 3200;

export async function slowDatabase(postgres: string, seconds: number): Promise<Target[]> {
  const proxy = await startDatabaseProxy(postgres);
  const world = await openFaultWorld(postgres, { ...proxy, environment: withEventLoopProbe });
  try {
    const targets: Target[] = [];
    for (const slowness of slownesses)
      targets.push(
        ...(await slowFor(slowness, () =>
          outlastSlowness(world, proxy, { slowness, seconds, perSecond: 50 }),
        )),
      );
    return [...targets, none('servers that ended by themselves', world.steady.isRunning() ? 0 : 1)];
  } finally {
    await world.close();
    await proxy.cut();
  }
}

async function slowFor(slowness: Slowness, run: () => ReturnType<typeof outlastSlowness>): Promise<Target[]> {
  const what = 'roundTripMs' in slowness ? `+${slowness.roundTripMs} ms` : `${slowness.blockedTable} locked`;
  const figures = await run();
  // What decides is among what is read: an organization's policy, the person, the code. The log is written beside it.
  const decides =
    'roundTripMs' in slowness ? slowness.roundTripMs > 3500 : slowness.blockedTable !== 'audit_events';
  const letIn = `${what}: codes and tokens meanwhile`;
  return [
    told(`${what}: answers`, figures.answers),
    none(`${what}: neither in time nor 503 with Retry-After`, figures.broken.length),
    told(`${what}: slowest answer`, figures.slowestMs, 'ms'),
    atMost(`${what}: longest statement`, figures.longestStatementMs, longestStatementMs, 'ms'),
    atMost(`${what}: event loop held up, p99`, figures.eventLoopP99Ms, 100, 'ms'),
    none(`${what}: let in without their factor (I1)`, figures.withoutFactor),
    decides ? none(letIn, figures.letIn) : told(letIn, figures.letIn),
    none(`${what}: refresh tokens lost by it`, figures.refreshAfterwards === 200 ? 0 : 1),
    atMost(`${what}: until a sign-in succeeds again`, figures.recoveryMs, 10_000, 'ms'),
  ];
}

/** On a disk of 256 MiB; where this machine cannot mount one, nothing is measured. */
export async function fullDisk(postgres: string, seconds: number): Promise<Target[]> {
  const lacked = lackedOf(['initdb', 'mount']);
  if (lacked.length > 0) {
    console.log(`r8 was left out: this machine lacks ${lacked.join(' and ')}`);
    return [];
  }
  return [...(await fullDatabaseDisk(seconds)), ...(await fullLogDisk(postgres))];
}

async function fullDatabaseDisk(seconds: number): Promise<Target[]> {
  const disk = openSmallDisk(256);
  const cluster = await startOwnCluster(disk.path);
  const world = await openFaultWorld(cluster.url);
  try {
    const figures = await outlastFullDisk(world, { cluster, disk, seconds });
    return [
      told('answers while the disk was full', figures.answersMeanwhile),
      atLeast('of these, 503 with Retry-After', figures.refusedMeanwhile, 1),
      none('answers of 500, or that tell of the inside', figures.broken.length),
      atLeast('the key set meanwhile, status', figures.keysMeanwhile, 200),
      told('tokens in all', figures.tokens),
      told('tokens meanwhile', figures.tokensMeanwhile),
      none('tokens that are not stored afterwards (I5)', figures.lostTokens),
      none('wrong passwords that were compared and not counted', figures.uncounted),
      told('PostgreSQL still ran when there was room', figures.databaseSurvived ? 1 : 0),
      atMost('until a sign-in succeeds again', figures.recoveryMs, 30_000, 'ms'),
      none('servers that ended by themselves (I7)', figures.isRunning ? 0 : 1),
    ];
  } finally {
    await world.close();
    await cluster.stop();
    disk.remove();
  }
}

async function fullLogDisk(postgres: string): Promise<Target[]> {
  const world = await openFaultWorld(postgres);
  try {
    const targets: Target[] = [];
    for (const log of ['full disk', 'unread pipe'] as const) {
      const figures = await outlastFullLog(world, { log, signIns: 300 });
      targets.push(
        told(`log on a ${log}: sign-ins`, figures.signIns),
        atMost(`log on a ${log}: slowest sign-in`, figures.slowestMs, 1000, 'ms'),
        none(`log on a ${log}: sign-ins without their event`, figures.withoutEvent),
        atMost(`log on a ${log}: until the server has ended`, figures.stopMs, 10_000, 'ms'),
      );
    }
    return [
      ...targets,
      atMost('until the log goes on once there is room', await untilLogGoesOn(world), 1000, 'ms'),
    ];
  } finally {
    await world.close();
  }
}
