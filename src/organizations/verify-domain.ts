import { Refusal } from '../refusal.ts';
import type { Db } from '../stores.ts';
import type { Acting } from './acting.ts';
import type { DomainCheck } from './domain-check.ts';

export interface DomainClaim {
  readonly organizationId: string;
  /** In lower case. */
  readonly domain: string;
}

/** The TXT record that shows that whoever runs a domain wants it to be this organization's. */
export function domainRecord({ organizationId, domain }: DomainClaim): {
  readonly name: string;
  readonly value: string;
} {
  return { name: `_countersign.${domain}`, value: `countersign-organization=${organizationId}` };
}

/**
 * Verifies an e-mail domain by DNS, so that the organization manages the people who have it (ruling 17).
 * @throws Refusal `not_found`, `invalid_document` (with "domain: problem") for a record that is not there or says
 *   something else, or a domain that another organization has
 */
export async function verifyDomain(
  deps: { readonly db: Db; readonly check: DomainCheck },
  { actor }: Acting,
  claim: DomainClaim,
  now: Date,
): Promise<void> {
  const { organizationId, domain } = claim;
  const { name, value } = domainRecord(claim);
  // Before the transaction, which must not wait for other people's servers.
  const records = await deps.check.textRecords(name);
  if (!records.includes(value)) throw refused(domain, `has no TXT record ${name} that says ${value}`);
  await deps.db.transaction(async ({ organizations, audit }) => {
    if ((await organizations.lockById(organizationId)) === null) throw new Refusal('not_found');
    const owner = await organizations.findDomain(domain);
    if (owner?.organizationId === organizationId) return;
    if (owner !== null) throw refused(domain, 'belongs to another organization');
    const before = await organizations.domainsOf(organizationId);
    await organizations.addDomain({ domain, organizationId, verifiedAt: now, verifiedBy: 'dns' });
    const after = [...before, domain].toSorted();
    const detail = { before: { domains: before }, after: { domains: after }, verifiedBy: 'dns' };
    await audit.record({ type: 'organization.updated', actor, organizationId, detail }, now);
  });
}

function refused(domain: string, problem: string): Refusal {
  return new Refusal('invalid_document', { list: [`${domain}: ${problem}`] });
}
