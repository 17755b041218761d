import { owners } from '../../api/access/endpoint-access.ts';
import { consolePath } from '../../areas/area.ts';
import type { AreaFrame, AreaPage } from '../../areas/area-page.ts';
import { type BrandForm, brandActions, brandForm, submitBrand } from '../../brand/brand-form.ts';

/** What an organization looks like to people who sign in. */
export interface BrandModel extends AreaFrame {
  readonly organization: string;
  readonly settingsHref: string;
  readonly look: BrandForm;
}

export const brandPage: AreaPage<BrandModel> = {
  area: 'console/brand',
  name: 'brand',
  path: '/console/:slug/brand',
  tab: 'settings',
  access: owners(),
  actions: brandActions,
  async content(visit) {
    const { organization } = visit.administered();
    return {
      organization: organization.name,
      settingsHref: `${consolePath(organization.slug)}/settings`,
      look: await brandForm(visit, organization.id),
    };
  },
  submit(visit) {
    const { organization, acting } = visit.administered();
    const to = `${consolePath(organization.slug)}/brand`;
    return submitBrand(visit, acting, { place: organization.id, to, saved: 'console/brand.brand.saved' });
  },
};
