import { changeMembers } from '../../organizations/bulk/change-members.ts';
import type { StandingPhase } from '../../organizations/enforcement/enforcement-standing.ts';
import type { MemberCounts, SeatedCounts } from '../../organizations/members/member-summary.ts';
import { organizationOverview } from '../../organizations/overview/organization-overview.ts';
import type { RunningJob } from '../../organizations/overview/overview-store.ts';
import type { Entitlement } from '../../plans/entitlement.ts';
import { shownSeats } from '../../plans/seats.ts';
import { activatedAt } from '../../policy/enforcement/policy-in-force.ts';
import type { Instant } from '../../policy/facts.ts';
import { administratorsAndSupport } from '../api/access/endpoint-access.ts';
import { consolePath, jobPath } from '../areas/area.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../areas/area-page.ts';
import type { Line } from '../charts/line.ts';
import type { BarPart } from '../charts/stacked-bar.ts';
import { type ShownEvent, shownEvent } from './activity/shown-event.ts';
import { organizationAt, type SilentEnvironment } from './enforcement/room.ts';
import { type Begun, begunBy } from './overview-begun.ts';
import { pictureOf, type ShownDay } from './overview-parts.ts';

/** How an organization stands: the sentence, its numbers, and what waits for an administrator. */
export interface OverviewModel extends AreaFrame {
  readonly organization: string;
  readonly slug: string;
  readonly phase: StandingPhase;
  readonly entitlement: Entitlement;
  readonly counts: SeatedCounts;
  /** In percent of all members: protected, pending, unprotected. */
  readonly shares: readonly number[];
  readonly bar: readonly BarPart[];
  readonly chart: Line;
  readonly days: readonly ShownDay[];
  /** Who could be reminded, and how many they are; null: nobody needs to. */
  readonly due: { readonly status: 'pending' | 'unprotected'; readonly count: number } | null;
  /** When the policy saved last takes effect; null: it has, or there is none. */
  readonly startsAt: Instant | null;
  /** Whether sessions without a second factor end then. */
  readonly endsSessions: boolean;
  readonly trialEndsAt: Instant | null;
  /** Members who need a ticket to set up a factor. */
  readonly needTicket: number;
  readonly locked: readonly ShownLocked[];
  readonly nextInvitation: { readonly email: string; readonly expiresAt: Instant } | null;
  readonly jobs: readonly RunningJob[];
  readonly environments: readonly SilentEnvironment[];
  readonly events: readonly ShownEvent[];
  /** What a new organization does first; null for one that has begun. */
  readonly begun: Begun | null;
}

export interface ShownLocked {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly until: Instant | null;
}

export const overviewPage: AreaPage<OverviewModel> = {
  area: 'console',
  name: 'overview',
  path: '/console/:slug',
  tab: 'overview',
  access: administratorsAndSupport(),
  actions: ['remind'],
  async content(visit) {
    const at = organizationAt(visit);
    const { organization, now } = at;
    const { standing, summary, ...around } = await organizationOverview(visit.deps.operations.db, at);
    const { trend, ...counts } = summary;
    const { phase, entitlement, saved } = standing;
    const startsAt = activatedAt(saved);
    const { trialEndsAt } = organization;
    const { nextInvitation, environments } = around;
    return {
      organization: organization.name,
      slug: organization.slug,
      phase,
      entitlement,
      counts: { ...counts, seats: shownSeats(counts.seats) },
      ...pictureOf(counts, trend, organization.timeZone),
      due: dueOf(counts),
      startsAt: phase !== 'off' && startsAt > now.getTime() ? startsAt : null,
      endsSessions: saved.sessions !== 'keep',
      trialEndsAt: trialEndsAt !== null && trialEndsAt > now ? trialEndsAt.getTime() : null,
      needTicket: saved.enrollmentProof === 'ticket' ? counts.pending : 0,
      locked: around.locked.map(({ until, ...each }) => ({
        ...each,
        until: until === null ? null : Date.parse(until),
      })),
      nextInvitation: nextInvitation && {
        ...nextInvitation,
        expiresAt: Date.parse(nextInvitation.expiresAt),
      },
      jobs: around.jobs,
      environments: environments.map(({ name, mfa }) => ({ environment: name, mfa })),
      events: around.events.map(shownEvent),
      begun: await begunBy(visit, { standing, activeOwners: around.activeOwners }),
    };
  },
  submit: remind,
};

/** Those of whom a second factor is required go before those who have none on their own account. */
function dueOf({ pending, unprotected }: MemberCounts): OverviewModel['due'] {
  if (pending > 0) return { status: 'pending', count: pending };
  return unprotected > 0 ? { status: 'unprotected', count: unprotected } : null;
}

async function remind(visit: Visit): Promise<Done> {
  const { organization, acting } = visit.administered();
  const status = visit.form.status === 'unprotected' ? 'unprotected' : 'pending';
  const { affected, skipped, job } = await changeMembers(visit.deps.operations, acting, {
    organization,
    members: { matching: { status, text: null } },
    action: { kind: 'remind' },
    mode: 'write',
  });
  const whole = skipped.count > 0 ? 'reminded-some' : 'reminded';
  const key = `console/enforcement.preview.${job === null ? whole : 'reminding'}`;
  return {
    to: job === null ? consolePath(organization.slug) : jobPath(organization.slug, job.id),
    notice: { key, values: { count: affected, skipped: skipped.count } },
  };
}
