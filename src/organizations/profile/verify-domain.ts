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
 * Looks for the record of a domain in the DNS, so that the organization manages the people who have it (ruling 17). Not
 * within a transaction, which must not wait for other people's servers.
 * @returns what is wrong, in words; null when the record is there
 */
export async function domainProblem(check: DomainCheck, claim: DomainClaim): Promise<string | null> {
  const { name, value } = domainRecord(claim);
  const records = await check.textRecords(name).catch(() => null);
  if (records === null)
    return `could not be looked up just now; it needs a TXT record ${name} that says ${value}`;
  return records.includes(value) ? null : `has no TXT record ${name} that says ${value}`;
}
