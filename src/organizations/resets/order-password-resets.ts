import type { LongJob } from '../../long-jobs/long-job.ts';
import { startJob } from '../../long-jobs/start-job.ts';
import type { Operations } from '../../operations/operations.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { chosenMembers } from '../bulk/chosen-members.ts';
import { type AdminContext, requireFreshMfa } from '../core/admin-context.ts';
import { lockOrganization } from '../core/lock-organization.ts';
import { mailStateOf, requireMail } from '../core/mail-state.ts';
import type { MemberFilter } from '../members/member-list-store.ts';
import {
  type AskedNext,
  candidateOf,
  countAsked,
  mustEnrollBy,
  type ResetCandidate,
  type ResetExclusion,
  type ResetOrder,
  resetExclusion,
  type WantedResets,
} from './candidate.ts';
import { type CountedOrder, countOf, countResets } from './count-resets.ts';
import { resetPasswords } from './reset-passwords.ts';

/** What became of an order, or would. */
export interface OrderedResets {
  /** With a job: who is expected to be reset. */
  readonly ordered: number;
  readonly mustEnroll: boolean;
  /** What the next sign-ins ask, by the number of people. */
  readonly asked: Readonly<Record<AskedNext, number>>;
  readonly skipped: readonly { readonly email: string; readonly reason: ResetExclusion | 'not_found' }[];
  /** What goes on with it, where they are more than are reset at once. */
  readonly job: LongJob | null;
}

type Mode = 'dry_run' | 'write';

/** Members who get new passwords in one transaction. */
export const resetAtOnce = 1000;

type Deps = Pick<Operations, 'db' | 'issuer' | 'plans' | 'isMailWorking'>;

/** Members by name. */
interface NamedResets extends WantedResets {
  readonly named: readonly string[];
  readonly excluded?: 'refuse' | 'skip';
}

/**
 * Orders new passwords for some members (L4): their old ones open nothing from now on, their sessions end at once, and
 * each is mailed a link that works for an hour. Either all of them or none, unless those who may not be reset are to be
 * passed over.
 * @param order.named e-mails or ids, at most `resetAtOnce`
 * @param order.excluded whether somebody who may not be reset stands in the way; default `refuse`
 * @throws Refusal `mfa_required`, `plan_without_enforcement`, `mail_not_working`; with the list `not_found`,
 *   `own_device`, `not_managed_here`, `not_allowed`
 */
export async function orderNamedResets(
  deps: Deps,
  acting: AdminContext,
  { named, excluded = 'refuse', ...wanted }: NamedResets,
): Promise<OrderedResets> {
  const { now } = acting;
  requireFreshMfa(acting);
  const { organizationId } = wanted;
  await requireOrderable(deps, wanted, now);
  return deps.db.transaction(async (stores) => {
    const organization = await lockOrganization(stores, organizationId);
    const candidates = (await stores.memberLists.named(organizationId, named)).map(candidateOf);
    requireAllKnown(named, candidates);
    const skipped = candidates.flatMap((each) => {
      const reason = resetExclusion(acting, each);
      return reason === null ? [] : [{ email: each.email, reason }];
    });
    if (excluded === 'refuse') requireNoneExcluded(skipped);
    const mustEnroll = mustEnrollBy(wanted, { organization, plans: deps.plans }, now);
    const order = { organizationId, ...orderOf(acting), mustEnroll };
    const those = candidates.filter((each) => resetExclusion(acting, each) === null);
    const asked = await resetPasswords(stores, deps, { organization, order, candidates: those, now });
    return { ordered: asked.length, skipped, mustEnroll, asked: countAsked(asked), job: null };
  });
}

/**
 * What the same would come to: nothing changes, nobody is mailed, and whoever stands in its way is told as skipped.
 * @throws Refusal `plan_without_enforcement`, `not_found`
 */
export async function previewNamedResets(
  deps: Pick<Operations, 'db' | 'plans'>,
  acting: AdminContext,
  { named, ...wanted }: WantedResets & { readonly named: readonly string[] },
): Promise<OrderedResets> {
  const { organization, mustEnroll } = await findOrder(deps, wanted, acting.now);
  const candidates = (await deps.db.memberLists.named(organization.id, named)).map(candidateOf);
  const counted = countOf(deps, acting, { organization, mustEnroll });
  counted.add(candidates);
  const unknown = unknownAmong(named, candidates).map((email) => ({ email, reason: 'not_found' as const }));
  const { skipped, ...outcome } = counted.read();
  return { ...outcome, skipped: [...unknown, ...skipped], mustEnroll, job: null };
}

