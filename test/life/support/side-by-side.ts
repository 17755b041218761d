import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { closedAtLast, closeWhatIsOpen } from '../../harness/closing.ts';
import { liveShare, type Share } from './lives.ts';
import { openStage } from './organization-life.ts';

/** Lives a share in a thread of its own, which has a clock, a server and a database of its own. */
export async function liveBeside(share: Share): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: share });
  const end = closedAtLast(() => worker.terminate());
  await once(worker, 'exit');
  await end();
}

async function liveHere(share: Share): Promise<void> {
  const stage = await openStage();
  try {
    await liveShare(stage, share);
  } finally {
    await closeWhatIsOpen();
  }
}

// What the thread was started with is what `liveBeside` gave it.
if (!isMainThread) await liveHere(workerData as Share);
