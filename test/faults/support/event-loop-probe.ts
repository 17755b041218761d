/**
 * Loaded before a server (`--import`): on SIGUSR2 it prints how long the event loop was held up since the last time, as
 * one line of JSON that says `eventLoopP99Ms`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
process.on('SIGUSR2', () => {
  console.error(JSON.stringify({ eventLoopP99Ms: delay.percentile(99) / 1e6 }));
  delay.reset();
});
