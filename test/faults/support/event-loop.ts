import { until } from '../../harness/until.ts';
import type { ServerProcess } from '../../processes/support/server-process.ts';

/** Environment of a server that is asked for its event loop. */
export const withEventLoopProbe: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import ${new URL('event-loop-probe.ts', import.meta.url).href}`,
};

/** For how long the event loop of a server was held up since it was last asked, p99, milliseconds; 10 is none. */
export async function eventLoopP99Ms({ pid, lines }: ServerProcess): Promise<number> {
  const before = lines.length;
  process.kill(pid, 'SIGUSR2');
  const line = await until('the event loop to be told', () =>
    lines.slice(before).find((each) => each.includes('eventLoopP99Ms')),
  );
  // Written by event-loop-probe.ts, perhaps within a line of the log of warnings.
  return Number(/eventLoopP99Ms\W+([\d.]+)/.exec(line)?.[1]);
}
