import { issueTicket } from '../../../organizations/members/issue-ticket.ts';
import type { Membership, Person } from '../../../people/person.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage } from '../../areas/area-page.ts';
import { type KeptTicket, keepTicket, keptTicket } from '../../areas/kept-ticket.ts';
import { actingOperator } from '../../areas/operator-deed.ts';
import { refusalInWords } from '../../words/refusals.ts';
import { personMeant, userPath } from './found-person.ts';

/** A ticket to set up a first factor, handed over by the operator. */
export interface UserTicketModel extends AreaFrame {
  readonly id: string;
  readonly person: string;
  readonly email: string;
  /** Shown once it was made, for ten minutes at most and to the session that made it; null before. */
  readonly ticket: KeptTicket | null;
}

const place = 'operator/users.user-ticket';

export const userTicketPage: AreaPage<UserTicketModel> = {
  area: 'operator/users',
  name: 'user-ticket',
  path: '/operator/users/:user/ticket',
  tab: 'users',
  access: operatorOnly,
  actions: ['continue', 'done'],
  keepsMore: true,
  head: (words, { person, problem }) => ({
    title: words.say(`${place}.title`, { person }),
    problem: problem && refusalInWords(words, place, problem),
  }),
  async content(visit) {
    const { user } = await personMeant(visit);
    const { id, email, name } = user;
    return { id, email, person: name ?? email, ticket: await keptTicket(visit) };
  },
  async submit(visit) {
    const person = await personMeant(visit);
    if (visit.form.action === 'done') return { to: userPath(person) };
    const { organizationId, userId } = membershipToName(person).member;
    const { db } = visit.deps.operations;
    const made = await issueTicket(db, actingOperator(visit), { organizationId, userId });
    return { to: visit.ctx.path, keep: keepTicket(made) };
  },
};

/** In whose name the mail about it speaks: whoever manages the person, else any. @throws Refusal `not_found` */
export function membershipToName({ memberships }: Pick<Person, 'memberships'>): Membership {
  const named = memberships.find(({ managesUser }) => managesUser) ?? memberships[0];
  if (named === undefined) throw new Refusal('not_found');
  return named;
}
