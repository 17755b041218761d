import type { Operations } from '../../operations/operations.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import { type AdminContext, requireFreshMfa } from '../core/admin-context.ts';
import { lockOrganization } from '../core/lock-organization.ts';
import { mailStateOf, requireMail } from '../core/mail-state.ts';
import type { Organization } from '../core/organization.ts';
import {
  type AskedNext,
  askedNext,
  countAsked,
  mustEnrollBy,
  type ResetCandidate,
  type ResetExclusion,
  type ResetOrder,
  resetExclusion,
  type WantedResets,
} from './candidate.ts';
import { type ResetBatch, resetPasswords } from './reset-passwords.ts';

/** What became of an order. */
export interface OrderedResets {
  readonly ordered: number;
  readonly mustEnroll: boolean;
  /** What the next sign-ins ask, by the number of people. */
  readonly asked: Readonly<Record<AskedNext, number>>;
  readonly skipped: readonly { readonly email: string; readonly reason: ResetExclusion }[];
}

/** Members who get new passwords in one transaction. */
export const resetAtOnce = 1000;

/** Members read at a time where they are only counted. */
const readAtOnce = 5000;

/**
 * Orders new passwords for some members (L4): their old ones open nothing from now on, their sessions end at once, and
 * each is mailed a link that works for an hour. Either all of them or none.
 * @param order.named e-mails or ids, at most `resetAtOnce`
 * @throws Refusal `mfa_required`, `plan_without_enforcement`, `mail_not_working`; with the list `not_found`,
 *   `own_device`, `not_managed_here`, `not_allowed`
 */
export async function orderNamedResets(
  deps: Pick<Operations, 'db' | 'issuer' | 'plans' | 'isMailWorking'>,
  acting: AdminContext,
  { named, ...wanted }: WantedResets & { readonly named: readonly string[] },
): Promise<OrderedResets> {
  const { now } = acting;
  requireFreshMfa(acting);
  const { organizationId } = wanted;
  await requireOrderable(deps, wanted, now);
  return deps.db.transaction(async (stores) => {
    const organization = await lockOrganization(stores, organizationId);
    const query = { named, afterUserId: null, limit: resetAtOnce };
    const candidates = await stores.memberLists.resetCandidates(organizationId, query);
    requireAllKnown(named, candidates);
    for (const code of ['own_device', 'not_managed_here', 'not_allowed'] as const) {
      const list = candidates
        .filter((each) => resetExclusion(acting, each) === code)
        .map(({ email }) => email);
      if (list.length > 0) throw new Refusal(code, { list });
    }
    const mustEnroll = mustEnrollBy(wanted, { organization, plans: deps.plans }, now);
    const order = { organizationId, ...orderOf(acting), mustEnroll };
    const asked = await resetPasswords(stores, deps, { organization, order, candidates, now });
    return { ordered: asked.length, skipped: [], mustEnroll, asked: countAsked(asked) };
  });
}

/**
 * The same for all members whom the organization manages, the one who asks excepted. The first of them are done when
 * this returns; the rest follows from the queue, each batch in a transaction of its own.
 * @throws Refusal `mfa_required`, `plan_without_enforcement`, `mail_not_working`, `nobody_to_mail`, `not_found`
 */
export async function orderAllResets(
  deps: Pick<Operations, 'db' | 'issuer' | 'plans' | 'isMailWorking'>,
  acting: AdminContext,
  wanted: WantedResets,
): Promise<OrderedResets> {
  const { now } = acting;
  requireFreshMfa(acting);
  const { organization, mustEnroll } = await requireOrderable(deps, wanted, now);
  const order = { organizationId: organization.id, ...orderOf(acting), mustEnroll };
  const outcome = await countResets(deps, { order, organization }, now);
  await orderNextResets(deps, { order, afterUserId: null }, now);
  return outcome;
}

/** Who ordered, and when; not the whole context, whose instant would be text once it came out of a queue. */
function orderOf({ actor, admin, now }: AdminContext): Pick<ResetOrder, 'acting' | 'orderedAt'> {
  return { acting: { actor, admin }, orderedAt: now.getTime() };
}

/**
 * Goes on with an order until a batch has reset somebody, and queues what is left. Doing the same again resets nobody
 * twice by one order.
 */
export async function orderNextResets(
  deps: Pick<Operations, 'db' | 'issuer' | 'plans'>,
  { order, afterUserId }: { readonly order: ResetOrder; readonly afterUserId: string | null },
  now: Date,
): Promise<void> {
  for (let after = afterUserId; ; ) {
    const batch = await deps.db.transaction((stores) => resetBatch(stores, deps, { order, after, now }));
    if (batch.last === null || batch.count > 0) return;
    after = batch.last;
  }
}

/** @returns how many were reset, and the last member that was looked at; null at the end */
async function resetBatch(
  stores: Stores,
  deps: Pick<Operations, 'db' | 'issuer' | 'plans'>,
  { order, after, now }: Pick<ResetBatch, 'order' | 'now'> & { readonly after: string | null },
): Promise<{ readonly count: number; readonly last: string | null }> {
  const { organizationId, acting } = order;
  const organization = await lockOrganization(stores, organizationId);
  const query = { named: null, afterUserId: after, limit: resetAtOnce };
  const found = await stores.memberLists.resetCandidates(organizationId, query);
  const candidates = found.filter((each) => resetExclusion(acting, each) === null);
  const { length: count } = await resetPasswords(stores, deps, { organization, order, candidates, now });
  const last = found.length < resetAtOnce ? null : (found.at(-1)?.userId ?? null);
  if (last !== null && count > 0) await stores.outbox.orderResets(order, last);
  return { count, last };
}

async function countResets(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  { order, organization }: Pick<ResetBatch, 'order' | 'organization'>,
  now: Date,
): Promise<OrderedResets> {
  const { acting, mustEnroll } = order;
  const skipped: { email: string; reason: ResetExclusion }[] = [];
  const asked: AskedNext[] = [];
  for (let afterUserId: string | null = null; ; ) {
    const query = { named: null, afterUserId, limit: readAtOnce };
    const found: readonly ResetCandidate[] = await db.memberLists.resetCandidates(organization.id, query);
    for (const each of found) {
      const reason = resetExclusion(acting, each);
      if (reason === null) asked.push(askedNext(each, { organization, plans, mustEnroll }, now));
      else skipped.push({ email: each.email, reason });
    }
    afterUserId = found.at(-1)?.userId ?? null;
    if (found.length < readAtOnce)
      return { ordered: asked.length, skipped, mustEnroll, asked: countAsked(asked) };
  }
}

/**
 * What is asked before the transaction, which must not wait for mails: the plan allows what is wanted, and links reach
 * people, since else everybody would be locked out.
 */
async function requireOrderable(
  { db, plans, isMailWorking }: Pick<Operations, 'db' | 'issuer' | 'plans' | 'isMailWorking'>,
  wanted: WantedResets,
  now: Date,
): Promise<{ readonly organization: Organization; readonly mustEnroll: boolean }> {
  const organization = await db.organizations.findById(wanted.organizationId);
  if (organization === null) throw new Refusal('not_found');
  const mustEnroll = mustEnrollBy(wanted, { organization, plans }, now);
  requireMail(await mailStateOf({ db, isMailWorking }, organization));
  return { organization, mustEnroll };
}

function requireAllKnown(named: readonly string[], candidates: readonly ResetCandidate[]): void {
  const known = new Set(candidates.flatMap(({ email, userId }) => [email, userId]));
  const list = named.filter((each) => !known.has(each));
  if (list.length > 0) throw new Refusal('not_found', { list });
}
