import { removeDomain } from '../../../organizations/profile/remove-domain.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage } from '../../areas/area-page.ts';
import { actingOperator } from '../../areas/operator-deed.ts';
import { organizationMeant } from './found-organization.ts';

/** What follows when a domain is taken from an organization, before it is. */
export interface OrganizationDomainModel extends AreaFrame {
  readonly organization: string;
  readonly slug: string;
  readonly domain: string;
  readonly joinByDomain: boolean;
}

export const organizationDomainPage: AreaPage<OrganizationDomainModel> = {
  area: 'operator/organizations',
  name: 'organization-domain',
  path: '/operator/organizations/:slug/domains/:domain/remove',
  tab: 'organizations',
  access: operatorOnly,
  actions: ['continue'],
  async content(visit) {
    const { id, name, slug, joinByDomain } = await organizationMeant(visit);
    const { domain = '' } = visit.ctx.params;
    const domains = await visit.deps.operations.db.domains.of(id);
    if (!domains.includes(domain)) throw new Refusal('not_found');
    return { organization: name, slug, domain, joinByDomain };
  },
  async submit(visit) {
    const { id: organizationId, name, slug } = await organizationMeant(visit);
    const { domain = '' } = visit.ctx.params;
    await removeDomain(visit.deps.operations, actingOperator(visit), { organizationId, domain });
    const key = 'operator/organizations.organization-domain.done';
    const notice = { key, values: { domain, organization: name } };
    return { to: `/operator/organizations/${encodeURIComponent(slug)}`, notice };
  },
};
