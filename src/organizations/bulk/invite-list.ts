import type { ListedAddress } from '../../documents/address-list.ts';
import { joined } from '../../operations/joined.ts';
import type { Operations } from '../../operations/operations.ts';
import { requireSeatsOnPlan, seatLimit } from '../../plans/seats.ts';
import type { Role } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import { type AdminContext, requireRoleToGive } from '../core/admin-context.ts';
import { lockOrganization } from '../core/lock-organization.ts';
import type { Organization } from '../core/organization.ts';
import { chargeMail, inviteUncharged, requireMfaToInvite } from '../invitations/invite.ts';
import { changeSeats } from '../plan/set-seats.ts';
import { type JudgedLine, judgeLines } from './judge-lines.ts';

export interface WantedList {
  readonly organizationId: string;
  readonly lines: readonly ListedAddress[];
  readonly role: Role;
  /** Of the mails, as `Accept-Language` has it. */
  readonly language: string;
  /** Whether seats that are missing are added in the same step (D17). */
  readonly seats: 'as_they_are' | 'add_missing';
  readonly mode: 'dry_run' | 'write';
}

/** What became of a list, or would. */
export interface InvitedList {
  readonly lines: readonly JudgedLine[];
  /** Seats that those who are ready need beyond the free ones. */
  readonly seatsMissing: number;
  /** How many were invited; 0 where something stands in the way of all, and in a dry run. */
  readonly invited: number;
  readonly needsFreshMfa: boolean;
}

type Deps = Pick<Operations, 'db' | 'plans' | 'issuer'>;

/**
 * Invites all of a list or nobody (D17): nothing is sent where a line is no address, or seats are missing that are not to be
 * added. Who is a member or invited already, or may not be invited, is told and passed over.
 * @throws Refusal `not_found`, `not_allowed` for a role above one's own, `mfa_required` as for one invitation,
 *   `no_free_seat` where the plan lets no seats be added
 */
export async function inviteList(deps: Deps, acting: AdminContext, wanted: WantedList): Promise<InvitedList> {
  requireRoleToGive(acting, wanted.role);
  const judged = await judge(deps, acting, wanted);
  const isStopped = judged.lines.some(({ status }) => status === 'not_an_address');
  if (wanted.seats === 'add_missing' && judged.seatsMissing > 0)
    requireSeatsOnPlan(judged.organization, judged.organization.seats + judged.seatsMissing, deps.plans);
  const isShort = judged.seatsMissing > 0 && wanted.seats === 'as_they_are';
  if (wanted.mode === 'dry_run' || isStopped || isShort) return { ...told(judged), invited: 0 };
  if (judged.needsFreshMfa)
    await requireMfaToInvite(deps.db, acting, { ...judged, ...deps, role: wanted.role });
  const lines = await charged(deps, judged.lines, { ...wanted, now: acting.now });
  const invited = await inviteAll(deps, acting, { ...wanted, lines });
  const sent = lines.map((line) =>
    line.status === 'ready' ? { ...line, status: 'invited' as const } : line,
  );
  return { ...told(judged), lines: sent, invited };
}

interface Judged extends Omit<InvitedList, 'invited'> {
  readonly organization: Organization;
}

function told({ lines, seatsMissing, needsFreshMfa }: Judged): Omit<InvitedList, 'invited'> {
  return { lines, seatsMissing, needsFreshMfa };
}

async function judge({ db, plans }: Deps, acting: AdminContext, wanted: WantedList): Promise<Judged> {
  const { now } = acting;
  const organization = await db.organizations.findById(wanted.organizationId);
  if (organization === null) throw new Refusal('not_found');
  const lines = await judgeLines(db, { organization, now }, wanted.lines);
  const seatsMissing = await missingSeats(db, { organization, plans, now }, lines);
  const needsFreshMfa = await isRefusedFor('mfa_required', () =>
    requireMfaToInvite(db, acting, { organization, plans, role: wanted.role }),
  );
  return { organization, lines, seatsMissing, needsFreshMfa };
}

interface SeatsAt {
  readonly organization: Organization;
  readonly plans: Operations['plans'];
  readonly now: Date;
}

async function missingSeats(
  { seats }: Pick<Stores, 'seats'>,
  { organization, plans, now }: SeatsAt,
  lines: readonly JudgedLine[],
): Promise<number> {
  const needed = lines.filter(({ status }) => status === 'ready').length;
  if (needed === 0) return 0;
  // More may be in use than there are, after a plan has become smaller.
  const used = await seats.inUse(organization.id, now);
  return Math.max(0, used + needed - seatLimit(organization, plans));
}

async function isRefusedFor(code: Refusal['code'], work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof Refusal && error.code === code) return true;
    throw error;
  }
}

/** Charges each mail, in a statement of its own; whose mailbox has had enough is passed over. */
async function charged(
  { db }: Deps,
  lines: readonly JudgedLine[],
  { organizationId, now }: { readonly organizationId: string; readonly now: Date },
): Promise<readonly JudgedLine[]> {
  const result: JudgedLine[] = [];
  for (const line of lines) {
    const { email, status } = line;
    const isFull =
      status === 'ready' &&
      email !== null &&
      (await isRefusedFor('too_many_attempts', () => chargeMail(db, { organizationId, email }, now)));
    result.push(isFull ? { ...line, status: 'too_many_attempts' } : line);
  }
  return result;
}

interface ReadyList extends Pick<WantedList, 'organizationId' | 'role' | 'language'> {
  readonly lines: readonly JudgedLine[];
  readonly seats: WantedList['seats'];
}

/** All in one transaction, by the operation for one of them (ruling 28); the seats first. */
async function inviteAll(deps: Deps, acting: AdminContext, list: ReadyList): Promise<number> {
  const { organizationId, role, language } = list;
  return deps.db.transaction(async (stores) => {
    const organization = await lockOrganization(stores, organizationId);
    const ready = list.lines.filter(({ status }) => status === 'ready');
    if (list.seats === 'add_missing') {
      const missing = await missingSeats(stores, { ...deps, organization, now: acting.now }, ready);
      const seats = organization.seats + missing;
      if (missing > 0) requireSeatsOnPlan(organization, seats, deps.plans);
      if (missing > 0) await changeSeats(stores, acting, { organization, seats });
    }
    const within = { ...deps, db: joined(stores) };
    for (const { email } of ready)
      if (email !== null)
        await inviteUncharged(within, acting, { organizationId, email, role, addSeats: 0, language });
    return ready.length;
  });
}
