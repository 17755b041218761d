import type { ActivityEvent } from '../../audit/activity-store.ts';
import { joined } from '../../operations/joined.ts';
import type { Db } from '../../stores.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { type EnforcementStanding, enforcementStanding } from '../enforcement/enforcement-standing.ts';
import { type MemberSummary, summarizeMembers } from '../members/member-summary.ts';
import type { Surroundings } from './overview-store.ts';

/** What administrators see first of their organization. */
export interface OrganizationOverview extends Surroundings {
  readonly standing: EnforcementStanding;
  readonly summary: MemberSummary;
  /** The newest first. */
  readonly events: readonly ActivityEvent[];
}

/** Members who are named, of those who are locked out. */
const namedMembers = 3;

const lastEvents = 5;

/**
 * In one transaction, so that its numbers fit each other: four statements beside its beginning and end, however many members
 * there are.
 * @throws Refusal `invalid_policy` when what is stored cannot be read
 */
export function organizationOverview(db: Db, at: OrganizationAt): Promise<OrganizationOverview> {
  const { organization, now } = at;
  const standing = enforcementStanding(at);
  return db.transaction(async (stores) => {
    const summary = await summarizeMembers(joined(stores), at);
    const surroundings = await stores.overviews.surroundings(organization.id, { now, limit: namedMembers });
    const page = { limit: lastEvents, before: null };
    const { events } = await stores.activity.list(organization.id, {}, page);
    return { ...surroundings, standing, summary, events };
  });
}
