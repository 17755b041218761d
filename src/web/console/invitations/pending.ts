import { type AdminContext, rolesFrom } from '../../../organizations/core/admin-context.ts';
import type { Invitation } from '../../../organizations/core/organization.ts';
import { invitationLifetimeSeconds } from '../../../organizations/invitations/invite.ts';
import { domainOf } from '../../../people/email.ts';
import type { Instant, Role } from '../../../policy/facts.ts';
import { consolePath } from '../../areas/area.ts';
import type { Visit } from '../../areas/area-page.ts';
import type { Form } from '../../forms/form.ts';

export interface ShownInvitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  /** Name or address of the administrator; null where nobody knows any more, and for the operator. */
  readonly invitedBy: string | null;
  readonly sentAt: Instant;
  readonly expiresAt: Instant;
  /** Whether it is not above the role of whoever looks. */
  readonly mayChange: boolean;
  /** Whether the organization manages the address, and so hands out tickets for it. */
  readonly isManaged: boolean;
  readonly isChosen: boolean;
}

/** The address of the invitations of the organization of a visit. */
export function invitationsPath(visit: Visit): string {
  return `${consolePath(visit.administered().organization.slug)}/invitations`;
}

/** The roles that somebody may give. */
export function rolesToGive({ admin }: Pick<AdminContext, 'admin'>): readonly Role[] {
  const roles = rolesFrom('member');
  return admin === null ? roles : roles.slice(0, roles.indexOf(admin.role) + 1);
}

const prefix = 'pick-';

/** The name of the checkbox of a row. */
export function pickName(id: string): string {
  return `${prefix}${id}`;
}

/** The ids of the rows that are chosen in a form, or that it has a button of. */
export function pickedIds(form: Form, ...buttons: readonly string[]): readonly string[] {
  const picked = Object.keys(form)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  const pressed = buttons.flatMap((name) => form[name] ?? []);
  return [...new Set([...pressed, ...picked])];
}

/** The same for a form in which rows are chosen. */
export function formOfPicks(ids: readonly string[]): Form {
  return Object.fromEntries(ids.map((id) => [pickName(id), 'on']));
}

/** Invitations as a page shows them, with who invited, in two statements. */
export async function shownInvitations(
  visit: Visit,
  found: readonly Invitation[],
  chosen: readonly string[] = [],
): Promise<readonly ShownInvitation[]> {
  const { organization, acting } = visit.administered();
  const { domains, memberLists } = visit.deps.operations.db;
  const inviters = [...new Set(found.flatMap(({ invitedBy }) => invitedBy ?? []))];
  const members = inviters.length === 0 ? [] : await memberLists.named(organization.id, inviters);
  const names = new Map(members.map(({ member, name, email }) => [member.userId, name ?? email]));
  const managed = found.length === 0 ? [] : await domains.of(organization.id);
  const roles = rolesToGive(acting);
  return found.map(({ id, email, role, invitedBy, expiresAt }) => ({
    id,
    email,
    role,
    invitedBy: names.get(invitedBy ?? '') ?? null,
    sentAt: expiresAt.getTime() - invitationLifetimeSeconds * 1000,
    expiresAt: expiresAt.getTime(),
    mayChange: roles.includes(role),
    isManaged: managed.includes(domainOf(email)),
    isChosen: chosen.includes(id),
  }));
}
