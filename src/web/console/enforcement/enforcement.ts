import {
  enforcementStanding,
  type StandingPhase,
} from '../../../organizations/enforcement/enforcement-standing.ts';
import { summarizeMembers } from '../../../organizations/members/member-summary.ts';
import { type Entitlement, mayEnforceMore } from '../../../plans/entitlement.ts';
import { activatedAt } from '../../../policy/enforcement/policy-in-force.ts';
import type { Instant } from '../../../policy/facts.ts';
import { administratorsAndSupport } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { type DraftModel, draftModel } from './draft-model.ts';
import { organizationAt, room, type SilentEnvironment, silentEnvironments } from './room.ts';
import { type ShownPolicy, shownPolicy } from './shown-policy.ts';

/** How enforcement stands, in words; where nothing is required, how it could start. */
export interface EnforcementModel extends AreaFrame {
  readonly organization: string;
  readonly slug: string;
  readonly phase: StandingPhase;
  readonly entitlement: Entitlement;
  readonly members: number;
  readonly protected: number;
  /** Members of whom it is required one by one. */
  readonly chosen: number;
  readonly saved: ShownPolicy;
  readonly inForce: ShownPolicy;
  /** When the policy saved last takes effect, or took it. */
  readonly startsAt: Instant;
  /** When it was saved, and by whom; `by` null: by nobody with a name. Null: none was. */
  readonly change: { readonly by: string | null; readonly at: Instant } | null;
  readonly environments: readonly SilentEnvironment[];
  /** Null where there is nothing to begin. */
  readonly start: DraftModel | null;
}

export const enforcementPage: AreaPage<EnforcementModel> = {
  ...room,
  name: 'enforcement',
  access: administratorsAndSupport('where_it_loosens'),
  path: '/console/:slug/enforcement',
  actions: [],
  async content(visit) {
    const { db } = visit.deps.operations;
    const at = organizationAt(visit);
    const { id, name: organization, slug } = at.organization;
    const { phase, entitlement, saved, inForce } = enforcementStanding(at);
    const counts = await summarizeMembers(db, at);
    return {
      organization,
      slug,
      phase,
      entitlement,
      members: counts.members,
      protected: counts.protected,
      chosen: await db.members.countRequired(id),
      saved: shownPolicy(saved),
      inForce: shownPolicy(inForce),
      startsAt: activatedAt(saved),
      change: await lastChange(visit),
      environments: await silentEnvironments(visit),
      start: phase === 'off' && mayEnforceMore(entitlement) ? draftModel(visit) : null,
    };
  },
};

async function lastChange({ deps, administered }: Visit): Promise<EnforcementModel['change']> {
  const { id, enforcement } = administered().organization;
  if (enforcement === null) return null;
  const filter = { type: 'organization.enforcement_changed' } as const;
  const { events } = await deps.operations.db.activity.list(id, filter, { limit: 1, before: null });
  const [event] = events;
  return event === undefined ? null : { by: event.actor.name ?? event.actor.email, at: event.at.getTime() };
}
