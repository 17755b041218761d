import { type EntityManager, MoreThan, Raw } from 'typeorm';
import type { Organization } from '../../organizations/core/organization.ts';
import type { OrganizationStore } from '../../organizations/core/organization-store.ts';
import { isEnforcementPolicy, readPolicies } from '../../organizations/core/stored-policy.ts';
import type { Sql } from '../database/sql.ts';
import { OrganizationEntity } from './organization-entity.ts';
import { refusing } from './refused-inserts.ts';

export function createOrganizationStore(manager: EntityManager, sql: Sql): OrganizationStore {
  return {
    async findBySlug(slug) {
      // The database cannot be asked for a text with this character, so nothing has it for a name.
      if (slug.includes('\0')) return null;
      return checked(await manager.findOneBy(OrganizationEntity, { slug }));
    },
    async lockBySlug(slug) {
      return checked(
        await manager.findOne(OrganizationEntity, { where: { slug }, lock: { mode: 'for_no_key_update' } }),
      );
    },
    async findById(id) {
      return checked(await manager.findOneBy(OrganizationEntity, { id }));
    },
    async lockById(id) {
      return checked(
        await manager.findOne(OrganizationEntity, { where: { id }, lock: { mode: 'for_no_key_update' } }),
      );
    },
    async create(organization) {
      await refusing(
        { organizations_slug_unique: 'slug: belongs to another organization' },
        manager.insert(OrganizationEntity, organization),
      );
    },
    async remove(organizationId) {
      await manager.delete(OrganizationEntity, { id: organizationId });
    },
    async notifiedAt(addresses) {
      const rows = await sql<{ id: string }>(
        'SELECT id FROM organizations WHERE lower(notification_email) = ANY ($1) ORDER BY id',
        [addresses],
      );
      return rows.map(({ id }) => id);
    },
    async update(organization) {
      const next = { ...organization, version: organization.version + 1 };
      const { enforcement, enforcementBefore, ...fields } = next;
      await manager.update(
        OrganizationEntity,
        { id: organization.id },
        {
          ...fields,
          // What could not be read is left as it is, for whoever repairs it.
          ...(enforcement === 'unreadable' ? {} : { enforcement }),
          ...(enforcementBefore === 'unreadable' ? {} : { enforcementBefore }),
        },
      );
      return next;
    },
    async page(afterSlug, limit, { text, plan } = { text: null, plan: null }) {
      const where = {
        ...(plan !== null && { plan }),
        ...(afterSlug !== null && { slug: MoreThan(afterSlug) }),
        ...(text !== null && { name: namedLike(text) }),
      };
      const found = await manager.find(OrganizationEntity, { where, order: { slug: 'ASC' }, take: limit });
      return found.map(checked).filter((each) => each !== null);
    },
  };
}

/** Every character of the text stands for itself. */
function namedLike(text: string) {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return Raw((name) => `(${name} ILIKE :pattern OR slug ILIKE :pattern)`, { pattern });
}

/** What cannot be read as a policy is marked so, and denies, rather than being taken for no policy. */
export function checked(organization: Organization | null): Organization | null {
  if (organization === null) return null;
  return { ...organization, ...readableEnforcement(organization) };
}

/** The policies of a row as they are read. */
export function readableEnforcement(row: {
  readonly enforcement: unknown;
  readonly enforcementBefore: unknown;
}): Pick<Organization, 'enforcement' | 'enforcementBefore'> {
  return {
    enforcement: readable(row.enforcement),
    enforcementBefore: readPolicies(row.enforcementBefore),
  };
}

function readable(value: unknown): Organization['enforcement'] {
  if (value === null || value === undefined) return null;
  return isEnforcementPolicy(value) ? value : 'unreadable';
}
