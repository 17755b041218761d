import { exportMembers } from '../../../organizations/exports/member-csv.ts';
import { membersOverview } from '../../../organizations/members/members-overview.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Sent } from '../../areas/area-page.ts';
import { askedList, filterNames, filterOf, queryOf } from './asked-list.ts';

/** Members as a file: what is in it, and how many. */
export interface ExportModel extends AreaFrame {
  readonly slug: string;
  /** Null: more than a page, by a text. */
  readonly matching: number | null;
  readonly all: number;
  readonly query: string;
}

export const exportPage: AreaPage<ExportModel> = {
  area: 'console/members',
  name: 'export',
  path: '/console/:slug/members/export',
  tab: 'members',
  access: administrators('where_it_loosens'),
  actions: ['continue'],
  query: [...filterNames, 'sort'],
  async content({ administered, ctx, deps, form, now }) {
    const { organization } = administered();
    const { db, plans } = deps.operations;
    const asked = askedList(form.matching === undefined ? ctx.query : matchingIn(form.matching));
    const page = { filter: filterOf(asked), sort: asked.sort, after: null, limit: 1 };
    const { matching, counts } = await membersOverview(db, { organization, plans, now }, page);
    return { slug: organization.slug, matching, all: counts.members, query: queryOf(asked).slice(1) };
  },
  async submit({ administered, deps, form }): Promise<Sent> {
    const { organization, acting } = administered();
    const asked = askedList(matchingIn(form.matching ?? ''));
    const { db, plans } = deps.operations;
    const wanted = { organization, filter: filterOf(asked), sort: asked.sort };
    const body = await exportMembers({ db, plans }, acting, wanted);
    return { file: { name: `${organization.slug}-members.csv`, body } };
  },
};

function matchingIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(text));
}
