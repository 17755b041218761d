import { resendInvitations } from '../../../organizations/bulk/change-invitations.ts';
import type { Invitation } from '../../../organizations/core/organization.ts';
import { expiredInvitations } from '../../../organizations/invitations/expired-invitations.ts';
import { invitationLanguage } from '../../../organizations/invitations/invite.ts';
import { type SeatUse, seatUse } from '../../../organizations/plan/seat-use.ts';
import type { Instant, Role } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import { toPage } from '../../api/dialects/own/pages.ts';
import { cursorOf, instantPart, uuidPart } from '../../api/input/cursors.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { FieldRefused, filledIn } from '../../areas/field-refused.ts';
import { type InviteForm, invitedDone, inviteForm, inviteTyped, listIn, readyIn } from './invite-form.ts';
import {
  formOfPicks,
  invitationsPath,
  pickedIds,
  type ShownInvitation,
  shownInvitations,
} from './pending.ts';

/** Who is invited, and how many may be. */
export interface InvitationsModel extends AreaFrame, InviteForm {
  readonly href: string;
  readonly seats: SeatUse;
  /** As it is typed. */
  readonly seatsWanted: string;
  readonly pending: readonly ShownInvitation[];
  /** Address of the page after this one; null after the last. */
  readonly nextHref: string | null;
  readonly isFirst: boolean;
  readonly expired: readonly { readonly email: string; readonly role: Role; readonly at: Instant }[];
}

const invitationsOnPage = 50;

const cursor = cursorOf<Pick<Invitation, 'createdAt' | 'id'>>({ createdAt: instantPart, id: uuidPart });

export const invitationsPage: AreaPage<InvitationsModel> = {
  area: 'console/invitations',
  name: 'invitations',
  path: '/console/:slug/invitations',
  tab: 'invitations',
  access: administrators('where_it_loosens'),
  actions: ['continue', 'seats', 'resend', 'revoke'],
  query: ['after'],
  content,
  async submit(visit) {
    const { action, resend, revoke } = visit.form;
    if (action === 'seats') return wantSeats(visit);
    if (action === 'resend' || resend !== undefined) return sendAgain(visit);
    if (action === 'revoke' || revoke !== undefined) return wantRevoked(visit);
    return invite(visit);
  },
};

async function content(visit: Visit): Promise<Omit<InvitationsModel, keyof AreaFrame>> {
  const { deps, ctx, form, now } = visit;
  const { db, plans } = deps.operations;
  const { organization } = visit.administered();
  const after = afterIn(ctx.query.after);
  const page = { after, limit: invitationsOnPage + 1 };
  const found = await db.invitations.page(organization.id, page, now);
  const { items, next } = toPage(found, {
    cursor,
    limit: invitationsOnPage,
    keyOf: (each) => each,
    itemOf: (each) => each,
  });
  const href = invitationsPath(visit);
  const seats = await seatUse(db, { organization, plans }, now);
  const expired = after === null ? await expiredInvitations(db, organization.id, now) : [];
  return {
    ...inviteForm(visit),
    href,
    seats,
    seatsWanted: form.seats ?? String(seats.total ?? ''),
    pending: await shownInvitations(visit, items, pickedIds(form, 'resend', 'revoke')),
    nextHref: next === null ? null : `${href}?after=${encodeURIComponent(next)}`,
    isFirst: after === null,
    expired: expired.map(({ at, ...each }) => ({ ...each, at: at.getTime() })),
  };
}

/** @throws Refusal `not_found` for what is no cursor */
function afterIn(said: string | string[] | undefined): Pick<Invitation, 'createdAt' | 'id'> | null {
  if (said === undefined) return null;
  const read = cursor.schema.safeParse(said);
  if (!read.success) throw new Refusal('not_found');
  return read.data;
}

/** Where nothing stands in the way they are invited at once; else each line is answered before anything is sent. */
async function invite(visit: Visit): Promise<Done> {
  const list = listIn(visit);
  const seen = await inviteTyped(visit, list);
  const isClear = seen.seatsMissing === 0 && readyIn(seen) === seen.lines.length;
  if (!isClear) return { to: `${invitationsPath(visit)}/check`, keep: visit.form };
  return invitedDone(visit, await inviteTyped(visit, list, { seats: 'as_they_are', mode: 'write' }));
}

async function wantSeats(visit: Visit): Promise<Done> {
  const seats = seatsIn(filledIn(visit.form, 'seats'));
  return { to: `${invitationsPath(visit)}/seats`, keep: { seats: String(seats) } };
}

/** @throws FieldRefused `invalid_request` for what is no number of seats */
export function seatsIn(text: string): number {
  if (!isNumberOfSeats(text)) throw new FieldRefused('seats', 'invalid_request');
  return Number(text);
}

/** The same as a question. */
export function isNumberOfSeats(text: string): boolean {
  return /^\d{1,8}$/.test(text) && Number(text) >= 1 && Number(text) <= 10_000_000;
}

async function sendAgain(visit: Visit): Promise<Done> {
  const ids = chosenIn(visit, 'resend');
  const { organization, acting } = visit.administered();
  const language = invitationLanguage(organization, visit.language);
  const wanted = { organizationId: organization.id, ids, language };
  const { done, skipped } = await resendInvitations(visit.deps.operations, acting, wanted);
  const key = `console/invitations.invitations.${skipped.length > 0 ? 'resent-but' : 'resent'}`;
  const emails = skipped.map(({ email }) => email);
  return { to: invitationsPath(visit), notice: { key, values: { count: done.length, emails } } };
}

async function wantRevoked(visit: Visit): Promise<Done> {
  return { to: `${invitationsPath(visit)}/revoke`, keep: formOfPicks(chosenIn(visit, 'revoke')) };
}

/** A button of a row is about that row alone. @throws Refusal `field_empty` where none is chosen */
function chosenIn({ form }: Visit, button: 'resend' | 'revoke'): readonly string[] {
  const pressed = form[button];
  const ids = pressed === undefined ? pickedIds(form) : [pressed];
  if (ids.length === 0) throw new Refusal('field_empty');
  return ids;
}
