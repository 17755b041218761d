import { displayName, domain, email, slug, timeZone } from '../../../documents/fields.ts';
import { readBy } from '../../../documents/problems.ts';
import { joined } from '../../../operations/joined.ts';
import { inviteUncharged } from '../../../organizations/invitations/invite.ts';
import { createOrganization } from '../../../organizations/profile/create-organization.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { about, FieldRefused, filledIn } from '../../areas/field-refused.ts';
import { actingOperator } from '../../areas/operator-deed.ts';

/** A new organization, and whom it begins with. */
export interface NewOrganizationModel extends AreaFrame {
  readonly plans: readonly string[];
  readonly usualPlan: string;
  readonly timeZones: readonly string[];
}

type Field = 'slug' | 'organization_name' | 'plan' | 'time_zone' | 'domain' | 'owner';

export const newOrganizationPage: AreaPage<NewOrganizationModel> = {
  area: 'operator/organizations',
  name: 'new-organization',
  path: '/operator/new-organization',
  tab: 'organizations',
  access: operatorOnly,
  actions: ['continue'],
  content: ({ deps }) => ({
    plans: Object.keys(deps.operations.plans),
    usualPlan: deps.operations.defaultPlan,
    timeZones: ['UTC', ...Intl.supportedValuesOf('timeZone')],
  }),
  async submit(visit) {
    const { deps, form, language } = visit;
    const wanted = wantedIn(visit);
    const owner = readField(visit, 'owner', email);
    const acting = actingOperator(visit);
    // Both or neither: an organization without an owner is nobody's.
    const created = await about({ invalid_document: form.domain ? 'domain' : 'slug' }, () =>
      deps.operations.db.transaction(async (stores) => {
        const operations = { ...deps.operations, db: joined(stores) };
        await requireFree(wanted.slug, operations.db.organizations);
        const organization = await createOrganization(operations, acting, wanted);
        const invitation = { email: owner, role: 'owner', addSeats: 0, language } as const;
        await inviteUncharged(operations, acting, { ...invitation, organizationId: organization.id });
        return organization;
      }),
    );
    const values = { organization: created.name, owner };
    const notice = { key: 'operator/organizations.new-organization.created', values };
    return { to: `/operator/organizations/${created.slug}`, notice };
  },
};

function wantedIn(visit: Visit) {
  const { form, deps } = visit;
  const plan = form.plan ?? '';
  if (!Object.hasOwn(deps.operations.plans, plan)) throw new FieldRefused('plan', 'invalid_request');
  const hasDomain = (form.domain ?? '').trim() !== '';
  return {
    slug: readField(visit, 'slug', slug),
    name: readField(visit, 'organization_name', displayName),
    plan,
    timeZone: readField(visit, 'time_zone', timeZone),
    domains: hasDomain ? [readField(visit, 'domain', domain)] : [],
  };
}

/** @throws FieldRefused `field_empty`, and `invalid_request` for what does not fit */
function readField(
  { form }: Pick<Visit, 'form'>,
  field: Field,
  schema: Parameters<typeof readBy<string>>[0],
): string {
  const read = readBy(schema, filledIn(form, field));
  if (!read.ok) throw new FieldRefused(field, 'invalid_request');
  return read.value;
}

async function requireFree(
  wanted: string,
  organizations: { findBySlug(slug: string): Promise<unknown> },
): Promise<void> {
  if ((await organizations.findBySlug(wanted)) === null) return;
  throw new FieldRefused('slug', 'invalid_document');
}
