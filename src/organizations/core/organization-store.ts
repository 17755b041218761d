import type { Organization } from './organization.ts';

/** Which organizations to list; null: whatever it is. */
export interface OrganizationFilter {
  /** Part of the name or the slug, in any case. */
  readonly text: string | null;
  readonly plan: string | null;
}

export interface OrganizationStore {
  findBySlug(slug: string): Promise<Organization | null>;
  /**
   * Locks the row until the transaction ends, so that seats and policies change one after the other. Organizations are
   * locked before everything else, several of them in the order of their ids.
   */
  lockBySlug(slug: string): Promise<Organization | null>;
  findById(organizationId: string): Promise<Organization | null>;
  lockById(organizationId: string): Promise<Organization | null>;
  /** Refuses `invalid_document` when the slug is taken. */
  create(organization: Organization): Promise<void>;
  /** With memberships, invitations, domains and what is due; its clients are gone before. */
  remove(organizationId: string): Promise<void>;
  /** In the order of their slugs. @param filter default: all of them */
  page(
    afterSlug: string | null,
    limit: number,
    filter?: OrganizationFilter,
  ): Promise<readonly Organization[]>;
  /** Ids of those that are told of things at one of these addresses. */
  notifiedAt(addresses: readonly string[]): Promise<readonly string[]>;
  /** @returns it with its next version */
  update(organization: Organization): Promise<Organization>;
}
