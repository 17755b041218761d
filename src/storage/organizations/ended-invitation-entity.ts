import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant } from '../database/columns.ts';

/** How the link of an invitation ended: its token by hash, and nothing of whom it was for. */
export interface EndedInvitationRow {
  readonly tokenHash: Buffer;
  readonly ending: string;
  /** When it is forgotten. */
  readonly expiresAt: Date;
}

export const EndedInvitationEntity = new EntitySchema<EndedInvitationRow>({
  name: 'ended_invitations',
  columns: {
    tokenHash: {
      type: 'bytea',
      name: 'token_hash',
      primary: true,
      primaryKeyConstraintName: 'ended_invitations_pk',
    },
    ending: { type: 'text' },
    expiresAt: instant('expires_at'),
  } satisfies Record<keyof EndedInvitationRow, EntitySchemaColumnOptions>,
  indices: [{ name: 'ended_invitations_expiry', columns: ['expiresAt'] }],
});
