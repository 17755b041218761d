import { joined } from '../../operations/joined.ts';
import type { Operations } from '../../operations/operations.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { AdminContext } from '../core/admin-context.ts';
import type { Organization } from '../core/organization.ts';
import { changeOrganization } from './change-organization.ts';

/**
 * Gives one domain up, and leaves the others as they are when it happens: one that somebody else gives up in the same
 * moment does not come back by a list that was read before.
 * @throws Refusal `not_found` for a domain that is not theirs, `mfa_required`
 */
export async function removeDomain(
  { db, issuer }: Pick<Operations, 'db' | 'issuer'>,
  acting: AdminContext,
  { organizationId, domain }: { readonly organizationId: string; readonly domain: string },
): Promise<Organization> {
  return db.transaction(async (stores) => {
    await stores.organizations.lockById(organizationId);
    const domains = await stores.domains.of(organizationId);
    if (!domains.includes(domain)) throw new Refusal('not_found');
    return changeOrganization({ db: joined(stores), issuer }, acting, {
      organizationId,
      fields: {},
      domains: domains.filter((each) => each !== domain),
      expectedVersion: null,
    });
  });
}
