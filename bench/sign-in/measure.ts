import { postgresCpuMs, type ServerProcess } from './processes.ts';

/** Of one sign-in, on average. */
export interface Measured {
  readonly perSecond: number;
  readonly serverCpuMs: number;
  readonly postgresCpuMs: number;
}

/** Signs people in, so many at once. */
export async function measure(
  server: ServerProcess,
  signIns: readonly (() => Promise<void>)[],
  atOnce: number,
): Promise<Measured> {
  const [cpuBefore, postgresBefore, startedAt] = [
    await server.ask('cpu'),
    postgresCpuMs() ?? 0,
    performance.now(),
  ];
  const queue = [...signIns];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = await server.ask('cpu');
  return {
    perSecond: signIns.length / seconds,
    serverCpuMs: (cpuAfter - cpuBefore) / signIns.length,
    postgresCpuMs: ((postgresCpuMs() ?? 0) - postgresBefore) / signIns.length,
  };
}

/** Asks for the discovery document every 20 ms until it is stopped. */
export function watchDiscovery(issuer: string, durations: number[]): { stop(): Promise<void> } {
  let isRunning = true;
  const watch = async () => {
    while (isRunning) {
      const startedAt = performance.now();
      await (await fetch(`${issuer}/.well-known/openid-configuration`)).arrayBuffer();
      durations.push(performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const done = watch();
  return {
    async stop() {
      isRunning = false;
      await done;
    },
  };
}
