import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant } from '../database/columns.ts';

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly actor: unknown;
  readonly organizationId: string | null;
  readonly userId: string | null;
  readonly sourceAddress: string | null;
  /** What names nobody. */
  readonly detail: unknown;
  /** The rest; null where there is none, or it was erased. */
  readonly personal: unknown;
  /** Of the digest; null where nothing is personal, or it was erased. */
  readonly salt: Buffer | null;
  /** SHA-256 over the salt, source address and `personal`; null where neither is there. */
  readonly personalDigest: Buffer | null;
  /** See migrations/0012-chained-later.ts. */
  readonly form: number;
  /** Whether the same event stands before it, for another organization. */
  readonly isCopy: boolean;
  /** Within its organization; null for events of none, for those from before there were chains, and until a job sets it. */
  readonly chainPosition: string | null;
  readonly chainHash: Buffer | null;
}

export const AuditEventEntity = new EntitySchema<AuditRow>({
  name: 'audit_events',
  columns: {
    id: {
      type: 'bigint',
      primary: true,
      primaryKeyConstraintName: 'audit_events_pk',
      generated: 'increment',
    },
    at: instant('at'),
    type: { type: 'text' },
    actor: { type: 'jsonb' },
    organizationId: { type: 'uuid', name: 'organization_id', nullable: true },
    userId: { type: 'uuid', name: 'user_id', nullable: true },
    sourceAddress: { type: 'text', name: 'source_address', nullable: true },
    detail: { type: 'jsonb' },
    personal: { type: 'jsonb', nullable: true },
    salt: { type: 'bytea', nullable: true },
    personalDigest: { type: 'bytea', name: 'personal_digest', nullable: true },
    form: { type: 'smallint', default: 2 },
    isCopy: { type: 'boolean', name: 'is_copy', default: false },
    chainPosition: { type: 'bigint', name: 'chain_position', nullable: true },
    chainHash: { type: 'bytea', name: 'chain_hash', nullable: true },
  } satisfies Record<keyof AuditRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'audit_events_organization', columns: ['organizationId', 'id'] },
    { name: 'audit_events_user', columns: ['userId', 'id'] },
    {
      name: 'audit_events_unchained',
      columns: ['organizationId', 'id'],
      where: '((chain_position IS NULL) AND (form = 2) AND (organization_id IS NOT NULL))',
    },
    {
      name: 'audit_events_profiles',
      columns: ['id'],
      where: "(type = 'organization.updated'::text)",
    },
    // Over expressions, which an entity cannot say: migrations/0012-chained-later.ts has them.
    { name: 'audit_events_addressed', synchronize: false },
    { name: 'audit_events_addressed_before', synchronize: false },
    { name: 'audit_events_deeds', synchronize: false },
    // Of a kind that an entity cannot say: migrations/0029-operator-pages.ts.
    { name: 'audit_events_recent', synchronize: false },
  ],
});
