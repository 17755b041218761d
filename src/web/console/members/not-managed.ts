import { askedAgainAt, askOperator } from '../../../organizations/members/ask-operator.ts';
import type { Instant } from '../../../policy/facts.ts';
import type { AreaPage, Done } from '../../areas/area-page.ts';
import {
  listedOf,
  memberPath,
  nameOf,
  room,
  type SubjectModel,
  subjectOf,
  targetOf,
  titled,
} from './subject.ts';

/** What works for a member whom the organization does not manage: a domain, or the operator. */
export interface NotManagedModel extends SubjectModel {
  /** Of their address. */
  readonly domain: string;
  /** Null: the operator was not asked within a day. */
  readonly askedAgainAt: Instant | null;
}

export const notManagedPage: AreaPage<NotManagedModel> = {
  ...room,
  name: 'not-managed',
  head: titled('not-managed'),
  path: '/console/:slug/members/:id/not-managed',
  async content(visit) {
    const listed = await listedOf(visit);
    const asked = await askedAgainAt(visit.deps.operations.db, targetOf(visit), visit.now);
    const subject = subjectOf(visit, listed);
    return {
      ...subject,
      barred: subject.barred ?? (listed.isManaged ? 'managed' : null),
      domain: listed.email.split('@').at(-1) ?? '',
      askedAgainAt: asked?.getTime() ?? null,
    };
  },
  async submit(visit): Promise<Done> {
    const name = nameOf(await listedOf(visit));
    await askOperator(visit.deps.operations, visit.administered().acting, targetOf(visit));
    return { to: memberPath(visit), notice: { key: 'console/members.not-managed.done', values: { name } } };
  },
};
