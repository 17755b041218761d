import { isDeepStrictEqual } from 'node:util';
import type { Operations } from '../../operations/operations.ts';
import { type AdminContext, requireFreshMfa } from '../core/admin-context.ts';
import { lockAsSeen, type SeenOrganization } from '../core/lock-organization.ts';
import type { Organization } from '../core/organization.ts';
import { type DomainVerdicts, setDomains } from './domains.ts';
import { mailConfirmation } from './notification-address.ts';

type ChangeableField =
  | 'name'
  | 'timeZone'
  | 'language'
  | 'notificationEmail'
  | 'showNotificationEmail'
  | 'membersMayLeave'
  | 'joinByDomain';

/** What is left out stays as it is. */
export interface OrganizationChange extends SeenOrganization {
  readonly fields: { readonly [Field in ChangeableField]?: Organization[Field] | undefined };
  readonly domains?: readonly string[] | undefined;
  /** Of `checkDomains`, which asks other servers and so comes before any transaction; none where the operator's word counts. */
  readonly verdicts?: DomainVerdicts | undefined;
}

/**
 * Changes what an organization says about itself. None of it is policy, and deadlines are instants that a later change
 * of zone does not move (ruling 16), so no session has to be revoked before.
 * @throws Refusal `not_found`, `stale_version`, `invalid_document` about domains, and `mfa_required` to give one up, to let
 *   people in by them, or to take a notification address away; `too_many_attempts` for mails to one notification address
 */
export async function changeOrganization(
  { db, issuer }: Pick<Operations, 'db' | 'issuer'>,
  acting: AdminContext,
  change: OrganizationChange,
): Promise<Organization> {
  const { actor, now } = acting;
  const { organizationId, domains: wanted, verdicts = new Map() } = change;
  return db.transaction(async (stores) => {
    const organization = await lockAsSeen(stores, change);
    const asked = { ...organization, ...said(change.fields) };
    const { notificationEmail: email } = asked;
    const isAddressNew = email !== organization.notificationEmail;
    const changed = isAddressNew ? { ...asked, notificationConfirmedAt: confirmedAt(email, acting) } : asked;
    const domains =
      wanted === undefined
        ? { before: [], after: [] }
        : await setDomains(stores.domains, acting, { organization, wanted, verdicts });
    const isDomainNew = domains.after.some((each) => !domains.before.includes(each));
    // Whoever was told of everything would be told of nothing more.
    if (isAddressNew && organization.notificationEmail !== null) requireFreshMfa(acting);
    if (changed.joinByDomain && (!organization.joinByDomain || isDomainNew)) requireFreshMfa(acting);
    const detail = difference(
      { ...organization, domains: domains.before },
      { ...changed, domains: domains.after },
    );
    if (detail === null) return organization;
    const saved = await stores.organizations.update(changed);
    if (acting.admin !== null && isAddressNew && email !== null) {
      const { userId } = acting.admin;
      await mailConfirmation(stores, { actor, now, issuer, userId }, { organization: changed, email });
    }
    const event = { type: 'organization.updated', actor, organizationId, detail } as const;
    await stores.audit.record(event, now);
    return saved;
  });
}

/** Another address is confirmed by its mailbox, or by the operator's word. */
function confirmedAt(email: string | null, { admin, now }: AdminContext): Date | null {
  return admin === null && email !== null ? now : null;
}

function said(fields: OrganizationChange['fields']): Partial<Pick<Organization, ChangeableField>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

type Described = Pick<Organization, ChangeableField> & { readonly domains: readonly string[] };

const described = [
  'name',
  'timeZone',
  'language',
  'notificationEmail',
  'showNotificationEmail',
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
