import { reduceSeats } from '../../../organizations/bulk/reduce-seats.ts';
import { hasRoleOver, isOwnMembership } from '../../../organizations/core/admin-context.ts';
import { isUserId, listMembers } from '../../../organizations/members/member-list.ts';
import { type SeatUse, seatUse } from '../../../organizations/plan/seat-use.ts';
import type { Role } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { isNumberOfSeats, seatsIn } from './invitations.ts';
import {
  invitationsPath,
  pickedIds,
  rolesToGive,
  type ShownInvitation,
  shownInvitations,
} from './pending.ts';

/** More or fewer seats; where fewer than are in use, who is to go (D21). */
export interface InvitationsSeatsModel extends AreaFrame {
  readonly href: string;
  readonly membersHref: string;
  readonly seats: SeatUse;
  readonly wanted: number;
  /** How many have to go at least. */
  readonly tooMany: number;
  /** Those who may be removed; none where nobody has to. */
  readonly members: readonly SeatHolder[];
  readonly invitations: readonly ShownInvitation[];
  readonly hasMore: boolean;
}

export interface SeatHolder {
  readonly id: string;
  readonly name: string | null;
  readonly email: string;
  readonly role: Role;
  readonly isChosen: boolean;
}

/** Of either kind: whoever wants to remove more does so among the members. */
const mostListed = 200;

export const invitationsSeatsPage: AreaPage<InvitationsSeatsModel> = {
  area: 'console/invitations',
  name: 'invitations-seats',
  path: '/console/:slug/invitations/seats',
  tab: 'invitations',
  access: administrators('where_it_loosens'),
  actions: ['continue'],
  content,
  submit,
};

async function content(visit: Visit): Promise<Omit<InvitationsSeatsModel, keyof AreaFrame>> {
  const { deps, form, now } = visit;
  const { organization, acting } = visit.administered();
  const { db, plans } = deps.operations;
  // Nothing was typed before, or it was too long ago.
  if (!isNumberOfSeats(form.seats ?? '')) throw new Refusal('not_found');
  const wanted = Number(form.seats);
  const seats = await seatUse(db, { organization, plans }, now);
  const tooMany = Math.max(0, seats.used - wanted);
  const href = invitationsPath(visit);
  const base = { href, membersHref: href.replace(/invitations$/, 'members'), seats, wanted, tooMany };
  if (tooMany === 0) return { ...base, members: [], invitations: [], hasMore: false };
  const filter = { status: null, text: null };
  const listed = await listMembers(
    db,
    { organization, plans, now },
    { filter, after: null, limit: mostListed },
  );
  const pending = await db.invitations.page(organization.id, { after: null, limit: mostListed + 1 }, now);
  const chosen = pickedIds(form);
  const roles = rolesToGive(acting);
  return {
    ...base,
    members: listed
      .slice(0, mostListed)
      .filter(({ member }) => hasRoleOver(acting, member) && !isOwnMembership(acting, member.userId))
      .map(({ member, name, email }) => ({
        id: member.userId,
        name,
        email,
        role: member.role,
        isChosen: chosen.includes(`m-${member.userId}`),
      })),
    invitations: await shownInvitations(
      visit,
      pending.slice(0, mostListed).filter(({ role }) => roles.includes(role)),
      chosen.map((id) => id.replace(/^i-/, '')),
    ),
    hasMore: listed.length > mostListed || pending.length > mostListed,
  };
}

async function submit(visit: Visit): Promise<Done> {
  const { deps, form } = visit;
  const { organization, acting } = visit.administered();
  const seats = seatsIn(form.seats ?? '');
  const picked = pickedIds(form);
  const [userIds, invitationIds] = [idsOf(picked, 'm-'), idsOf(picked, 'i-')];
  if (!userIds.every(isUserId)) throw new Refusal('not_found');
  const wanted = { organizationId: organization.id, seats, userIds, invitationIds };
  await reduceSeats(deps.operations, acting, wanted);
  const removed = userIds.length + invitationIds.length;
  const key = `console/invitations.invitations.${removed > 0 ? 'seats-reduced' : 'seats-set'}`;
  return { to: invitationsPath(visit), notice: { key, values: { count: seats, removed } } };
}

function idsOf(picked: readonly string[], prefix: string): readonly string[] {
  return picked.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
}