/**
 * The same for all members whom the organization manages, or those whom a filter finds, the one who asks excepted. More
 * than `resetAtOnce` become a job, each batch in a transaction of its own.
 * @throws Refusal `mfa_required`, `plan_without_enforcement`, `mail_not_working`, `nobody_to_mail`, `not_found`,
 *   `too_many_jobs`
 */
export async function orderMatchingResets(
  deps: Deps,
  acting: AdminContext,
  { matching, mode, ...wanted }: WantedResets & { readonly matching: MemberFilter; readonly mode: Mode },
): Promise<OrderedResets> {
  const { now } = acting;
  if (mode === 'write') requireFreshMfa(acting);
  const found = mode === 'write' ? requireOrderable : findOrder;
  const { organization, mustEnroll } = await found(deps, wanted, now);
  const chosen = { filter: matching, joinedBy: now.getTime() };
  const { total, ...outcome } = await countResets(deps, acting, { organization, mustEnroll, chosen });
  const told = { ...outcome, mustEnroll, job: null };
  if (mode === 'dry_run') return told;
  const order = { organizationId: organization.id, ...orderOf(acting), mustEnroll };
  return deps.db.transaction(async (stores) => {
    const locked = await lockOrganization(stores, organization.id);
    if (total > resetAtOnce) {
      const work = { of: 'resets', chosen, mustEnroll, orderedAt: order.orderedAt } as const;
      const { organizationId } = order;
      const job = await startJob(stores, acting, { organizationId, kind: 'reset_passwords', work, total });
      return { ...told, job };
    }
    const at = { organization: locked, plans: deps.plans, now, chosen };
    const { rows } = await chosenMembers(stores, at, { after: null, limit: resetAtOnce });
    const candidates = rows.map(candidateOf).filter((each) => resetExclusion(acting, each) === null);
    const asked = await resetPasswords(stores, deps, { organization: locked, order, candidates, now });
    return { ...told, ordered: asked.length, asked: countAsked(asked) };
  });
}

/** Who ordered, and when. */
function orderOf({ actor, admin, now }: AdminContext): Pick<ResetOrder, 'acting' | 'orderedAt'> {
  return { acting: { actor, admin }, orderedAt: now.getTime() };
}

/**
 * What is asked before the transaction, which must not wait for mails: the plan allows what is wanted, and links reach
 * people, since else everybody would be locked out.
 */
async function requireOrderable(
  { db, plans, isMailWorking }: Deps,
  wanted: WantedResets,
  now: Date,
): Promise<CountedOrder> {
  const order = await findOrder({ db, plans }, wanted, now);
  requireMail(await mailStateOf({ db, isMailWorking }, order.organization));
  return order;
}

async function findOrder(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  wanted: WantedResets,
  now: Date,
): Promise<CountedOrder> {
  const organization = await db.organizations.findById(wanted.organizationId);
  if (organization === null) throw new Refusal('not_found');
  return { organization, mustEnroll: mustEnrollBy(wanted, { organization, plans }, now) };
}

function requireNoneExcluded(
  excluded: readonly { readonly email: string; readonly reason: ResetExclusion }[],
) {
  for (const code of ['own_device', 'not_managed_here', 'not_allowed'] as const) {
    const list = excluded.filter(({ reason }) => reason === code).map(({ email }) => email);
    if (list.length > 0) throw new Refusal(code, { list });
  }
}

function requireAllKnown(named: readonly string[], candidates: readonly ResetCandidate[]): void {
  const list = unknownAmong(named, candidates);
  if (list.length > 0) throw new Refusal('not_found', { list });
}

function unknownAmong(named: readonly string[], candidates: readonly ResetCandidate[]): readonly string[] {
  const known = new Set(candidates.flatMap(({ email, userId }) => [email, userId]));
  return named.filter((each) => !known.has(each));
}
