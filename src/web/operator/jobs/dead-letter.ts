import { dropDeadLetter } from '../../../jobs/dead-letters.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { operatorDeed } from '../../areas/operator-deed.ts';
import { idIn, retryLetter, unlessGone } from './retry-letter.ts';
import { type ShownLetter, shownLetter } from './shown-letter.ts';

/** What could not be delivered, before it is given up for good. */
export interface DeadLetterModel extends AreaFrame {
  readonly letter: ShownLetter;
}

export const deadLetterPage: AreaPage<DeadLetterModel> = {
  area: 'operator/jobs',
  name: 'dead-letter',
  path: '/operator/jobs/:letter',
  tab: 'jobs',
  access: operatorOnly,
  actions: ['retry', 'continue'],
  content: async (visit) => ({ letter: await letterMeant(visit) }),
  submit(visit) {
    const { deps, ctx, form } = visit;
    const { letter = '' } = ctx.params;
    if (form.action === 'retry') return retryLetter(visit, letter);
    return unlessGone('dropped', () => dropDeadLetter(deps.operations.db, operatorDeed(visit), idIn(letter)));
  },
};

/** @throws Refusal `not_found` */
async function letterMeant({ deps, ctx }: Visit): Promise<ShownLetter> {
  const found = await deps.operations.db.deadLetters.find(idIn(ctx.params.letter ?? ''));
  if (found === null) throw new Refusal('not_found');
  return shownLetter(found);
}
