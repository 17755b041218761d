import { Refusal } from '../refusal.ts';
import type { Db } from '../stores.ts';
import { type Acting, requireFreshMfa } from './acting.ts';
import type { DomainCheck } from './domain-check.ts';
import type { Organization } from './organization.ts';
import type { OrganizationStore } from './store.ts';
import { domainProblem } from './verify-domain.ts';

/** What became of the domains of an organization; the same twice where nothing changed. */
export interface DomainChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What an administrator may not add, with the reason; empty where the DNS has said yes to all of it. */
export type DomainProblems = ReadonlyMap<string, string>;

/** Each is a look-up that somebody else's server answers. */
const mostChecked = 10;

/**
 * What the DNS says of domains that an administrator wants and the organization does not have yet; the operator's word
 * needs no proof. Before the transaction.
 */
export async function checkDomains(
  { db, domainCheck }: { readonly db: Pick<Db, 'organizations'>; readonly domainCheck: DomainCheck | null },
  { admin }: Acting,
  { organizationId, wanted }: { readonly organizationId: string; readonly wanted: readonly string[] },
): Promise<DomainProblems> {
  if (admin === null) return new Map();
  const before = await db.organizations.domainsOf(organizationId);
  const added = wanted.filter((domain) => !before.includes(domain));
  const problemOf = (domain: string, index: number) => {
    if (domainCheck === null) return 'is not verified; the operator verifies domains';
    if (index >= mostChecked) return `is one too many: add ${mostChecked} at a time`;
    return domainProblem(domainCheck, { organizationId, domain });
  };
  const problems = await Promise.all(
    added.map(async (domain, index) => [domain, await problemOf(domain, index)] as const),
  );
  return new Map(problems.flatMap(([domain, problem]) => (problem === null ? [] : [[domain, problem]])));
}

/**
 * Gives an organization, whose row is locked, exactly these e-mail domains. The operator's word or the DNS verifies a new
 * one, and each belongs to one organization (ruling 17). Giving one up takes a fresh second factor of an administrator,
 * since tickets count no more for people there (ruling 3).
 * @param change.problems from `checkDomains`
 * @throws Refusal `invalid_document` (with "domains[0]: problem"), `mfa_required`
 */
export async function setDomains(
  organizations: OrganizationStore,
  acting: Acting,
  change: {
    readonly organization: Organization;
    readonly wanted: readonly string[];
    readonly problems: DomainProblems;
  },
  now: Date,
): Promise<DomainChange> {
  const { organization, wanted, problems } = change;
  const before = await organizations.domainsOf(organization.id);
  const after = [...new Set(wanted)].toSorted();
  const added = after.filter((domain) => !before.includes(domain));
  const removed = before.filter((domain) => !after.includes(domain));
  await requireFree(organizations, { wanted, added, problems });
  if (removed.length > 0) requireFreshMfa(acting, now);
  for (const domain of removed) await organizations.removeDomain(organization.id, domain);
  for (const domain of added) {
    const verified = { verifiedAt: now, verifiedBy: acting.admin === null ? 'operator' : 'dns' } as const;
    await organizations.addDomain({ domain, organizationId: organization.id, ...verified });
  }
  return { before, after };
}

async function requireFree(
  organizations: OrganizationStore,
  change: {
    readonly wanted: readonly string[];
    readonly added: readonly string[];
    readonly problems: DomainProblems;
  },
): Promise<void> {
  const { wanted, added, problems } = change;
  const list: string[] = [];
  for (const domain of added) {
    const problem = problems.get(domain) ?? (await whyTaken(organizations, domain));
    if (problem !== null) list.push(`domains[${wanted.indexOf(domain)}]: ${problem}`);
  }
  if (list.length > 0) throw new Refusal('invalid_document', { list });
}

async function whyTaken(organizations: OrganizationStore, domain: string): Promise<string | null> {
  return (await organizations.findDomain(domain)) === null ? null : 'belongs to another organization';
}
