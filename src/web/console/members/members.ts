import { requireEntitledOverride } from '../../../organizations/members/entitled-override.ts';
import { isUserId } from '../../../organizations/members/member-list.ts';
import type { MemberSort } from '../../../organizations/members/member-list-store.ts';
import type { SeatedCounts } from '../../../organizations/members/member-summary.ts';
import { membersOverview } from '../../../organizations/members/members-overview.ts';
import { shownSeats } from '../../../plans/seats.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { administratorsAndSupport } from '../../api/access/endpoint-access.ts';
import { consolePath } from '../../areas/area.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import {
  type AskedList,
  askedList,
  beginningOf,
  cursorAfter,
  type FilterName,
  filterNames,
  filterOf,
  queryOf,
} from './asked-list.ts';
import { bulkActions, changesPath } from './bulk-actions.ts';
import { type EnforcementCard, enforcementCard } from './enforcement-card.ts';
import { type MemberLine, memberLine } from './member-line.ts';

/** All members of an organization, a page of them at a time. */
export interface MembersModel extends AreaFrame {
  readonly slug: string;
  readonly counts: SeatedCounts;
  readonly enforcement: EnforcementCard;
  readonly members: readonly MemberLine[];
  /** How many the filters find; null: more than a page. */
  readonly matching: number | null;
  readonly set: AskedList['set'];
  readonly sort: MemberSort;
  /** Queries of the same list: as it is, in another order, without one of its filters, and further on. */
  readonly links: ListLinks;
  /** Whether all that match are chosen, on whichever page they are. */
  readonly isAllChosen: boolean;
}

export interface ListLinks {
  readonly here: string;
  readonly sortedBy: Readonly<Record<MemberSort, string>>;
  readonly without: Readonly<Partial<Record<FilterName, string>>>;
  readonly export: string;
  readonly next: string | null;
  readonly isFirst: boolean;
}

const membersOnPage = 50;

export const membersPage: AreaPage<MembersModel> = {
  area: 'console/members',
  name: 'members',
  path: '/console/:slug/members',
  tab: 'members',
  access: administratorsAndSupport(),
  actions: ['select_all', ...bulkActions],
  query: [...filterNames, 'sort', 'cursor', 'all'],
  async content(visit) {
    const { ctx, now } = visit;
    const { organization } = visit.administered();
    const { db, plans } = visit.deps.operations;
    const at = { organization, plans, now };
    const asked = askedList(ctx.query);
    const { sort, set } = asked;
    const after = beginningOf(visit, asked);
    const page = { filter: filterOf(asked), sort, after, limit: membersOnPage };
    const { page: found, counts, matching, requiredMembers } = await membersOverview(db, at, page);
    const shown = found.slice(0, membersOnPage);
    const last = found.length > membersOnPage ? shown.at(-1) : undefined;
    return {
      slug: organization.slug,
      counts: { ...counts, seats: shownSeats(counts.seats) },
      enforcement: enforcementCard(at, requiredMembers),
      members: shown.map((each) => memberLine(each, now)),
      matching,
      set,
      sort,
      links: {
        ...linksOf(asked),
        next:
          last === undefined
            ? null
            : queryOf(asked, { cursor: cursorAfter(sort, { ...last, userId: last.member.userId }) }),
        isFirst: after === null,
      },
      isAllChosen: ctx.query.all !== undefined,
    };
  },
  submit: async (visit) => choose(visit),
};

function linksOf(asked: AskedList): Omit<ListLinks, 'next' | 'isFirst'> {
  const without = filterNames
    .filter((name) => asked.set[name] !== undefined)
    .map((name) => [name, queryOf({ ...asked, set: { ...asked.set, [name]: undefined } })]);
  const sortedBy = (sort: MemberSort) => queryOf({ ...asked, sort });
  return {
    here: queryOf(asked),
    sortedBy: { joined: sortedBy('joined'), email: sortedBy('email'), name: sortedBy('name') },
    without: Object.fromEntries(without),
    export: queryOf(asked),
  };
}

/**
 * Nothing is written here: what was chosen is told on the page that changes it (M8).
 * @throws Refusal `unknown_action`, `field_empty`, `plan_without_enforcement`
 */
function choose({ ctx, form, administered, deps, now }: Visit): Done {
  const { organization } = administered();
  const { slug } = organization;
  const asked = askedList(ctx.query);
  const list = `${consolePath(slug)}/members`;
  if (form.action === 'select_all') return { to: `${list}${queryOf(asked, { all: '1' })}` };
  const what = bulkActions.find((action) => action === form.action);
  if (what === undefined) throw new Refusal('unknown_action');
  const override = what === 'require' ? 'required' : what === 'exempt' ? 'exempt' : 'inherit';
  requireEntitledOverride({ organization, plans: deps.operations.plans, now }, override);
  if (ctx.query.all !== undefined) {
    return { to: changesPath(slug), keep: { what, matching: queryOf(asked).slice(1) } };
  }
  const chosen = Object.keys(form).filter(isUserId);
  if (chosen.length === 0) throw new Refusal('field_empty');
  return {
    to: changesPath(slug),
    keep: { what, chosen: chosen.join(' '), matching: queryOf(asked).slice(1) },
  };
}
