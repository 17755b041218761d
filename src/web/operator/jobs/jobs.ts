import { allQueues } from '../../../instance/instance-overview.ts';
import type { QueueState } from '../../../instance/instance-store.ts';
import { sendTestMail } from '../../../instance/send-test-mail.ts';
import { type DeadLetterKey, retryAllDeadLetters } from '../../../jobs/dead-letters.ts';
import type { Instant } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import { deadLetterCursor } from '../../api/input/dead-letter-cursor.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { operatorDeed } from '../../areas/operator-deed.ts';
import { retryLetter } from './retry-letter.ts';
import { type ShownLetter, shownLetter } from './shown-letter.ts';

/** What is done beside requests, and what of it was given up. */
export interface JobsModel extends AreaFrame {
  readonly queues: readonly ShownQueue[];
  /** The newest first. */
  readonly letters: readonly ShownLetter[];
  /** Where the next ones begin; null after the last. */
  readonly next: string | null;
  readonly isFirst: boolean;
  readonly mail: { readonly isProven: boolean; readonly to: string };
}

export interface ShownQueue extends Omit<QueueState, 'oldestSince'> {
  readonly oldestSince: Instant | null;
}

const place = 'operator/jobs.jobs';

const lettersOnPage = 50;

export const jobsPage: AreaPage<JobsModel> = {
  area: 'operator/jobs',
  name: 'jobs',
  path: '/operator/jobs',
  tab: 'jobs',
  access: operatorOnly,
  actions: ['retry', 'retry-all', 'test-mail'],
  query: ['after'],
  async content({ deps, ctx, caller }) {
    const { db, isMailWorking } = deps.operations;
    const after = keyIn(ctx.query.after);
    const [queues, letters, isProven] = await Promise.all([
      allQueues(db),
      db.deadLetters.page(after, lettersOnPage + 1),
      isMailWorking(null, ''),
    ]);
    const shown = letters.slice(0, lettersOnPage);
    const last = shown.at(-1);
    return {
      queues: queues.map((each) => ({ ...each, oldestSince: each.oldestSince?.getTime() ?? null })),
      letters: shown.map(shownLetter),
      next: last !== undefined && letters.length > lettersOnPage ? deadLetterCursor.write(last) : null,
      isFirst: after === null,
      mail: { isProven, to: caller.person.user.email },
    };
  },
  submit(visit) {
    const { action } = visit.form;
    if (action === 'test-mail') return mailTest(visit);
    return action === 'retry-all' ? retryAll(visit) : retryLetter(visit, visit.form.letter ?? '');
  },
};

/** @throws Refusal `not_found` for what is no cursor of this list */
function keyIn(said: string | string[] | undefined): DeadLetterKey | null {
  if (said === undefined) return null;
  const read = deadLetterCursor.schema.safeParse(said);
  if (!read.success) throw new Refusal('not_found');
  return read.data;
}

async function retryAll(visit: Visit): Promise<Done> {
  const count = await retryAllDeadLetters(visit.deps.operations.db, operatorDeed(visit));
  return { to: '/operator/jobs', notice: { key: `${place}.all-retried`, values: { count } } };
}

async function mailTest({ deps, caller, language, now }: Visit): Promise<Done> {
  const { email } = caller.person.user;
  await sendTestMail(deps.operations, { email, language, timeZone: 'UTC' }, now);
  return { to: '/operator/jobs', notice: { key: `${place}.mail-sent`, values: { email } } };
}
