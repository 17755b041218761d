import type { Membership, Person } from '../../people/person.ts';
import type { Instant, Role } from '../../policy/facts.ts';
import type { ProtectionStatus } from '../../policy/members/member-status.ts';
import { joinableBy, joinByDomain } from '../../self-service/join-by-domain.ts';
import { type OwnMembership, ownMemberships } from '../../self-service/own-account.ts';
import { acceptOwnInvitation, ownInvitations } from '../../self-service/own-invitations.ts';
import { oneself } from '../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../areas/area-page.ts';

/** Where the person is a member, and where they may become one: about nobody but themselves (T2). */
export interface OrganizationsModel extends AreaFrame {
  readonly memberships: readonly ShownMembership[];
  readonly invitations: readonly ShownInvitation[];
  /** By the domain of their address. */
  readonly joinable: { readonly slug: string; readonly organization: string } | null;
}

export interface ShownMembership {
  readonly slug: string;
  readonly organization: string;
  readonly role: Role;
  readonly status: ProtectionStatus;
  /** Why and since (or from) when a second step is asked of them; null where it is not. */
  readonly required: { readonly by: 'everyone' | 'chosen'; readonly since: Instant } | null;
  /** `until` null: without an end. */
  readonly exempt: { readonly until: Instant | null } | null;
  readonly suspended: 'by_rule' | 'by_admin' | null;
  /** Whether they may leave. */
  readonly state: Leaving;
}

/** Whether they may leave; `not_allowed`: the organization lets nobody go by themselves (D23). */
export type Leaving = 'allowed' | 'not_allowed' | 'last_owner';

export interface ShownInvitation {
  readonly id: string;
  readonly organization: string;
  readonly role: Role;
  readonly until: Instant;
}

const path = '/account/organizations';

export const organizationsPage: AreaPage<OrganizationsModel> = {
  area: 'account',
  name: 'organizations',
  path,
  tab: 'organizations',
  access: oneself(),
  actions: ['continue'],
  async content(visit) {
    const { deps, caller, now } = visit;
    const { person } = caller;
    const { db, plans } = deps.operations;
    const joinable = await joinableBy(db, person);
    const invitations = await ownInvitations(db, person, now);
    const memberships: ShownMembership[] = [];
    for (const membership of ownMemberships(person, plans, now))
      memberships.push(await shownMembership(visit, membership));
    return {
      memberships,
      invitations: invitations.map(({ id, organization, role, expiresAt }) => ({
        id,
        organization: organization.name,
        role,
        until: expiresAt.getTime(),
      })),
      joinable: joinable && { slug: joinable.slug, organization: joinable.name },
    };
  },
  submit: (visit) => (visit.form.invitation === undefined ? join(visit) : accept(visit)),
};

async function join(visit: Visit): Promise<Done> {
  const { deps, form } = visit;
  const { organization } = await joinByDomain(deps.operations, visit.myself(), form.join ?? '');
  return joined(organization.name);
}

async function accept(visit: Visit): Promise<Done> {
  const { deps, form } = visit;
  const { organization } = await acceptOwnInvitation(deps.operations, visit.myself(), form.invitation ?? '');
  return joined(organization.name);
}

function joined(organization: string): Done {
  return { to: path, notice: { key: 'account.organizations.joined', values: { organization } } };
}

async function shownMembership(
  visit: Visit,
  { organization, role, status, requiredFrom, suspended }: OwnMembership,
): Promise<ShownMembership> {
  const { caller, now } = visit;
  const membership = membershipIn(caller.person, organization.slug);
  const isChosen = membership?.member.override === 'required';
  return {
    slug: organization.slug,
    organization: organization.name,
    role,
    status,
    required: requiredFrom === null ? null : { by: isChosen ? 'chosen' : 'everyone', since: requiredFrom },
    exempt: membership === null ? null : exemptionOf(membership, now),
    suspended,
    state: membership === null ? 'not_allowed' : await leavingOf(visit, membership),
  };
}

/** Null for who is no member. @param slug of the organization */
export function membershipIn({ memberships }: Person, slug: string | undefined): Membership | null {
  return memberships.find(({ organization }) => organization.slug === slug) ?? null;
}

/** Whether the person may leave an organization, as the operation will see it. */
export async function leavingOf({ deps }: Visit, { member, organization }: Membership): Promise<Leaving> {
  if (!organization.membersMayLeave) return 'not_allowed';
  if (member.role !== 'owner' || member.suspended !== null) return 'allowed';
  const owners = await deps.operations.db.members.activeOwners(organization.id);
  return owners <= 1 ? 'last_owner' : 'allowed';
}

function exemptionOf({ member }: Membership, now: Date): ShownMembership['exempt'] {
  const { override, exemptUntil } = member;
  const isExempt = override === 'exempt' && (exemptUntil === null || now < exemptUntil);
  return isExempt ? { until: exemptUntil?.getTime() ?? null } : null;
}
