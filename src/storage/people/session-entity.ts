import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant } from '../database/columns.ts';

/** What we know of one session of the provider, by the hash of its uid. */
export interface SessionRow {
  readonly uidHash: Buffer;
  readonly userId: string;
  readonly userEpoch: number;
  readonly proofs: unknown;
  readonly sourcePrefix: string;
  readonly suppressed: unknown;
  readonly openedAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly declinedOffer: boolean;
  /** Sealed, for the next page of ours that the session reads. */
  readonly notice: Buffer | null;
  readonly browser: string | null;
  readonly system: string | null;
}

export const SessionRecordEntity = new EntitySchema<SessionRow>({
  name: 'session_records',
  columns: {
    uidHash: {
      type: 'bytea',
      name: 'uid_hash',
      primary: true,
      primaryKeyConstraintName: 'session_records_pk',
    },
    userId: {
      type: 'uuid',
      name: 'user_id',
      foreignKey: { target: 'users', name: 'session_records_user_fk', onDelete: 'CASCADE' },
    },
    userEpoch: { type: 'integer', name: 'user_epoch' },
    proofs: { type: 'jsonb' },
    sourcePrefix: { type: 'text', name: 'source_prefix' },
    suppressed: { type: 'jsonb' },
    openedAt: instant('opened_at'),
    lastSeenAt: instant('last_seen_at'),
    expiresAt: instant('expires_at'),
    declinedOffer: { type: 'boolean', name: 'declined_offer', default: false },
    notice: { type: 'bytea', nullable: true },
    browser: { type: 'text', nullable: true },
    system: { type: 'text', nullable: true },
  } satisfies Record<keyof SessionRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'session_records_user', columns: ['userId'] },
    { name: 'session_records_expiry', columns: ['expiresAt'] },
  ],
});
