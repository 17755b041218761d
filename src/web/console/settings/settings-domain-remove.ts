import { removeDomain } from '../../../organizations/profile/remove-domain.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { settingsPath } from './paths.ts';

/** What follows from giving up a domain, before it is done. */
export interface SettingsDomainRemoveModel extends AreaFrame {
  readonly href: string;
  readonly domain: string;
  readonly joinByDomain: boolean;
}

export const settingsDomainRemovePage: AreaPage<SettingsDomainRemoveModel> = {
  area: 'console/settings',
  name: 'settings-domain-remove',
  path: '/console/:slug/settings/domains/:domain/remove',
  tab: 'settings',
  access: administrators('where_it_loosens'),
  actions: ['continue'],
  async content(visit) {
    const { organization } = visit.administered();
    const { domain = '' } = visit.ctx.params;
    const domains = await visit.deps.operations.db.domains.of(organization.id);
    if (!domains.includes(domain)) throw new Refusal('not_found');
    return { href: settingsPath(visit), domain, joinByDomain: organization.joinByDomain };
  },
  submit,
};

async function submit(visit: Visit): Promise<Done> {
  const { organization, acting } = visit.administered();
  const { domain = '' } = visit.ctx.params;
  await removeDomain(visit.deps.operations, acting, { organizationId: organization.id, domain });
  return {
    to: settingsPath(visit),
    notice: { key: 'console/settings.settings.given-up', values: { domain } },
  };
}
