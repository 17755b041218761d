import { deedOf } from '../../api/access/deed-of.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage } from '../../areas/area-page.ts';
import { type BrandForm, brandActions, brandForm, submitBrand } from '../../brand/brand-form.ts';

/** What the installation looks like where no organization says otherwise. */
export interface OperatorBrandModel extends AreaFrame {
  readonly look: BrandForm;
}

export const operatorBrandPage: AreaPage<OperatorBrandModel> = {
  area: 'operator/brand',
  name: 'brand',
  path: '/operator/brand',
  tab: 'brand',
  access: operatorOnly,
  actions: brandActions,
  content: async (visit) => ({ look: await brandForm(visit, null) }),
  submit: (visit) =>
    submitBrand(visit, deedOf(visit), {
      place: null,
      to: '/operator/brand',
      saved: 'operator/brand.brand.saved',
    }),
};
