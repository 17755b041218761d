import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db } from '../../stores.ts';
import { type Acting, requireFreshMfa } from '../core/acting.ts';
import type { Organization } from '../core/organization.ts';
import type { DomainCheck } from './domain-check.ts';
import { checkDomains, setDomains } from './domains.ts';

type ChangeableField = 'name' | 'timeZone' | 'notificationEmail' | 'membersMayLeave' | 'joinByDomain';

/** What is left out stays as it is. */
export interface OrganizationChange {
  readonly organizationId: string;
  readonly fields: { readonly [Field in ChangeableField]?: Organization[Field] | undefined };
  readonly domains?: readonly string[] | undefined;
  /** The organization's version as the caller read it; null: whatever it is. */
  readonly expectedVersion: number | null;
}

/**
 * Changes what an organization says about itself. None of it is policy, and deadlines are instants that a later change
 * of zone does not move (ruling 16), so nothing has to be settled before.
 * @throws Refusal `not_found`, `stale_version`, `invalid_document` about domains, and `mfa_required` to give one up or to let
 *   people in by them
 */
export async function changeOrganization(
  deps: { readonly db: Db; readonly domainCheck: DomainCheck | null },
  acting: Acting,
  change: OrganizationChange,
  now: Date,
): Promise<Organization> {
  const { organizationId, domains: wanted } = change;
  const verdicts =
    wanted === undefined ? new Map() : await checkDomains(deps, acting, { organizationId, wanted });
  return deps.db.transaction(async (stores) => {
    const organization = await stores.organizations.lockById(change.organizationId);
    if (organization === null) throw new Refusal('not_found');
    if (change.expectedVersion !== null && change.expectedVersion !== organization.version)
      throw new Refusal('stale_version');
    const changed = { ...organization, ...said(change.fields) };
    const domains =
      wanted === undefined
        ? { before: [], after: [] }
        : await setDomains(stores.organizations, acting, { organization, wanted, verdicts }, now);
    if (changed.joinByDomain && !organization.joinByDomain) requireFreshMfa(acting, now);
    const detail = difference(
      { ...organization, domains: domains.before },
      { ...changed, domains: domains.after },
    );
    if (detail === null) return organization;
    await stores.organizations.update(changed);
    const event = { type: 'organization.updated', actor: acting.actor, organizationId, detail } as const;
    await stores.audit.record(event, now);
    return { ...changed, version: organization.version + 1 };
  });
}

function said(fields: OrganizationChange['fields']): Partial<Pick<Organization, ChangeableField>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

type Described = Pick<Organization, ChangeableField> & { readonly domains: readonly string[] };

const described = [
  'name',
  'timeZone',
  'notificationEmail',
  'membersMayLeave',
  'joinByDomain',
  'domains',
] as const;

/** The fields that differ, before and after; null where none does. */
function difference(before: Described, after: Described) {
  const fields = described.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  if (fields.length === 0) return null;
  const pick = (of: Described) => Object.fromEntries(fields.map((field) => [field, of[field]]));
  return { before: pick(before), after: pick(after) };
}
