import { retryDeadLetter } from '../../../jobs/dead-letters.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { uuidPart } from '../../api/input/cursors.ts';
import type { Done, Visit } from '../../areas/area-page.ts';
import { operatorDeed } from '../../areas/operator-deed.ts';

/** Has a dead letter tried again; one that is there no more was seen to by somebody else, which is said. */
export function retryLetter(visit: Visit, id: string): Promise<Done> {
  return unlessGone('retried', () =>
    retryDeadLetter(visit.deps.operations.db, operatorDeed(visit), idIn(id)),
  );
}

/** @param said what the page says once it was done */
export async function unlessGone(said: 'retried' | 'dropped', work: () => Promise<void>): Promise<Done> {
  const to = '/operator/jobs';
  try {
    await work();
    return { to, notice: { key: `operator/jobs.jobs.${said}`, values: {} } };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not_found') throw error;
    return { to, notice: { key: 'operator/jobs.jobs.gone', values: {} } };
  }
}

/** @throws Refusal `not_found` for what is no id */
export function idIn(text: string): string {
  const id = uuidPart.read(text);
  if (id === null) throw new Refusal('not_found');
  return id;
}
