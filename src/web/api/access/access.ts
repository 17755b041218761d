import type { ParameterizedContext } from 'koa';
import { isStorable } from '../../../documents/storable-text.ts';
import { machineScope } from '../../../environments/client-terms.ts';
import { requireProvenLately, rolesFrom } from '../../../organizations/core/admin-context.ts';
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

/**
 * The one place where the access of an endpoint is enforced, before anything of the request is looked up or parsed: how
 * much the session is worth, the scope of the token, the role in the organization, and how old the second factor is.
 * @throws Unauthorized 401; Refusal `insufficient_scope`, `not_found`, `not_allowed` for a member without the role,
 *   `mfa_required`
 */
export async function admit(
  deps: WebDeps,
  ctx: Context,
  { access, now }: { readonly access: Access; readonly now: Date },
): Promise<Admitted> {
  const caller = access.kind === 'public' ? null : await authenticate(deps, ctx, now);
  if (caller !== null) requireProofAndScope(access, caller);
  if (!Object.values(ctx.params).every(isStorable)) throw new Refusal('not_found');
  const administered = caller && (await administeredBy(deps, { access, slug: ctx.params.slug, now }, caller));
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

interface Asked {
  readonly access: Access;
  readonly slug: string | undefined;
  readonly now: Date;
}

/** What is not the caller's looks exactly like what does not exist. */
async function administeredBy(
  deps: WebDeps,
  { access, slug, now }: Asked,
  caller: Caller,
): Promise<Administered | null> {
  if (slug === undefined || access.kind === 'person') return null;
  if (caller.kind === 'operator') {
    const organization = await deps.operations.db.organizations.findBySlug(slug);
    if (organization === null) throw new Refusal('not_found');
    return { organization, acting: { actor: caller.actor, admin: null, now } };
  }
  const membership = caller.person.memberships.find(({ organization }) => organization.slug === slug);
  if (membership === undefined) return refuseStranger(deps, caller, slug);
  const { organization, member } = membership;
  const hasRole = access.kind === 'administrator' && rolesFrom(access.leastRole).includes(member.role);
  if (member.suspended !== null || !hasRole)
    throw new Refusal('not_allowed', { reason: `${member.role} of ${organization.slug}` });
  const hasFactor = caller.person.factors.length > 0;
  const admin = { userId: caller.id, role: member.role, hasFactor, mfaAt: caller.mfaAt };
  return { organization, acting: { actor: caller.actor, admin, now } };
}

/** Whoever reaches for what is not theirs is noted. */
async function refuseStranger(
  { runtime }: WebDeps,
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
