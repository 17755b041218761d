import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../harness/until.ts';
import { signIn } from '../../harness/world.ts';
import { freePorts, startUnheardProcess } from '../../processes/support/server-process.ts';
import { RoutedBrowser } from '../../processes/support/spread.ts';
import { seedCrowd } from './fault-people.ts';
import type { FaultWorld } from './fault-world.ts';
import { openSmallDisk, type SmallDisk } from './small-disk.ts';

export interface FullLogFigures {
  readonly signIns: number;
  /** The slowest of them while the log could not be written. */
  readonly slowestMs: number;
  /** Sign-ins that are not in the activity log, which the database keeps. */
  readonly withoutEvent: number;
  /** From SIGTERM to the end, while it cannot be written. */
  readonly stopMs: number;
}

/** People sign in at a server whose log goes to a disk that is full, or into a pipe that nobody reads. */
export async function outlastFullLog(
  world: FaultWorld,
  { log, signIns }: { log: 'full disk' | 'unread pipe'; signIns: number },
): Promise<FullLogFigures> {
  const disk = log === 'full disk' ? openSmallDisk(1) : null;
  const file = disk === null ? null : openSync(join(disk.path, 'log'), 'a');
  try {
    const filled = await disk?.fill();
    const figures = await signInMeanwhile(world, file ?? 'pipe', signIns);
    await filled?.free();
    return figures;
  } finally {
    if (file !== null) closeSync(file);
    disk?.remove();
  }
}

async function signInMeanwhile(
  world: FaultWorld,
  stdout: number | 'pipe',
  signIns: number,
): Promise<FullLogFigures> {
  const [port = 0] = await freePorts(1);
  const server = await startUnheardProcess(world, port, stdout);
  const crowd = await seedCrowd(world, { members: signIns, withTotp: 'everybody' });
  const took: number[] = [];
  for (const person of crowd.people) {
    const browser = new RoutedBrowser(world.issuer, () => server);
    const startedAt = performance.now();
    const { answer } = await signIn(crowd.application(), person, { browser });
    if (answer.location === null) throw new Error(`not signed in: ${answer.name} with ${answer.status}`);
    took.push(performance.now() - startedAt);
  }
  const [row] = await world.db.sql<{ people: number }>(
    `SELECT count(DISTINCT user_id)::int AS people FROM audit_events
     WHERE type = 'authenticator.challenge_passed'
       AND user_id IN (SELECT id FROM users WHERE email LIKE '%@' || $1 || '.example')`,
    [crowd.slug],
  );
  const { tookMs } = await server.stop();
  return {
    signIns,
    slowestMs: Math.max(...took),
    withoutEvent: signIns - (row?.people ?? 0),
    stopMs: tookMs,
  };
}

/** @returns how long after there was room again the log of a server went on */
export async function untilLogGoesOn(world: FaultWorld): Promise<number> {
  const disk: SmallDisk = openSmallDisk(1);
  const path = join(disk.path, 'log');
  const file = openSync(path, 'a');
  try {
    const [port = 0] = await freePorts(1);
    const filled = await disk.fill();
    const server = await startUnheardProcess(world, port, file);
    await fetch(`${server.address}/nowhere`);
    await filled.free();
    const from = performance.now();
    await until('the log to go on', () => readFileSync(path, 'utf8').includes('"msg":"started"'));
    const took = performance.now() - from;
    await server.stop();
    return took;
  } finally {
    closeSync(file);
    disk.remove();
  }
}
