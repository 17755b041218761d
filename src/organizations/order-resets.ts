import { Refusal } from '../refusal.ts';
import type { Db, Stores } from '../stores.ts';
import { type Acting, requireFreshMfa } from './acting.ts';
import type { Organization } from './organization.ts';
import { type ResetContext, resetMembers } from './reset-members.ts';
import { type ResetCandidate, type ResetOrder, type WhyNotReset, whyNotReset } from './reset-order.ts';

export interface ResetOrderDeps extends ResetContext {
  readonly db: Db;
}

export interface CheckedResetDeps extends ResetOrderDeps {
  /** Whether the mail server has accepted a mail; sends a test mail to find out (ruling 13). */
  readonly isMailWorking: (to: string, organization: string) => Promise<boolean>;
}

/** What became of an order. */
export interface OrderedResets {
  readonly ordered: number;
  readonly skipped: readonly { readonly email: string; readonly reason: WhyNotReset }[];
}

/** Members who get new passwords in one transaction. */
export const resetAtOnce = 1000;

/** Members read at a time where they are only counted. */
const readAtOnce = 5000;

/**
 * Orders new passwords for some members (L4): their old ones open nothing from now on, their sessions end at once, and
 * each is mailed a link that works for an hour. Either all of them or none.
 * @param order.named e-mails or ids, at most `resetAtOnce`
 * @throws Refusal `mfa_required`, `mail_not_working`; with the list `not_found`, `own_device`, `not_managed_here`,
 *   `not_allowed`
 */
export async function orderNamedResets(
  deps: CheckedResetDeps,
  acting: Acting,
  { organizationId, named }: { readonly organizationId: string; readonly named: readonly string[] },
  now: Date,
): Promise<OrderedResets> {
  requireFreshMfa(acting, now);
  await requireMail(deps, organizationId);
  return deps.db.transaction(async (stores) => {
    const organization = await lock(stores, organizationId);
    const query = { named, afterUserId: null, limit: resetAtOnce };
    const candidates = await stores.organizations.resetCandidates(organizationId, query);
    requireAllKnown(named, candidates);
    for (const code of ['own_device', 'not_managed_here', 'not_allowed'] as const) {
      const list = candidates.filter((each) => whyNotReset(acting, each) === code).map(({ email }) => email);
      if (list.length > 0) throw new Refusal(code, { list });
    }
    const order = { organizationId, acting, orderedAt: now.getTime() };
    return {
      ordered: await resetMembers(stores, deps, { organization, order, candidates }, now),
      skipped: [],
    };
  });
}

/**
 * The same for all members whom the organization manages, the one who asks excepted. The first of them are done when
 * this returns; the rest follows from the queue, each batch in a transaction of its own.
 * @throws Refusal `mfa_required`, `mail_not_working`, `not_found`
 */
export async function orderAllResets(
  deps: CheckedResetDeps,
  acting: Acting,
  organizationId: string,
  now: Date,
): Promise<OrderedResets> {
  requireFreshMfa(acting, now);
  await requireMail(deps, organizationId);
  const outcome = await countResets(deps.db, acting, organizationId);
  await orderNextResets(deps, { organizationId, acting, orderedAt: now.getTime() }, null, now);
  return outcome;
}

/**
 * Goes on with an order until a batch has reset somebody, and queues what is left. Doing the same again resets nobody
 * twice by one order.
 */
export async function orderNextResets(
  deps: ResetOrderDeps,
  order: ResetOrder,
  afterUserId: string | null,
  now: Date,
): Promise<void> {
  for (let after = afterUserId; ; ) {
    const batch = await deps.db.transaction((stores) => resetBatch(stores, deps, { order, after }, now));
    if (batch.last === null || batch.count > 0) return;
    after = batch.last;
  }
}

/** @returns how many were reset, and the last member that was looked at; null at the end */
async function resetBatch(
  stores: Stores,
  deps: ResetOrderDeps,
  { order, after }: { readonly order: ResetOrder; readonly after: string | null },
  now: Date,
): Promise<{ readonly count: number; readonly last: string | null }> {
  const { organizationId, acting } = order;
  const organization = await lock(stores, organizationId);
  const query = { named: null, afterUserId: after, limit: resetAtOnce };
  const found = await stores.organizations.resetCandidates(organizationId, query);
  const candidates = found.filter((each) => whyNotReset(acting, each) === null);
  const count = await resetMembers(stores, deps, { organization, order, candidates }, now);
  const last = found.length < resetAtOnce ? null : (found.at(-1)?.userId ?? null);
  if (last !== null && count > 0) await stores.outbox.orderResets(order, last);
  return { count, last };
}

async function countResets(
  { organizations }: Pick<Db, 'organizations'>,
  acting: Acting,
  organizationId: string,
): Promise<OrderedResets> {
  const skipped: { email: string; reason: WhyNotReset }[] = [];
  let members = 0;
  for (let afterUserId: string | null = null; ; ) {
    const query = { named: null, afterUserId, limit: readAtOnce };
    const found: readonly ResetCandidate[] = await organizations.resetCandidates(organizationId, query);
    members += found.length;
    for (const each of found) {
      const reason = whyNotReset(acting, each);
      if (reason !== null) skipped.push({ email: each.email, reason });
    }
    afterUserId = found.at(-1)?.userId ?? null;
    if (found.length < readAtOnce) return { ordered: members - skipped.length, skipped };
  }
}

/** Links that reach nobody would lock everybody out. Asked before the transaction, which must not wait for mails. */
async function requireMail({ db, isMailWorking }: CheckedResetDeps, organizationId: string): Promise<void> {
  const organization = await db.organizations.findById(organizationId);
  const [owner] = await db.organizations.owners(organizationId);
  const to = organization?.notificationEmail ?? owner?.email;
  if (to !== undefined && (await isMailWorking(to, organization?.name ?? ''))) return;
  throw new Refusal('mail_not_working');
}

async function lock({ organizations }: Stores, organizationId: string): Promise<Organization> {
  const organization = await organizations.lockById(organizationId);
  if (organization === null) throw new Refusal('not_found');
  return organization;
}

function requireAllKnown(named: readonly string[], candidates: readonly ResetCandidate[]): void {
  const known = new Set(candidates.flatMap(({ email, userId }) => [email, userId]));
  const list = named.filter((each) => !known.has(each));
  if (list.length > 0) throw new Refusal('not_found', { list });
}
