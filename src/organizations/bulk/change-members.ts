import type { BulkAction, ChosenMembers, LongJob, LongJobKind } from '../../long-jobs/long-job.ts';
import { startJob } from '../../long-jobs/start-job.ts';
import type { Operations } from '../../operations/operations.ts';
import { type AdminContext, requireFreshMfa } from '../core/admin-context.ts';
import { lockOrganization } from '../core/lock-organization.ts';
import type { Organization } from '../core/organization.ts';
import { requireEntitledOverride } from '../members/entitled-override.ts';
import type { MemberKey, MemberRow } from '../members/member-list-store.ts';
import { applyToMembers } from './apply-to-members.ts';
import {
  type ChosenFrom,
  type ChosenPage,
  chosenMembers,
  resolveNames,
  type WantedMembers,
} from './chosen-members.ts';
import { changeOf, type ForecastContext, forecastAll } from './forecast.ts';
import {
  countSkipped,
  type SkippedCounter,
  type SkippedMembers,
  skippedMember,
  unknownMember,
} from './skipped-members.ts';

/** What is to be done to whom. */
export interface WantedChange {
  readonly organization: Organization;
  readonly members: WantedMembers;
  readonly action: BulkAction;
  /** `dry_run`: only tells what would come of it. */
  readonly mode: 'dry_run' | 'write';
}

/** What came, or would come, of a change of many members. */
export interface ChangedMembers {
  /** Whom something was done to; with a job: whom it is expected to. */
  readonly affected: number;
  readonly skipped: SkippedMembers;
  /** Whether it takes a second factor of the last five minutes. */
  readonly needsFreshMfa: boolean;
  /** What goes on with it, where there are more than are changed at once. */
  readonly job: LongJob | null;
}

/** Members who are changed by one request, in one transaction. */
export const membersAtOnce = 200;

/** Members who are looked at in one statement. */
const readAtOnce = 1000;

/**
 * Reminds many members, or sets their override, each by the operation for one of them (ruling 28). More than
 * `membersAtOnce` become a job. What it would come to is asked first, by the same rules.
 * @throws Refusal `plan_without_enforcement`; `mfa_required` where it loosens anything (ruling 14); `not_found`,
 *   `too_many_jobs`
 */
export async function changeMembers(
  deps: Pick<Operations, 'db' | 'plans'>,
  acting: AdminContext,
  wanted: WantedChange,
): Promise<ChangedMembers> {
  const { organization, action, mode } = wanted;
  const { plans } = deps;
  const { now } = acting;
  const override = changeOf(action).override ?? 'inherit';
  if (action.kind !== 'remind') requireEntitledOverride({ organization, plans, now }, override);
  const { chosen, unknown } = await chosenBy(deps, acting, wanted);
  const skipped = countSkipped();
  for (const name of unknown) skipped.add(unknownMember(name));
  const context = { acting, action, organization, plans };
  const expected = await expect(deps, { ...context, chosen }, skipped);
  const { total, ...outcome } = expected;
  if (mode === 'dry_run') return { ...outcome, skipped: skipped.read(), job: null };
  if (outcome.needsFreshMfa) requireFreshMfa(acting);
  if (total > membersAtOnce) {
    const job = await deps.db.transaction(async (stores) => {
      await lockOrganization(stores, organization.id);
      const work = { of: 'members', chosen, action } as const;
      return startJob(stores, acting, {
        organizationId: organization.id,
        kind: jobKinds[action.kind],
        work,
        total,
      });
    });
    return { ...outcome, skipped: skipped.read(), job };
  }
  return changeNow(deps, { ...context, chosen }, unknown);
}

const jobKinds: Readonly<Record<BulkAction['kind'], LongJobKind>> = {
  remind: 'remind_members',
  require: 'require_members',
  exempt: 'exempt_members',
  inherit: 'inherit_members',
};

type Deps = Pick<Operations, 'db' | 'plans'>;

interface ChosenContext extends ForecastContext {
  readonly chosen: ChosenMembers;
}

async function chosenBy(
  { db }: Deps,
  { now }: AdminContext,
  { organization, members }: WantedChange,
): Promise<{ readonly chosen: ChosenMembers; readonly unknown: readonly string[] }> {
  if ('matching' in members)
    return { chosen: { filter: members.matching, joinedBy: now.getTime() }, unknown: [] };
  const { ids, unknown } = await resolveNames(db, organization.id, members.named);
  return { chosen: { ids }, unknown };
}

interface Expected extends Pick<ChangedMembers, 'affected' | 'needsFreshMfa'> {
  readonly total: number;
}

async function expect({ db }: Deps, context: ChosenContext, skipped: SkippedCounter): Promise<Expected> {
  let [total, affected, needsFreshMfa] = [0, 0, false];
  const at = { ...context, now: context.acting.now };
  for (let after: MemberKey | null = null; ; ) {
    const from: ChosenFrom = { after, limit: readAtOnce };
    const page: ChosenPage = await db.transaction((stores) => chosenMembers(stores, at, from));
    for (const forecast of await forecastAll(db, context, page.rows)) {
      total += 1;
      if (forecast.skipped !== null) skipped.add(skippedMember(forecast.row, forecast.skipped));
      else {
        affected += 1;
        needsFreshMfa ||= forecast.needsFreshMfa;
      }
    }
    if (page.next === null) return { total, affected, needsFreshMfa };
    after = page.next;
  }
}

/** In one transaction, so that the answer tells of all of it or nothing has happened. */
async function changeNow(
  { db }: Deps,
  context: ChosenContext,
  unknown: readonly string[],
): Promise<ChangedMembers> {
  const { organizationId, now } = { organizationId: context.organization.id, now: context.acting.now };
  return db.transaction(async (stores) => {
    const organization = await lockOrganization(stores, organizationId);
    const at = { ...context, organization, now };
    const { rows } = await chosenMembers(stores, at, { after: null, limit: readAtOnce });
    const { done, skipped: those } = await applyToMembers(stores, { ...context, organization }, rows);
    const skipped = countSkipped();
    for (const name of unknown) skipped.add(unknownMember(name));
    const byId = new Map<string, MemberRow>(rows.map((row) => [row.member.userId, row]));
    for (const { userId, reason } of those) {
      const row = byId.get(userId);
      if (row !== undefined) skipped.add(skippedMember(row, reason));
    }
    return { affected: done, skipped: skipped.read(), needsFreshMfa: false, job: null };
  });
}
