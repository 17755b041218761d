import type { Deed } from '../../audit/deed.ts';
import type { Instant, Role } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';

/** How old the proof of a second factor may be where something is loosened, in seconds (ruling 14). */
export const freshMfaSeconds = 5 * 60;

/** Who asks an organization for a change, and when. */
export interface AdminContext extends Deed {
  /** Null: the operator, who may do everything (ruling 12). */
  readonly admin: AdminInContext | null;
}

export interface AdminInContext {
  readonly userId: string;
  readonly role: Role;
  /** Whether they have a confirmed factor. */
  readonly hasFactor: boolean;
  /** The last second factor of their session; null without one. */
  readonly mfaAt: Instant | null;
}

/** In which role somebody asks, whenever that is. */
type Acting = Pick<AdminContext, 'admin'>;

const ranks: Record<Role, number> = { member: 0, admin: 1, owner: 2 };

/**
 * For what loosens protection: the administrator has proven a second factor not longer than five minutes ago.
 * @throws Refusal `mfa_required`
 */
export function requireFreshMfa({ admin, now }: Pick<AdminContext, 'admin' | 'now'>): void {
  if (admin !== null) requireProvenLately(admin.mfaAt, now);
}

/**
 * The same for any proof of a second factor. @param provenAt null where there was none
 * @throws Refusal `mfa_required`
 */
export function requireProvenLately(provenAt: Instant | null, now: Date): void {
  const isFresh = provenAt !== null && now.getTime() - provenAt <= freshMfaSeconds * 1000;
  if (!isFresh) throw new Refusal('mfa_required', { reason: 'a second factor of the last five minutes' });
}

/**
 * For changes to somebody's membership: nobody touches a higher role, and an administrator no other administrator.
 * @throws Refusal `not_allowed`
 */
export function requireRoleOver(acting: Acting, target: { readonly role: Role }): void {
  if (hasRoleOver(acting, target)) return;
  throw new Refusal('not_allowed', { reason: `a ${acting.admin?.role} may not do this to a ${target.role}` });
}

/** The same as a question. */
export function hasRoleOver({ admin }: Acting, target: { readonly role: Role }): boolean {
  return admin === null || admin.role === 'owner' || ranks[target.role] < ranks[admin.role];
}

/** A role and those above it, the lowest first. */
export function rolesFrom(least: Role): readonly Role[] {
  const roles: readonly Role[] = ['member', 'admin', 'owner'];
  return roles.filter((role) => ranks[role] >= ranks[least]);
}

/** Whether the administrator asks for something about themselves, or the person who acts as the operator does. */
export function isOwnMembership(
  { admin, ...deed }: Pick<AdminContext, 'admin' | 'actor'>,
  userId: string,
): boolean {
  return admin?.userId === userId || isOwnDeed(deed, userId);
}

/** The same of the operator alone: what is done at their pages, a person does (L10). */
export function isOwnDeed({ actor }: Pick<Deed, 'actor'>, userId: string): boolean {
  return actor.kind === 'operator' && actor.userId === userId;
}

/** @throws Refusal `not_allowed` unless the role that is given is at most one's own */
export function requireRoleToGive({ admin }: Acting, role: Role): void {
  if (admin === null || ranks[role] <= ranks[admin.role]) return;
  throw new Refusal('not_allowed', { reason: `a ${admin.role} may not make anybody ${role}` });
}
