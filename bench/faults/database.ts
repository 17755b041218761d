/** Faults of the database that stay away from its connections: it is slow, or has no more room. */
import { startDatabaseProxy } from '../../test/faults/support/database-proxy.ts';
import { withEventLoopProbe } from '../../test/faults/support/event-loop.ts';
import { openFaultWorld } from '../../test/faults/support/fault-world.ts';
import { outlastSlowness, type Slowness } from '../../test/faults/support/slow-database.ts';
import { atMost, none, type Target, told } from './target.ts';

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
