import type { Organization, OrganizationDomain } from '../core/organization.ts';

export interface OrganizationWithDomains {
  readonly organization: Organization;
  /** Verified e-mail domains. */
  readonly domains: readonly string[];
}

/** Verified e-mail domains; each belongs to one organization. */
export interface DomainStore {
  find(domain: string): Promise<OrganizationDomain | null>;
  /** Refuses `invalid_document` when it belongs to an organization already. */
  add(domain: OrganizationDomain): Promise<void>;
  remove(organizationId: string, domain: string): Promise<void>;
  /** Verified e-mail domains, in alphabetical order. */
  of(organizationId: string): Promise<readonly string[]>;
  /** Those of these ids that there are. */
  withOrganizations(organizationIds: readonly string[]): Promise<readonly OrganizationWithDomains[]>;
}
