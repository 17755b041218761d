import type { Operations } from '../../operations/operations.ts';
import type { EnforcementDocument } from '../../policy/enforcement/resolve-policy.ts';
import { factorKinds } from '../../policy/factors/factor-kinds.ts';
import { canReach } from '../../policy/factors/factor-reach.ts';
import type { EnrollmentProof } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import { type MailState, mailStateOf, requireMail } from '../core/mail-state.ts';
import { type NextEnforcement, resolveEnforcement } from './next-enforcement.ts';

/**
 * Ruling 13: a proof by mailbox needs mails that go out, one by ticket an owner who can issue it: who is protected
 * by the terms of this very policy (ruling 11).
 * @throws Refusal `mail_not_working`, `nobody_to_mail`; `members_not_protected` with the owners
 */
export async function requireEnrollmentProof(
  { members }: Pick<Stores, 'members'>,
  next: NextEnforcement,
  mail: MailState,
): Promise<void> {
  if (choosesProof(next, 'mailbox')) requireMail(mail);
  const owners = await ownersWithoutTickets({ members }, next);
  if (owners.length > 0) throw new Refusal('members_not_protected', { list: owners });
}

/** The owners, where one of them has to be protected to issue tickets and none is. */
export async function ownersWithoutTickets(
  { members }: Pick<Stores, 'members'>,
  { organization, ...next }: NextEnforcement,
): Promise<readonly string[]> {
  const { before, after } = next;
  // Whoever was protected so far stays so where nothing that protected them is excluded.
  const isExcluding = factorKinds.some((kind) => canReach(kind, before) && !canReach(kind, after));
  if (!choosesProof(next, 'ticket') && !(after.enrollmentProof === 'ticket' && isExcluding)) return [];
  const owners = await members.owners(organization.id);
  const isIssuer = owners.some(({ factors }) => factors.some((kind) => canReach(kind, after)));
  return isIssuer ? [] : owners.map(({ email }) => email);
}

/** Where no policy was saved, nobody has chosen a proof yet. */
export function choosesProof(
  { before, after, isFirst }: Omit<NextEnforcement, 'organization'>,
  proof: EnrollmentProof,
): boolean {
  return after.enrollmentProof === proof && (isFirst || before.enrollmentProof !== proof);
}

/**
 * Asked before the transaction, which must not wait for a mail server; and only where the mailbox is chosen by this
 * change, so that others need no mail server that works.
 * @throws Refusal `plan_without_enforcement`, `invalid_policy`
 */
export async function checkMail(
  deps: Pick<Operations, 'db' | 'plans' | 'isMailWorking'>,
  { organizationId, document }: { readonly organizationId: string; readonly document: EnforcementDocument },
  now: Date,
): Promise<MailState> {
  const organization = await deps.db.organizations.findById(organizationId);
  if (organization === null) return 'unproven';
  const next = resolveEnforcement({ organization, plans: deps.plans, now }, document);
  if (next.after === next.before || !choosesProof(next, 'mailbox')) return 'unproven';
  return mailStateOf(deps, organization);
}
