import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Invitation } from '../../organizations/core/organization.ts';
import { instant } from '../database/columns.ts';

export const InvitationEntity = new EntitySchema<Invitation>({
  name: 'invitations',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'invitations_pk' },
    organizationId: {
      type: 'uuid',
      name: 'organization_id',
      foreignKey: { target: 'organizations', name: 'invitations_organization_fk', onDelete: 'CASCADE' },
    },
    email: { type: 'text' },
    role: { type: 'text' },
    tokenHash: { type: 'bytea', name: 'token_hash', nullable: true },
    expiresAt: instant('expires_at'),
    createdAt: instant('created_at'),
    invitedBy: {
      type: 'uuid',
      name: 'invited_by',
      nullable: true,
      foreignKey: { target: 'users', name: 'invitations_inviter_fk', onDelete: 'SET NULL' },
    },
  } satisfies Record<keyof Invitation, EntitySchemaColumnOptions>,
  uniques: [{ name: 'invitations_organization_email_unique', columns: ['organizationId', 'email'] }],
  indices: [
    { name: 'invitations_token', columns: ['tokenHash'] },
    { name: 'invitations_email', columns: ['email'] },
  ],
});
