import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Organization } from '../../organizations/core/organization.ts';
import { instant } from '../database/columns.ts';

export const OrganizationEntity = new EntitySchema<Organization>({
  name: 'organizations',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'organizations_pk' },
    slug: { type: 'text' },
    name: { type: 'text' },
    plan: { type: 'text' },
    seats: { type: 'integer' },
    timeZone: { type: 'text', name: 'time_zone' },
    language: { type: 'text', nullable: true },
    notificationEmail: { type: 'text', name: 'notification_email', nullable: true },
    notificationConfirmedAt: { ...instant('notification_confirmed_at'), nullable: true },
    trialEndsAt: { ...instant('trial_ends_at'), nullable: true },
    showNotificationEmail: { type: 'boolean', name: 'show_notification_email', default: false },
    membersMayLeave: { type: 'boolean', name: 'members_may_leave', default: false },
    joinByDomain: { type: 'boolean', name: 'join_by_domain', default: false },
    enforcement: { type: 'jsonb', nullable: true },
    enforcementBefore: { type: 'jsonb', name: 'enforcement_before', nullable: true },
    version: { type: 'integer', default: 1 },
    createdAt: instant('created_at'),
  } satisfies Record<keyof Organization, EntitySchemaColumnOptions>,
  uniques: [{ name: 'organizations_slug_unique', columns: ['slug'] }],
});
