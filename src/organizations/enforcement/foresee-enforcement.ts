import type { Operations } from '../../operations/operations.ts';
import type { EnforcementDocument } from '../../policy/enforcement/resolve-policy.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { choosesProof, ownersWithoutTickets } from './choose-enrollment-proof.ts';
import { type EnforcementPreview, previewEnforcement } from './enforcement-preview.ts';
import { type NextEnforcement, requireCompliance, resolveEnforcement } from './next-enforcement.ts';

/** What stands in the way of saving a policy as things are, beside what a mail server may say then. */
export interface EnforcementStops {
  /** Who is not protected and has to be first. */
  readonly unprotected: readonly string[];
  /** Owners of whom one has to be protected, so that there is somebody to issue tickets. */
  readonly owners: readonly string[];
}

/** A preview with what is changed by it, and what is in its way. */
export interface ForeseenEnforcement extends Omit<NextEnforcement, 'organization'> {
  readonly preview: EnforcementPreview;
  readonly stops: EnforcementStops;
  /** Whether saving it sends a test mail, since codes are to be mailed and no mail was ever seen to go out. */
  readonly sendsTestMail: boolean;
}

/**
 * All that an administrator should know before they save a policy; nothing is changed and nothing is sent.
 * @throws Refusal `plan_without_enforcement`, `invalid_policy`
 */
export async function foreseeEnforcement(
  { db, plans, isMailWorking }: Pick<Operations, 'db' | 'plans' | 'isMailWorking'>,
  { organization, now }: Omit<OrganizationAt, 'plans'>,
  document: EnforcementDocument,
): Promise<ForeseenEnforcement> {
  const at = { organization, plans, now };
  const next = { ...resolveEnforcement(at, document), organization };
  const preview = await previewEnforcement(db, at, document);
  const isUnchanged = next.before === next.after;
  const asksMail = !isUnchanged && choosesProof(next, 'mailbox');
  const { organization: _, ...change } = next;
  return {
    ...change,
    preview,
    stops: isUnchanged
      ? { unprotected: [], owners: [] }
      : { unprotected: await blocking(db, next, now), owners: await ownersWithoutTickets(db, next) },
    // Nobody is mailed to find that out.
    sendsTestMail: asksMail && !(await isMailWorking(null, '')),
  };
}

/** The very members with whose names the save would be refused. */
async function blocking(
  { memberLists }: Pick<Operations['db'], 'memberLists'>,
  next: NextEnforcement,
  now: Date,
): Promise<readonly string[]> {
  try {
    await requireCompliance(memberLists, next, now);
    return [];
  } catch (error) {
    if (error instanceof Refusal && error.code === 'members_not_protected') return error.detail.list ?? [];
    throw error;
  }
}
