import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Member } from '../../organizations/core/organization.ts';
import { instant } from '../database/columns.ts';

/** Written by triggers alone, and read by stores in SQL (member-page.ts). */
const written = { select: false, insert: false, update: false } as const;
const copiedOfPerson = {
  totpSince: { ...instant('totp_since'), nullable: true, ...written },
  webauthnSince: { ...instant('webauthn_since'), nullable: true, ...written },
  searchText: { type: 'text', name: 'search_text', default: '', ...written },
  memberSince: { ...instant('member_since'), nullable: true, ...written },
} as const;

export const MemberEntity = new EntitySchema<Member>({
  name: 'members',
  columns: {
    organizationId: {
      type: 'uuid',
      name: 'organization_id',
      primary: true,
      primaryKeyConstraintName: 'members_pk',
      foreignKey: { target: 'organizations', name: 'members_organization_fk', onDelete: 'CASCADE' },
    },
    userId: {
      type: 'uuid',
      name: 'user_id',
      primary: true,
      primaryKeyConstraintName: 'members_pk',
      foreignKey: { target: 'users', name: 'members_user_fk', onDelete: 'CASCADE' },
    },
    role: { type: 'text' },
    override: { type: 'text' },
    overrideSetAt: { ...instant('override_set_at'), nullable: true },
    overrideReason: { type: 'text', name: 'override_reason', nullable: true },
    exemptUntil: { ...instant('exempt_until'), nullable: true },
    suspended: { type: 'text', nullable: true },
    ruleSuspends: { type: 'boolean', name: 'rule_suspends', default: false },
    graceUntil: { ...instant('grace_until'), nullable: true },
    joinedAt: instant('joined_at'),
    ...copiedOfPerson,
  } satisfies Record<keyof Member | keyof typeof copiedOfPerson, EntitySchemaColumnOptions>,
  indices: [
    { name: 'members_user', columns: ['userId'] },
    { name: 'members_owners', columns: ['organizationId', 'userId'], where: "role = 'owner'" },
    {
      name: 'members_suspended',
      columns: ['organizationId', 'joinedAt', 'userId'],
      where: 'suspended IS NOT NULL',
    },
    { name: 'members_listed', columns: ['organizationId', 'joinedAt', 'userId'], synchronize: false },
    { name: 'members_by_email', columns: ['organizationId', 'searchText', 'userId'], synchronize: false },
    { name: 'members_by_name', columns: ['organizationId', 'searchText', 'userId'], synchronize: false },
  ],
});
