import type { Organization } from '../organizations/core/organization.ts';
import { nextEnforcement, requireCompliance } from '../organizations/enforcement/next-enforcement.ts';
import { noteEnforcement } from '../organizations/enforcement/note-enforcement.ts';
import { type ApplyRun, operator, placed } from './apply-run.ts';
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
  const next = placed(`${path}.enforcement`, () =>
    nextEnforcement(organization, enforcement, deps.plans, now),
  );
  if (next === null) return organization;
  await requireCompliance(stores.organizations, next, now);
  await noteEnforcement(stores, operator, next, now);
  return next.organization;
}
