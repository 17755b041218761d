import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { instant, reference } from '../database/columns.ts';

/** What an organization or the installation looks like. */
export interface BrandingRow {
  /** Id of the organization, or `instance`. */
  readonly place: string;
  readonly organizationId: string | null;
  readonly displayName: string | null;
  readonly colour: string | null;
  readonly supportUrl: string | null;
  readonly legalUrl: string | null;
  readonly logo: Buffer | null;
  readonly logoHash: string | null;
  readonly stylesheet: string | null;
  readonly stylesheetHash: string | null;
  readonly changedAt: Date;
}

const optional = { type: 'text', nullable: true } as const;

export const BrandingEntity = new EntitySchema<BrandingRow>({
  name: 'brandings',
  columns: {
    place: { type: 'text', primary: true, primaryKeyConstraintName: 'brandings_pk' },
    organizationId: {
      ...reference('organization_id', 'organizations', 'brandings_organization_fk'),
      nullable: true,
    },
    displayName: { ...optional, name: 'display_name' },
    colour: optional,
    supportUrl: { ...optional, name: 'support_url' },
    legalUrl: { ...optional, name: 'legal_url' },
    logo: { type: 'bytea', nullable: true },
    logoHash: { ...optional, name: 'logo_hash' },
    stylesheet: optional,
    stylesheetHash: { ...optional, name: 'stylesheet_hash' },
    changedAt: instant('changed_at'),
  } satisfies Record<keyof BrandingRow, EntitySchemaColumnOptions>,
  indices: [
    { name: 'brandings_organization', columns: ['organizationId'] },
    { name: 'brandings_logo', columns: ['logoHash'] },
    { name: 'brandings_stylesheet', columns: ['stylesheetHash'] },
  ],
});
