import type { ParameterizedContext } from 'koa';
import { isStorable } from '../../../documents/storable-text.ts';
import { machineScope } from '../../../environments/client-terms.ts';
import { requireProvenLately, rolesFrom } from '../../../organizations/core/admin-context.ts';
import type { Organization } from '../../../organizations/core/organization.ts';
import { levelOf } from '../../../policy/factors/amr.ts';
import type { Role } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import type { RequestState, WebDeps } from '../../http/context.ts';
import { Unauthorized } from '../answers/errors.ts';
import { authenticate, type Caller, type PersonCaller } from './caller.ts';
import type { Administered } from './endpoint.ts';
import { type Access, scopesOf } from './endpoint-access.ts';

/** Who was let in; null where the endpoint asks for nobody, or is about no organization. */
export interface Admitted {
  readonly caller: Caller | null;
  readonly administered: Administered | null;
}

type Context = ParameterizedContext<RequestState> & { readonly params: Readonly<Record<string, string>> };

/** Reads who calls, and admits them. @throws Unauthorized 401; what `admitCaller` throws */
export async function admit(
  deps: WebDeps,
  ctx: Context,
  { access, now }: { readonly access: Access; readonly now: Date },
): Promise<Admitted> {
  const caller = access.kind === 'public' ? null : await authenticate(deps, ctx, now);
  return admitCaller(deps, { access, caller, params: ctx.params, now });
}

/** Somebody who asks for something. */
export interface Arriving {
  readonly access: Access;
  /** Null where the endpoint asks for nobody. */
  readonly caller: Caller | null;
  /** Of the path; `slug` is that of an organization. */
  readonly params: Readonly<Record<string, string>>;
  readonly now: Date;
  /** Of a page: whether it is read, or its form was sent. An endpoint of the API has none. */
  readonly page?: 'read' | 'sent';
}

/**
 * The one place where the access of an endpoint, or of a page of our areas, is enforced, before anything of the request is
 * looked up or parsed: how much the session is worth, the scope of the token, the role in the organization, and how old the
 * second factor is.
 * @throws Unauthorized 401; Refusal `insufficient_scope`, `not_found`, `not_allowed` for a member without the role,
 *   `mfa_required`; `support_reads_only` for an operator who reads the console as support
 */
export async function admitCaller(
  deps: Pick<WebDeps, 'operations' | 'runtime'>,
  { access, caller, params, now, page }: Arriving,
): Promise<Admitted> {
  if (caller !== null) requireProofAndScope(access, caller);
  if (!Object.values(params).every(isStorable)) throw new Refusal('not_found');
  const asked = { access, slug: params.slug, now, page };
  const administered = caller && (await administeredBy(deps, asked, caller));
  if (caller !== null) requireFresh(access, caller, now);
  return { caller, administered };
}

function requireProofAndScope(access: Access, caller: Caller): void {
  const isEnough = access.kind === 'person' && access.recoveryCode === 'enough';
  if (caller.kind === 'person' && caller.hasRecoveryCodeOnly && !isEnough)
    throw new Unauthorized('insufficient_user_authentication');
  const needed = scopesOf[access.kind];
  if (needed.some((scope) => caller.scopes.has(scope))) return;
  // A person is told of the scope that a person can have, wherever there is one.
  const own = needed.filter((scope) => (scope === machineScope) === (caller.kind === 'operator'));
  throw new Refusal('insufficient_scope', { list: own.length > 0 ? own : needed });
}

interface Asked extends Pick<Arriving, 'access' | 'now'> {
  readonly slug: string | undefined;
  readonly page: Arriving['page'] | undefined;
}

/** What is not the caller's looks exactly like what does not exist. */
async function administeredBy(
  deps: Pick<WebDeps, 'operations' | 'runtime'>,
  asked: Asked,
  caller: Caller,
): Promise<Administered | null> {
  const { access, slug, now } = asked;
  if (slug === undefined || access.kind === 'person') return null;
  if (caller.kind === 'operator') {
    const organization = await deps.operations.db.organizations.findBySlug(slug);
    if (organization === null) throw new Refusal('not_found');
    return { organization, acting: { actor: caller.actor, admin: null, now } };
  }
  const membership = caller.person.memberships.find(({ organization }) => organization.slug === slug);
  const hasRole =
    membership !== undefined &&
    membership.member.suspended === null &&
    access.kind === 'administrator' &&
    rolesFrom(access.leastRole).includes(membership.member.role);
  if (hasRole) return actingIn(membership.organization, membership.member.role, { caller, now });
  const reading = await readAsSupport(deps, { ...asked, slug }, caller);
  if (reading !== null) return reading;
  if (membership === undefined) return refuseStranger(deps, caller, slug);
  const { organization, member } = membership;
  throw new Refusal('not_allowed', { reason: `${member.role} of ${organization.slug}` });
}

function actingIn(
  organization: Organization,
  role: Role,
  { caller, now }: { readonly caller: PersonCaller; readonly now: Date },
): Administered {
  const hasFactor = caller.person.factors.length > 0;
  const admin = { userId: caller.id, role, hasFactor, mfaAt: caller.mfaAt };
  return { organization, acting: { actor: caller.actor, admin, now } };
}

/**
 * An operator who has said why (organizations/support/open-support.ts) reads some pages of the console, as an
 * administrator sees them. Nothing else is opened by it: no form, no file, no other page, and not the API.
 * @throws Refusal `support_reads_only`
 */
async function readAsSupport(
  { operations: { db } }: Pick<WebDeps, 'operations'>,
  { access, slug, now, page }: Asked & { readonly slug: string },
  caller: PersonCaller,
): Promise<Administered | null> {
  const { user, session } = caller.person;
  if (page === undefined || !user.isOperator || levelOf(session?.proofs ?? {}) < 2) return null;
  const organization = await db.organizations.findBySlug(slug);
  const opening = organization && (await db.supports.find(caller.id, organization.id, now));
  if (organization === null || opening === null) return null;
  const isOpen = access.kind === 'administrator' && access.support === 'reads';
  if (page !== 'read' || !isOpen) throw new Refusal('support_reads_only');
  return { ...actingIn(organization, 'admin', { caller, now }), supportUntil: opening.expiresAt.getTime() };
}

/** Whoever reaches for what is not theirs is noted. */
async function refuseStranger(
  { runtime }: Pick<WebDeps, 'runtime'>,
  { actor, id }: PersonCaller,
  slug: string,
): Promise<never> {
  // By whole characters: half of one could not be stored.
  const detail = { organization: [...slug].slice(0, 100).join('') };
  await runtime.db.audit.record({ type: 'api.access_refused', actor, userId: id, detail }, runtime.clock());
  throw new Refusal('not_found');
}

function requireFresh(access: Access, caller: Caller, now: Date): void {
  const asksAlways = 'freshMfa' in access && access.freshMfa === 'always';
  if (asksAlways && caller.kind === 'person') requireProvenLately(caller.mfaAt, now);
}
