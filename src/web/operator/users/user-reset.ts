import { resetDeviceOfAnybody } from '../../../organizations/resets/reset-device.ts';
import type { FactorKind } from '../../../policy/facts.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage } from '../../areas/area-page.ts';
import { operatorDeed } from '../../areas/operator-deed.ts';
import { refusalInWords } from '../../words/refusals.ts';
import { personMeant, userPath } from './found-person.ts';

/** What ends when somebody's second step is reset, before it is done. */
export interface UserResetModel extends AreaFrame {
  readonly id: string;
  readonly person: string;
  readonly email: string;
  readonly factors: readonly { readonly kind: FactorKind }[];
}

const place = 'operator/users.user-reset';

export const userResetPage: AreaPage<UserResetModel> = {
  area: 'operator/users',
  name: 'user-reset',
  path: '/operator/users/:user/reset',
  tab: 'users',
  access: operatorOnly,
  actions: ['continue'],
  head: (words, { person, problem }) => ({
    title: words.say(`${place}.title`, { person }),
    problem: problem && refusalInWords(words, place, problem),
  }),
  async content(visit) {
    const { user, factors } = await personMeant(visit);
    const { id, email, name } = user;
    return { id, email, person: name ?? email, factors: factors.map(({ kind }) => ({ kind })) };
  },
  async submit(visit) {
    const person = await personMeant(visit);
    await resetDeviceOfAnybody(visit.deps.operations, operatorDeed(visit), person.user.id);
    const values = { email: person.user.email };
    return { to: userPath(person), notice: { key: 'operator/users.user-reset.done', values } };
  },
};
