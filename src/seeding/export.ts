import { toDocument } from '../policy/enforcement/policy-terms.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { ExportedOrganization, ExportRows, ExportStore } from './export-store.ts';

/**
 * The database as a seeding document: applying it elsewhere gives the same organizations, people without their
 * secrets, and clients without theirs.
 * @param slug only this organization, its members and its clients; null for everything.
 * @throws Refusal `not_found`
 */
export async function exportDocument(db: { readonly exports: ExportStore }, slug: string | null) {
  const rows = await db.exports.read(slug);
  if (slug !== null && rows.organizations.length === 0) {
    throw new Refusal('not_found', { list: [`there is no organization ${slug}`] });
  }
  return {
    environments: rows.environments,
    clients: rows.clients.map(clientOf),
    users: rows.users,
    organizations: rows.organizations.map(organizationOf),
  };
}

function clientOf({ metadata, ...own }: ExportRows['clients'][number]): Record<string, unknown> {
  const { client_secret: _secret, ...published } = metadata;
  return withoutNulls({ ...own, ...published });
}

function organizationOf({ enforcement, ...rest }: ExportedOrganization): Record<string, unknown> {
  if (enforcement === 'unreadable')
    throw new Refusal('invalid_policy', { list: [`${rest.slug}: unreadable policy`] });
  return { ...withoutNulls(rest), ...(enforcement === null ? {} : { enforcement: toDocument(enforcement) }) };
}

function withoutNulls(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
