import type { LineStatus } from '../../../organizations/bulk/judge-lines.ts';
import { type SeatUse, seatUse } from '../../../organizations/plan/seat-use.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { FieldRefused } from '../../areas/field-refused.ts';
import {
  type InviteForm,
  invitedDone,
  inviteForm,
  inviteTyped,
  listIn,
  readyIn,
  readyLines,
} from './invite-form.ts';
import { invitationsPath } from './pending.ts';

/** An answer for each line of a list, before anything is sent. */
export interface InvitationsCheckModel extends AreaFrame, InviteForm {
  readonly href: string;
  readonly lines: readonly { readonly line: number; readonly text: string; readonly status: LineStatus }[];
  readonly ready: number;
  /** How many lines are no address: nobody is invited as long as there are any. */
  readonly wrong: number;
  readonly seatsMissing: number;
  readonly seats: SeatUse;
  /** Whether as many seats as are missing can be added. */
  readonly canAdd: boolean;
  readonly needsFreshMfa: boolean;
}

export const invitationsCheckPage: AreaPage<InvitationsCheckModel> = {
  area: 'console/invitations',
  name: 'invitations-check',
  path: '/console/:slug/invitations/check',
  tab: 'invitations',
  access: administrators('where_it_loosens'),
  actions: ['continue', 'check', 'leave_out'],
  content,
  submit,
};

async function content(visit: Visit): Promise<Omit<InvitationsCheckModel, keyof AreaFrame>> {
  const { deps, now } = visit;
  // Nothing was typed, or it was too long ago.
  if (visit.problem === null && (visit.form.addresses ?? '').trim() === '') throw new Refusal('not_found');
  const { organization } = visit.administered();
  const { db, plans } = deps.operations;
  const seats = await seatUse(db, { organization, plans }, now);
  const base = { ...inviteForm(visit), href: invitationsPath(visit), seats };
  const list = readList(visit);
  if (list === null)
    return { ...base, lines: [], ready: 0, wrong: 0, seatsMissing: 0, canAdd: true, needsFreshMfa: false };
  const { lines, seatsMissing, needsFreshMfa } = await inviteTyped(visit, list);
  return {
    ...base,
    lines: lines.map(({ line, text, status }) => ({ line, text, status })),
    ready: readyIn({ lines }),
    wrong: lines.filter(({ status }) => status === 'not_an_address').length,
    seatsMissing,
    canAdd: seats.most === null || (seats.total ?? 0) + seatsMissing <= seats.most,
    needsFreshMfa,
  };
}

/** Null for what cannot be read, which is said beside the field when it is sent. */
function readList(visit: Visit) {
  try {
    return listIn(visit);
  } catch (error) {
    if (error instanceof FieldRefused) return null;
    throw error;
  }
}

async function submit(visit: Visit): Promise<Done> {
  const { form } = visit;
  const list = listIn(visit);
  const seen = await inviteTyped(visit, list);
  const again = { to: `${invitationsPath(visit)}/check`, keep: form };
  if (form.action === 'leave_out') {
    const lines = seen.lines.filter(({ status }) => status !== 'not_an_address').map(({ text }) => text);
    return { ...again, keep: { ...form, addresses: lines.join('\n') } };
  }
  // What was said on the button is what is done: where more seats are missing by now, it is said anew.
  const isAsSeen = String(seen.seatsMissing) === (form.missing ?? '0');
  const hasWrong = seen.lines.some(({ status }) => status === 'not_an_address');
  if (form.action === 'check' || !isAsSeen || hasWrong || readyIn(seen) === 0) return again;
  const wanted = { ...list, lines: readyLines(seen) };
  return invitedDone(visit, await inviteTyped(visit, wanted, { seats: 'add_missing', mode: 'write' }));
}
