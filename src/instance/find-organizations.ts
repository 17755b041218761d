import { type EnforcementPhase, enforcementPhase } from '../organizations/authority/enforcement-state.ts';
import type { Organization } from '../organizations/core/organization.ts';
import type { OrganizationFilter } from '../organizations/core/organization-store.ts';
import { statusTermsOf } from '../organizations/members/member-list.ts';
import type { PlansAt } from '../plans/plans.ts';
import type { Stores } from '../stores.ts';
import type { MemberCount } from './instance-store.ts';

/** Which organizations, and from where on. */
export interface OrganizationQuery {
  readonly filter: OrganizationFilter & { readonly phase: EnforcementPhase | null };
  /** Slug of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** An organization as the operator finds it in a list. */
export interface FoundOrganization {
  readonly organization: Organization;
  readonly members: number;
  /** Of the members: who can reach what its policy asks for. */
  readonly protectedMembers: number;
  readonly phase: EnforcementPhase;
}

/** Organizations that are read at once while one of a phase is looked for, which no index knows. */
const batchSize = 500;

/** In the order of their slugs; two statements, but where a phase is asked for. */
export async function findOrganizations(
  db: Pick<Stores, 'instance' | 'organizations'>,
  { filter, after, limit }: OrganizationQuery,
  at: PlansAt,
): Promise<{ readonly found: readonly FoundOrganization[]; readonly hasMore: boolean }> {
  const size = filter.phase === null ? limit + 1 : batchSize;
  const found: FoundOrganization[] = [];
  for (let last = after; found.length <= limit; ) {
    const batch = await db.organizations.page(last, size, filter);
    const counts = await db.instance.memberCounts(batch.map(({ id }) => id));
    const counted = batch.map((organization) => countedOf(organization, counts, at));
    found.push(...counted.filter(({ phase }) => filter.phase === null || phase === filter.phase));
    last = batch.at(-1)?.slug ?? null;
    if (batch.length < size) break;
  }
  return { found: found.slice(0, limit), hasMore: found.length > limit };
}

function countedOf(
  organization: Organization,
  counts: readonly MemberCount[],
  { plans, now }: PlansAt,
): FoundOrganization {
  const count = counts.find(({ organizationId }) => organizationId === organization.id);
  const context = { plans, requiredMembers: count?.required ?? 0 };
  return {
    organization,
    members: count?.members ?? 0,
    protectedMembers: count === undefined ? 0 : protectedOf(count, { organization, plans, now }),
    phase: enforcementPhase(organization, context, now),
  };
}

function protectedOf(count: MemberCount, at: Parameters<typeof statusTermsOf>[0]): number {
  const { protecting } = statusTermsOf(at);
  const [only] = protecting;
  if (only === undefined) return 0;
  return protecting.length > 1 ? count.withAny : count.with[only];
}
