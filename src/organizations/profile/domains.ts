import { Refusal } from '../../refusal/refusal.ts';
import type { Db } from '../../stores.ts';
import { type AdminContext, requireFreshMfa } from '../core/admin-context.ts';
import type { Organization } from '../core/organization.ts';
import type { DomainCheck } from './domain-check.ts';
import type { DomainStore } from './domain-store.ts';
import { type DomainProblem, domainProblem } from './verify-domain.ts';

/** What became of the domains of an organization; the same twice where nothing changed. */
export interface DomainChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What the DNS has said of domains: null where it verifies one, else why not. Others were not looked up. */
export type DomainVerdicts = ReadonlyMap<string, DomainProblem | null>;

const notVerified = 'is not verified; the operator verifies domains';

/** Each is a look-up that somebody else's server answers. */
const mostChecked = 10;

/**
 * What the DNS says of domains that an administrator wants and the organization does not have yet; the operator's word
 * needs no proof. Before the transaction.
 */
export async function checkDomains(
  { db, domainCheck }: { readonly db: Pick<Db, 'domains'>; readonly domainCheck: DomainCheck | null },
  { admin }: AdminContext,
  { organizationId, wanted }: { readonly organizationId: string; readonly wanted: readonly string[] },
): Promise<DomainVerdicts> {
  if (admin === null || domainCheck === null) return new Map();
  const before = await db.domains.of(organizationId);
  const added = [...new Set(wanted)].filter((domain) => !before.includes(domain));
  const verdictOn = (domain: string, index: number) => {
    const problem = `is one too many: add ${mostChecked} at a time`;
    if (index >= mostChecked) return { state: 'too_many', problem } as const;
    return domainProblem(domainCheck, { organizationId, domain });
  };
  return new Map(
    await Promise.all(added.map(async (domain, index) => [domain, await verdictOn(domain, index)] as const)),
  );
}

/**
 * Gives an organization, whose row is locked, exactly these e-mail domains. The operator's word or the DNS verifies a new
 * one, and each belongs to one organization (ruling 17). Giving one up takes a fresh second factor of an administrator,
 * since tickets count no more for people there (ruling 3).
 * @param change.verdicts from `checkDomains`; without one a domain counts as not verified, also where it was given up in the
 *   meantime
 * @throws Refusal `invalid_document` (with "domains[0]: problem"), `mfa_required`
 */
export async function setDomains(
  domains: DomainStore,
  acting: AdminContext,
  change: {
    readonly organization: Organization;
    readonly wanted: readonly string[];
    readonly verdicts: DomainVerdicts;
  },
): Promise<DomainChange> {
  const { organization, wanted, verdicts } = change;
  const before = await domains.of(organization.id);
  const after = [...new Set(wanted)].toSorted();
  const added = after.filter((domain) => !before.includes(domain));
  const removed = before.filter((domain) => !after.includes(domain));
  await requireFree(domains, acting, { wanted, added, verdicts });
  if (removed.length > 0) requireFreshMfa(acting);
  for (const domain of removed) await domains.remove(organization.id, domain);
  for (const domain of added) {
    const verified = {
      verifiedAt: acting.now,
      verifiedBy: acting.admin === null ? 'operator' : 'dns',
    } as const;
    await domains.add({ domain, organizationId: organization.id, ...verified });
  }
  return { before, after };
}

async function requireFree(
  domains: DomainStore,
  { admin }: AdminContext,
  change: {
    readonly wanted: readonly string[];
    readonly added: readonly string[];
    readonly verdicts: DomainVerdicts;
  },
): Promise<void> {
  const { wanted, added, verdicts } = change;
  const list: string[] = [];
  for (const domain of added) {
    const verdict = admin === null ? null : verdicts.get(domain);
    const problem =
      verdict === undefined ? notVerified : (verdict?.problem ?? (await whyTaken(domains, domain)));
    if (problem !== null) list.push(`domains[${wanted.indexOf(domain)}]: ${problem}`);
  }
  if (list.length > 0) throw new Refusal('invalid_document', { list });
}

async function whyTaken(domains: DomainStore, domain: string): Promise<string | null> {
  return (await domains.find(domain)) === null ? null : 'belongs to another organization';
}
