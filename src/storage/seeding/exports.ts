import { isEnforcementPolicy } from '../../organizations/core/stored-policy.ts';
import type {
  ExportedClient,
  ExportedOrganization,
  ExportRows,
  ExportStore,
} from '../../seeding/export-store.ts';
import { metadataPlace } from '../clients/client-rows.ts';
import type { Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';

export function createExportStore(sql: Sql, sealer: Sealer): ExportStore {
  return {
    async read(slug) {
      return {
        environments: await sql('SELECT name, mfa FROM environments ORDER BY name'),
        clients: await readClients(sql, sealer, slug),
        users: await readUsers(sql, slug),
        organizations: await readOrganizations(sql, slug),
      };
    },
  };
}

async function readClients(sql: Sql, sealer: Sealer, slug: string | null): Promise<ExportedClient[]> {
  const rows = await sql<Omit<ExportedClient, 'metadata'> & { metadata: Buffer }>(
    `SELECT c.client_id, c.environment, c.first_party, o.slug AS organization, c.require_level AS require_acr,
       c.require_mfa_max_age_seconds AS require_mfa_max_age, c.metadata
     FROM clients c LEFT JOIN organizations o ON o.id = c.organization_id
     WHERE $1::text IS NULL OR o.slug = $1 ORDER BY c.client_id`,
    [slug],
  );
  return rows.map((row) => ({
    ...row,
    metadata: JSON.parse(sealer.open(row.metadata, metadataPlace(row.client_id)).toString('utf8')),
  }));
}

async function readUsers(sql: Sql, slug: string | null): Promise<ExportRows['users']> {
  const rows = await sql<UserRow>(
    `SELECT u.email, u.email_verified, u.name, u.profile, u.attributes, u.deactivated_at IS NOT NULL AS deactivated, u.is_operator AS operator
     FROM users u
     WHERE $1::text IS NULL OR EXISTS (SELECT 1 FROM members m JOIN organizations o ON o.id = m.organization_id
       WHERE m.user_id = u.id AND o.slug = $1) ORDER BY u.email`,
    [slug],
  );
  return rows.map(({ name, profile, attributes, deactivated, operator, ...row }) => ({
    ...row,
    ...(name !== null && { name }),
    ...(Object.keys(profile).length > 0 && { profile }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    // Only where it is so: left out, a file says nothing about it.
    ...(deactivated && { deactivated }),
    ...(operator && { operator }),
  }));
}

interface UserRow {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string | null;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly deactivated: boolean;
  readonly operator: boolean;
}

async function readOrganizations(sql: Sql, slug: string | null): Promise<ExportedOrganization[]> {
  const rows = await sql<Omit<ExportedOrganization, 'enforcement'> & { enforcement: unknown }>(
    `SELECT o.slug, o.name, o.plan, o.seats, o.time_zone, o.language, o.notification_email, o.show_notification_email,
       o.enforcement,
       (SELECT coalesce(json_agg(d.domain ORDER BY d.domain), '[]') FROM organization_domains d
          WHERE d.organization_id = o.id) AS domains,
       (SELECT coalesce(json_agg(json_build_object('email', u.email, 'role', m.role, 'override', m.override)
            ORDER BY u.email), '[]') FROM members m JOIN users u ON u.id = m.user_id
          WHERE m.organization_id = o.id) AS members,
       (SELECT coalesce(json_agg(json_build_object('email', i.email, 'role', i.role) ORDER BY i.email), '[]')
          FROM invitations i WHERE i.organization_id = o.id) AS invitations
     FROM organizations o WHERE $1::text IS NULL OR o.slug = $1 ORDER BY o.slug`,
    [slug],
  );
  return rows.map((row) => ({ ...row, enforcement: policyOf(row.enforcement) }));
}

function policyOf(value: unknown): ExportedOrganization['enforcement'] {
  if (value === null) return null;
  return isEnforcementPolicy(value) ? value : 'unreadable';
}
