import { nextEnforcement, requireCompliance } from '../organizations/next-enforcement.ts';
import { noteEnforcement } from '../organizations/note-enforcement.ts';
import type { Organization } from '../organizations/organization.ts';
import { Refusal } from '../refusal.ts';
import { type ApplyRun, operator } from './apply-run.ts';
import type { OrganizationDocument } from './organization-document.ts';

/** Sets the policy of an organization whose members are in place; identical values change nothing. */
export async function applyEnforcement(
  { stores, deps, now }: ApplyRun,
  organization: Organization,
  document: OrganizationDocument,
  path: string,
): Promise<Organization> {
  const { enforcement } = document;
  if (enforcement === undefined) return organization;
  const next = at(path, () => nextEnforcement(organization, enforcement, deps.plans, now));
  if (next === null) return organization;
  await requireCompliance(stores.organizations, next, now);
  await noteEnforcement(stores, operator, next, now);
  return next.organization;
}

/** Names the place in the file of what was refused. */
function at<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { list, ...detail } = error.detail;
    const whole = [`${path}.enforcement: ${sentenceOf(error)}`];
    const placed = list?.map((line) => `${path}.enforcement.${line}`) ?? whole;
    throw new Refusal(error.code, { ...detail, reason: placed.join('; '), list: placed });
  }
}

function sentenceOf({ code, message }: Refusal): string {
  return code === 'plan_without_enforcement'
    ? `the ${message} of this organization cannot require a second factor, or its trial has ended`
    : message;
}
