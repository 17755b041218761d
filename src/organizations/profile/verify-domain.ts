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

/** Why a domain is not verified: `state` for pages, `problem` in words for the API. */
export interface DomainProblem {
  readonly state: 'absent' | 'unreachable' | 'too_many';
  readonly problem: string;
}

/**
 * Looks for the record of a domain in the DNS, so that the organization manages the people who have it (ruling 17). Not
 * within a transaction, which must not wait for other people's servers.
 * @returns what is wrong; null when the record is there
 */
export async function domainProblem(check: DomainCheck, claim: DomainClaim): Promise<DomainProblem | null> {
  const { name, value } = domainRecord(claim);
  const records = await check.textRecords(name).catch(() => null);
  if (records === null) {
    const problem = `could not be looked up just now; it needs a TXT record ${name} that says ${value}`;
    return { state: 'unreachable', problem };
  }
  if (records.includes(value)) return null;
  return { state: 'absent', problem: `has no TXT record ${name} that says ${value}` };
}
