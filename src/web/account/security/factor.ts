import type { PersonFactor } from '../../../people/person.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { oneself } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, Visit } from '../../areas/area-page.ts';
import type { Head } from '../../pages/page.ts';
import type { Words } from '../../words/language.ts';
import { refusalInWords } from '../../words/refusals.ts';

/** A page about one factor of the person's own. */
export interface FactorModel extends AreaFrame {
  readonly id: string;
  readonly kind: PersonFactor['kind'];
  readonly nickname: string;
}

/** Its title names the factor. */
export function titled(name: string) {
  const place = `account/security.${name}`;
  return (words: Words, { nickname, problem }: FactorModel): Head => ({
    title: words.say(`${place}.title`, { name: nickname }),
    problem: problem === null ? null : refusalInWords(words, place, problem),
  });
}

/** What pages about one factor have in common. */
export const room = {
  area: 'account/security',
  tab: 'security',
  access: oneself(),
  actions: ['continue'],
} as const;

/** The factor of the path. @throws Refusal `not_found` for somebody else's as well */
export function factorOf({ caller, ctx }: Visit): Omit<FactorModel, keyof AreaFrame> {
  const factor = caller.person.factors.find(({ id }) => id === ctx.params.id);
  if (factor === undefined) throw new Refusal('not_found');
  const { id, kind, nickname } = factor;
  return { id, kind, nickname };
}
