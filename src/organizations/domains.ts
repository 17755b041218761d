import { Refusal } from '../refusal.ts';
import { type Acting, requireFreshMfa } from './acting.ts';
import type { Organization } from './organization.ts';
import type { OrganizationStore } from './store.ts';

/** What became of the domains of an organization; the same twice where nothing changed. */
export interface DomainChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Gives an organization, whose row is locked, exactly these e-mail domains. The operator's word verifies a new one, and
 * each belongs to one organization; an administrator can only give domains up (ruling 17), which takes a fresh second
 * factor, since tickets count no more for people there (ruling 3).
 * @throws Refusal `invalid_document` (with "domains[0]: problem"), `mfa_required`
 */
export async function setDomains(
  organizations: OrganizationStore,
  acting: Acting,
  { organization, wanted }: { readonly organization: Organization; readonly wanted: readonly string[] },
  now: Date,
): Promise<DomainChange> {
  const before = await organizations.domainsOf(organization.id);
  const after = [...new Set(wanted)].toSorted();
  const added = after.filter((domain) => !before.includes(domain));
  const removed = before.filter((domain) => !after.includes(domain));
  await requireFree(organizations, acting, { wanted, added });
  if (removed.length > 0) requireFreshMfa(acting, now);
  for (const domain of removed) await organizations.removeDomain(organization.id, domain);
  for (const domain of added) {
    const verified = { verifiedAt: now, verifiedBy: 'operator' } as const;
    await organizations.addDomain({ domain, organizationId: organization.id, ...verified });
  }
  return { before, after };
}

async function requireFree(
  organizations: OrganizationStore,
  { admin }: Acting,
  { wanted, added }: { readonly wanted: readonly string[]; readonly added: readonly string[] },
): Promise<void> {
  const list: string[] = [];
  for (const domain of added) {
    const path = `domains[${wanted.indexOf(domain)}]`;
    if (admin !== null) list.push(`${path}: is not verified; the operator verifies domains`);
    else if ((await organizations.findDomain(domain)) !== null)
      list.push(`${path}: belongs to another organization`);
  }
  if (list.length > 0) throw new Refusal('invalid_document', { list });
}
