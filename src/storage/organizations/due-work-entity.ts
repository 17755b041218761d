import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant, reference } from '../database/columns.ts';

/** Something to be done at an instant; the row goes when it is done. */
export interface DueWorkRow {
  readonly id: string;
  readonly kind: string;
  readonly organizationId: string;
  readonly userId: string | null;
  readonly dueAt: Date;
  /** The last member that was dealt with; work on many members goes on after them. */
  readonly afterUserId: string | null;
}

export const DueWorkEntity = new EntitySchema<DueWorkRow>({
  name: 'due_work',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'due_work_pk' },
    kind: { type: 'text' },
    organizationId: reference('organization_id', 'organizations', 'due_work_organization_fk'),
    userId: { ...reference('user_id', 'users', 'due_work_user_fk'), nullable: true },
    dueAt: instant('due_at'),
    afterUserId: { type: 'uuid', name: 'after_user_id', nullable: true },
  } satisfies Record<keyof DueWorkRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'due_work_due', columns: ['dueAt'] },
    { name: 'due_work_organization', columns: ['organizationId', 'kind'] },
    { name: 'due_work_user', columns: ['userId'], where: '(user_id IS NOT NULL)' },
  ],
});
