import type { Membership } from '../../accounts/person.ts';
import { Refusal } from '../../refusal.ts';
import type { WebDeps } from '../context.ts';
import type { Caller } from './caller.ts';
import type { Administered, Endpoint } from './endpoint.ts';
import { Challenged } from './problem.ts';

/** The scope under which a person administers organizations; his role says which. */
const adminScope = 'organization:admin';

/**
 * The organization that the path names, for a caller who may administer it; null where the endpoint is about none.
 * What is not the caller's looks exactly like what does not exist.
 * @throws Refusal `not_found`, `not_allowed` for a member without a role
 */
export async function administeredBy(
  deps: WebDeps,
  { access }: Endpoint,
  caller: Caller | null,
  slug: string | undefined,
): Promise<Administered | null> {
  if (caller === null || access === 'person' || access === 'public') return null;
  if (caller.kind === 'operator') {
    if (slug === undefined) return null;
    const organization = await deps.runtime.db.organizations.findBySlug(slug);
    if (organization === null) throw new Refusal('not_found');
    return { organization, acting: { actor: caller.actor, admin: null } };
  }
  const membership = caller.person.memberships.find(({ organization }) => organization.slug === slug);
  if (membership === undefined) return refuseStranger(deps, caller, slug);
  const { organization, member } = membership;
  if (access === 'operator' || !isAdministrator(membership, caller.scopes)) {
    throw new Refusal('not_allowed', { reason: `${member.role} of ${organization.slug}` });
  }
  const admin = { userId: caller.id, role: member.role, mfaAt: caller.mfaAt };
  return { organization, acting: { actor: caller.actor, admin } };
}

function isAdministrator({ member }: Membership, scopes: ReadonlySet<string>): boolean {
  return member.suspended === null && member.role !== 'member' && scopes.has(adminScope);
}

/** Whoever reaches for what is not his is noted. */
async function refuseStranger(
  { runtime }: WebDeps,
  { actor, id }: Extract<Caller, { kind: 'person' }>,
  slug: string | undefined,
): Promise<never> {
  // By whole characters: half of one could not be stored.
  const detail = { organization: slug === undefined ? null : [...slug].slice(0, 100).join('') };
  await runtime.db.audit.record({ type: 'api.access_refused', actor, userId: id, detail }, runtime.clock());
  throw new Refusal('not_found');
}

/** @throws Challenged for a machine: these endpoints are about a person */
export function meOf({ access }: Endpoint, caller: Caller | null): Extract<Caller, { kind: 'person' }> {
  if (access !== 'person' || caller?.kind !== 'person') throw new Challenged('invalid_token');
  return caller;
}
