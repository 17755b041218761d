import {
  enforcementStanding,
  type Withdrawal,
  withdrawalOf,
} from '../../../organizations/enforcement/enforcement-standing.ts';
import { setEnforcement } from '../../../organizations/enforcement/set-enforcement.ts';
import { summarizeMembers } from '../../../organizations/members/member-summary.ts';
import { activatedAt } from '../../../policy/enforcement/policy-in-force.ts';
import type { Instant } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { enforcementPath, organizationAt, room } from './room.ts';

/** Before enforcement is taken back: what stays, and what members may do then. */
export interface RevokeModel extends AreaFrame {
  readonly organization: string;
  readonly slug: string;
  /** Null: there is nothing to take back. */
  readonly withdrawal: Withdrawal['kind'] | null;
  /** What goes on binding: where an announced change is cancelled, the rule before it may ask everyone. */
  readonly isStillForEveryone: boolean;
  readonly startsAt: Instant;
  readonly members: number;
  readonly chosen: number;
  /** Of the organization, so that it is taken back as it was read. */
  readonly version: number;
}

export const revokePage: AreaPage<RevokeModel> = {
  ...room,
  name: 'revoke',
  wordsUnder: ({ withdrawal }) => (withdrawal === 'cancel' ? 'cancel' : 'revoke'),
  path: '/console/:slug/enforcement/revoke',
  actions: ['continue'],
  async content(visit) {
    const { db } = visit.deps.operations;
    const { id, name: organization, slug, version } = visit.administered().organization;
    const at = organizationAt(visit);
    const standing = enforcementStanding(at);
    const counts = await summarizeMembers(db, at);
    return {
      organization,
      slug,
      withdrawal: withdrawalOf(standing)?.kind ?? null,
      isStillForEveryone: standing.phase === 'changing',
      startsAt: activatedAt(standing.saved),
      members: counts.members,
      chosen: await db.members.countRequired(id),
      version,
    };
  },
  async submit(visit) {
    const { organization, acting } = visit.administered();
    const withdrawal = withdrawalOf(enforcementStanding(organizationAt(visit)));
    if (withdrawal === null) return { to: enforcementPath(organization.slug) };
    await setEnforcement(visit.deps.operations, acting, {
      organizationId: organization.id,
      document: withdrawal.document,
      previewVersion: null,
      expectedVersion: seenVersion(visit),
    });
    const notice = { key: `console/enforcement.${withdrawal.kind}.done`, values: {} };
    return { to: enforcementPath(organization.slug), notice };
  },
};

/** @throws Refusal `stale_version` for a form that does not say what it was about */
function seenVersion({ form }: Visit): number {
  const seen = Number(form.version);
  if (!Number.isSafeInteger(seen)) throw new Refusal('stale_version');
  return seen;
}
