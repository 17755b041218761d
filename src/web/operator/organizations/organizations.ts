import { type FoundOrganization, findOrganizations } from '../../../instance/find-organizations.ts';
import type { EnforcementPhase } from '../../../organizations/authority/enforcement-state.ts';
import type { Instant } from '../../../policy/facts.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';

/** All organizations, 50 on a page. */
export interface OrganizationsModel extends AreaFrame {
  readonly found: readonly ShownOrganization[];
  readonly filter: ShownFilter;
  readonly plans: readonly string[];
  /** Slug after which the next ones begin; null after the last. */
  readonly next: string | null;
  readonly isFirst: boolean;
}

export interface ShownOrganization {
  readonly slug: string;
  readonly organization: string;
  readonly plan: string;
  readonly trialEndsAt: Instant | null;
  readonly members: number;
  /** Whole percent; null without members. */
  readonly protectedPercent: number | null;
  readonly phase: EnforcementPhase;
}

/** As it was asked for; empty: whatever it is. */
export interface ShownFilter {
  readonly q: string;
  readonly plan: string;
  readonly phase: EnforcementPhase | '';
}

const organizationsOnPage = 50;

export const organizationsPage: AreaPage<OrganizationsModel> = {
  area: 'operator/organizations',
  name: 'organizations',
  path: '/operator/organizations',
  tab: 'organizations',
  access: operatorOnly,
  actions: [],
  query: ['q', 'plan', 'phase', 'after'],
  async content(visit) {
    const { deps, ctx, now } = visit;
    const { db, plans } = deps.operations;
    const filter = filterIn(visit);
    const after = textOf(ctx.query.after) || null;
    const { q, plan, phase } = filter;
    const asked = { text: q || null, plan: plan || null, phase: phase || null };
    const query = { filter: asked, after, limit: organizationsOnPage };
    const { found, hasMore } = await findOrganizations(db, query, { plans, now });
    return {
      found: found.map(shown),
      filter,
      plans: Object.keys(plans),
      next: hasMore ? (found.at(-1)?.organization.slug ?? null) : null,
      isFirst: after === null,
    };
  },
};

const phases: readonly EnforcementPhase[] = ['on', 'scheduled', 'off'];

function filterIn({ ctx, deps }: Visit): ShownFilter {
  const { q, plan, phase } = ctx.query;
  const named = textOf(plan);
  return {
    q: textOf(q).trim().slice(0, 100),
    plan: Object.hasOwn(deps.operations.plans, named) ? named : '',
    phase: phases.find((each) => each === phase) ?? '',
  };
}

/** The database cannot be asked for a text with this character, so nothing has it. */
function textOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value.replaceAll('\0', '') : '';
}

function shown({ organization, members, protectedMembers, phase }: FoundOrganization): ShownOrganization {
  const { slug, name, plan, trialEndsAt } = organization;
  return {
    slug,
    organization: name,
    plan,
    trialEndsAt: trialEndsAt?.getTime() ?? null,
    members,
    protectedPercent: members === 0 ? null : Math.floor((protectedMembers / members) * 100),
    phase,
  };
}
