import { enforcementStanding } from '../../../organizations/enforcement/enforcement-standing.ts';
import { type Entitlement, entitlementOf } from '../../../plans/entitlement.ts';
import { activatedAt } from '../../../policy/enforcement/policy-in-force.ts';
import type { AreaFrame, AreaPage } from '../../areas/area-page.ts';
import { completeDraft, documentOf, requireAhead } from './draft.ts';
import { type DraftModel, draftModel } from './draft-model.ts';
import { draftPlaceOf, enforcementPath, organizationAt, room } from './room.ts';

/** The rule as a form. */
export interface ChangeModel extends AreaFrame {
  readonly organization: string;
  readonly slug: string;
  readonly entitlement: Entitlement;
  readonly start: DraftModel;
}

export const changePage: AreaPage<ChangeModel> = {
  ...room,
  name: 'change',
  path: '/console/:slug/enforcement/change',
  actions: ['continue', 'choose'],
  content(visit) {
    const { organization, plans, now } = organizationAt(visit);
    return {
      organization: organization.name,
      slug: organization.slug,
      entitlement: entitlementOf(organization, plans, now),
      start: draftModel(visit),
    };
  },
  async submit(visit) {
    const { slug } = visit.administered().organization;
    const { form } = visit;
    if (form.action === 'choose')
      return { to: enforcementPath(slug, '/change'), keep: { preset: form.preset ?? '' } };
    const place = draftPlaceOf(visit);
    const draft = completeDraft(form, place);
    documentOf(draft, place);
    requireAhead(draft, place, activatedAt(enforcementStanding(organizationAt(visit)).saved));
    return { to: enforcementPath(slug, '/preview'), keep: draft };
  },
};
