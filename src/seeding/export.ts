import type { ZodType } from 'zod';
import { toDocument } from '../policy/enforcement/policy-terms.ts';
import { Refusal } from '../refusal/refusal.ts';
import { attributesSchema } from './attributes-document.ts';
import type { ExportedOrganization, ExportRows, ExportStore } from './export-store.ts';
import { profileSchema } from './profile-document.ts';

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
    users: rows.users.map(userOf),
    organizations: rows.organizations.map(organizationOf),
  };
}

/** What is stored from before a rule, and would be refused by `apply`, is left out. */
function userOf({ profile, attributes, ...user }: ExportRows['users'][number]): Record<string, unknown> {
  const known = Object.entries({
    profile: acceptedOf(profileSchema, profile),
    attributes: acceptedOf(attributesSchema, attributes),
  });
  return {
    ...user,
    ...Object.fromEntries(known.filter(([, fields]) => Object.keys(fields).length > 0)),
  };
}

function acceptedOf(
  schema: ZodType,
  fields: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const isAccepted = (field: readonly [string, unknown]) =>
    schema.safeParse(Object.fromEntries([field])).success;
  return Object.fromEntries(Object.entries(fields).filter(isAccepted));
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
