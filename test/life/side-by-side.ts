import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { disposeTestDatabase } from '../harness/database.ts';
import { liveShare, type Share } from './lives.ts';
import { openStage } from './organization-life.ts';

/** Lives a share in a thread of its own, which has a clock, a server and a database of its own. */
export async function liveBeside(share: Share): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: share });
  await once(worker, 'exit');
}

async function liveHere(share: Share): Promise<void> {
  const stage = await openStage();
  try {
    await liveShare(stage, share);
  } finally {
    await stage.server.stop();
    await disposeTestDatabase();
  }
}

// What the thread was started with is what `liveBeside` gave it.
if (!isMainThread) await liveHere(workerData as Share);
