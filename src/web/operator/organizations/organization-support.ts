import { shownReason } from '../../../documents/fields.ts';
import { endSupport, openSupport } from '../../../organizations/support/open-support.ts';
import type { Instant } from '../../../policy/facts.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import { consolePath } from '../../areas/area.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { FieldRefused, filledIn } from '../../areas/field-refused.ts';
import { operatorDeed } from '../../areas/operator-deed.ts';
import { organizationMeant } from './found-organization.ts';

/** The console of an organization, opened to an operator who says why. */
export interface OrganizationSupportModel extends AreaFrame {
  readonly organization: string;
  readonly slug: string;
  /** Who is mailed. */
  readonly owners: readonly string[];
  /** Until when it is open to the operator; null while it is not. */
  readonly until: Instant | null;
  /** As it was typed. */
  readonly reason: string;
}

const place = 'operator/organizations.organization-support';

/** Shorter is no reason. */
const shortestReason = 10;

export const organizationSupportPage: AreaPage<OrganizationSupportModel> = {
  area: 'operator/organizations',
  name: 'organization-support',
  path: '/operator/organizations/:slug/support',
  tab: 'organizations',
  access: operatorOnly,
  actions: ['continue', 'end'],
  givesUp: ['end'],
  async content(visit) {
    const { deps, caller, now, form } = visit;
    const { db } = deps.operations;
    const { id, name, slug } = await organizationMeant(visit);
    const [owners, opening] = await Promise.all([
      db.members.owners(id),
      db.supports.find(caller.id, id, now),
    ]);
    return {
      organization: name,
      slug,
      owners: owners.map(({ email }) => email),
      until: opening?.expiresAt.getTime() ?? null,
      reason: form.reason ?? '',
    };
  },
  async submit(visit) {
    const { deps, caller, form } = visit;
    const { id: organizationId, name, slug } = await organizationMeant(visit);
    const target = { userId: caller.id, organizationId };
    if (form.action === 'end') {
      await endSupport(deps.operations, operatorDeed(visit), target);
      const notice = { key: `${place}.ended`, values: { organization: name } };
      return { to: `/operator/organizations/${encodeURIComponent(slug)}`, notice };
    }
    await openSupport(deps.operations, operatorDeed(visit), { ...target, reason: reasonIn(visit) });
    return { to: consolePath(slug) };
  },
};

/** @throws FieldRefused `field_empty`, `name_not_allowed`, and `invalid_request` for one that is too short */
function reasonIn({ form }: Pick<Visit, 'form'>): string {
  const text = filledIn(form, 'reason');
  if (text.length < shortestReason) throw new FieldRefused('reason', 'invalid_request');
  const read = shownReason.safeParse(text);
  if (!read.success) throw new FieldRefused('reason', 'name_not_allowed');
  return read.data;
}
