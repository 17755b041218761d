import { z } from 'zod';
import { writtenLanguage } from '../../../documents/fields.ts';
import { joined } from '../../../operations/joined.ts';
import type { Operations } from '../../../operations/operations.ts';
import type { Organization } from '../../../organizations/core/organization.ts';
import { domainRecord } from '../../../organizations/profile/verify-domain.ts';
import { entitlementOf, mayEnforceMore } from '../../../plans/entitlement.ts';
import type { WebDeps } from '../../http/context.ts';
import { endpoint } from '../access/endpoint.ts';
import { administrators } from '../access/endpoint-access.ts';
import { emailField, idField, instantField } from '../answers/answer-fields.ts';

/** An organization as its administrators see it. */
export const organizationSchema = z
  .object({
    id: idField,
    slug: z.string(),
    name: z.string(),
    plan: z.string(),
    trial_ends_at: instantField.nullable(),
    seats: z.int(),
    seats_in_use: z.int(),
    time_zone: z.string(),
    language: writtenLanguage.nullable(),
    notification_email: emailField.nullable(),
    notification_confirmed_at: instantField
      .nullable()
      .describe(
        'when its mailbox agreed; null while that waits, and owners and administrators are told as well',
      ),
    show_notification_email: z.boolean(),
    domains: z.array(z.string()),
    domain_record: z
      .object({ name: z.string(), value: z.string() })
      .meta({ id: 'DomainRecord' })
      .nullable()
      .describe('the TXT record that verifies a domain; null where the operator alone verifies them'),
    members_may_leave: z.boolean(),
    join_by_domain: z.boolean(),
    enforcement_allowed: z.boolean(),
  })
  .meta({ id: 'Organization' });

export async function organizationDocument(
  { operations }: Pick<WebDeps, 'operations'>,
  organization: Organization,
  now: Date,
) {
  const { db } = operations;
  const [seatsInUse, domains] = await Promise.all([
    db.seats.inUse(organization.id, now),
    db.domains.of(organization.id),
  ]);
  return {
    id: organization.id,
    slug: organization.slug,
    name: organization.name,
    plan: organization.plan,
    trial_ends_at: organization.trialEndsAt?.toISOString() ?? null,
    seats: organization.seats,
    seats_in_use: seatsInUse,
    time_zone: organization.timeZone,
    language: organization.language,
    notification_email: organization.notificationEmail,
    notification_confirmed_at: organization.notificationConfirmedAt?.toISOString() ?? null,
    show_notification_email: organization.showNotificationEmail,
    domains,
    domain_record:
      operations.domainCheck === null
        ? null
        : domainRecord({ organizationId: organization.id, domain: '<domain>' }),
    members_may_leave: organization.membersMayLeave,
    join_by_domain: organization.joinByDomain,
    enforcement_allowed: mayEnforceMore(entitlementOf(organization, operations.plans, now)),
  };
}

/**
 * Makes a change and reads what it has left, both in one transaction: where the reading fails nothing was changed, so that
 * a client that is told to try again can do so.
 */
export function answerChanged(
  deps: WebDeps,
  now: Date,
  change: (operations: Operations) => Promise<Organization>,
) {
  return deps.operations.db.transaction(async (stores) => {
    const operations = { ...deps.operations, db: joined(stores) };
    const changed = await change(operations);
    return {
      headers: { etag: `"${changed.version}"` },
      body: await organizationDocument({ operations }, changed, now),
    };
  });
}

const readOrganization = endpoint({
  method: 'GET',
  path: '/organizations/{slug}',
  operationId: 'readOrganization',
  version: 'told',
  summary: 'An organization: plan, seats, zone, domains',
  access: administrators(),
  status: 200,
  answer: organizationSchema,
  refusals: ['not_found', 'not_allowed'],
  async handle({ deps, now, administered }) {
    const { organization } = administered();
    return {
      headers: { etag: `"${organization.version}"` },
      body: await organizationDocument(deps, organization, now),
    };
  },
});

export const organizationEndpoints = [readOrganization];
