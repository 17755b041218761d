import type { Organization } from '../organizations/organization.ts';
import type { EnforcementPolicy } from '../policy/facts.ts';
import { activatedAt } from '../policy/policy-in-force.ts';
import { resolvePolicy } from '../policy/resolve-policy.ts';
import { Refusal } from '../refusal.ts';
import { type ApplyRun, fault, operator } from './apply-run.ts';
import type { OrganizationDocument } from './organization-document.ts';

/**
 * Sets the policy of an organization whose members are in place; identical values change nothing, and `tonight` keeps
 * the midnight it first stood for (ruling 5).
 */
export async function applyEnforcement(
  run: ApplyRun,
  organization: Organization,
  document: OrganizationDocument,
  path: string,
): Promise<Organization> {
  if (document.enforcement === undefined) return organization;
  if (run.deps.plans[organization.plan]?.enforcement !== true) {
    throw new Refusal('plan_without_enforcement', {
      reason: `${path}: plan ${organization.plan}`,
      list: [path],
    });
  }
  const previous = readable(organization.enforcement, path);
  const resolution = resolvePolicy(document.enforcement, {
    now: run.now.getTime(),
    timeZone: organization.timeZone,
    previous,
  });
  if (!resolution.ok) throw invalidPolicy(resolution.problems, path);
  const { policy } = resolution;
  if (policy === previous) return organization;
  if (policy.activation.kind === 'when_compliant') await requireProtectedMembers(run, organization, policy);
  const detail = { before: previous, after: policy };
  await run.stores.audit.record(
    { type: 'organization.enforcement_changed', actor: operator, organizationId: organization.id, detail },
    run.now,
  );
  return {
    ...organization,
    enforcement: policy,
    enforcementBefore: bindingBefore(organization, previous, run.now),
  };
}

/** The policy that goes on binding until the new one takes effect; one that was only announced never bound. */
function bindingBefore(
  { enforcementBefore }: Organization,
  previous: EnforcementPolicy | null,
  now: Date,
): Organization['enforcementBefore'] {
  if (previous === null || activatedAt(previous) <= now.getTime()) return previous;
  return enforcementBefore;
}

async function requireProtectedMembers(
  { stores }: ApplyRun,
  organization: Organization,
  policy: EnforcementPolicy,
): Promise<void> {
  if (policy.required !== 'everyone') return;
  const list = await stores.organizations.unprotectedMembers(organization.id, policy.factors);
  if (list.length > 0) throw new Refusal('members_not_protected', { list });
}

function invalidPolicy(problems: readonly { path: string; problem: string }[], path: string): Refusal {
  const list = problems.map(({ path: field, problem }) => `${path}.enforcement.${field}: ${problem}`);
  return new Refusal('invalid_policy', { list, reason: list.join('; ') });
}

function readable(policy: Organization['enforcement'], path: string): EnforcementPolicy | null {
  if (policy === 'unreadable') throw fault(`${path}.enforcement`, 'the stored policy cannot be read');
  return policy;
}
