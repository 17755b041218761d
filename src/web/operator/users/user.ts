import { failuresBeforeStop } from '../../../limits/failure-limit.ts';
import { isOwnDeed } from '../../../organizations/core/admin-context.ts';
import { changeMember } from '../../../organizations/members/change-member.ts';
import type { Membership, Person } from '../../../people/person.ts';
import { unlock } from '../../../people/unlock.ts';
import type { FactorKind, Instant, Role } from '../../../policy/facts.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { actingOperator, operatorDeed } from '../../areas/operator-deed.ts';
import { refusalInWords } from '../../words/refusals.ts';
import { countSessions, type SessionCount } from './count-sessions.ts';
import { personMeant, userPath } from './found-person.ts';

/** An account as the operator sees it: of factors the kind and when, never a secret (L9). */
export interface UserModel extends AreaFrame {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly emailVerified: boolean;
  readonly createdAt: Instant;
  readonly isOperator: boolean;
  readonly deactivatedAt: Instant | null;
  readonly mustEnroll: boolean;
  readonly passwordResetDue: boolean;
  readonly factors: readonly ShownFactor[];
  readonly recoveryCodesLeft: number;
  readonly lock: { readonly failures: number; readonly until: Instant | null } | null;
  readonly sessions: SessionCount;
  readonly memberships: readonly ShownMembership[];
  readonly events: readonly ShownPersonEvent[];
  /** Nobody resets their own device here (L10). */
  readonly isOwn: boolean;
}

export interface ShownFactor {
  readonly kind: FactorKind;
  readonly confirmedAt: Instant;
  readonly lastUsedAt: Instant | null;
}

export interface ShownMembership {
  readonly slug: string;
  readonly organization: string;
  readonly role: Role;
  readonly suspended: 'by_rule' | 'by_admin' | null;
}

export interface ShownPersonEvent {
  readonly at: Instant;
  readonly type: string;
  readonly byKind: string;
}

const place = 'operator/users.user';

const shownEvents = 10;

export const userPage: AreaPage<UserModel> = {
  area: 'operator/users',
  name: 'user',
  path: '/operator/users/:user',
  tab: 'users',
  access: operatorOnly,
  actions: ['unlock', 'reinstate'],
  head: (words, { email, name, problem }) => ({
    title: words.say(`${place}.title`, { person: name ?? email }),
    problem: problem && refusalInWords(words, place, problem),
  }),
  async content(visit) {
    const { deps, now } = visit;
    const { db } = deps.operations;
    const person = await personMeant(visit);
    const { id } = person.user;
    const { events } = await db.activity.ofPerson(id, { limit: shownEvents, before: null });
    return {
      ...accountShown(person, now),
      sessions: await countSessions(visit, id),
      memberships: person.memberships.map(membershipShown),
      events: events.map(({ at, type, actor }) => ({ at: at.getTime(), type, byKind: actor.kind })),
      isOwn: isOwnDeed(operatorDeed(visit), id),
    };
  },
  submit: (visit) => (visit.form.action === 'unlock' ? unlockPerson(visit) : reinstate(visit)),
};

function accountShown({ user, factors, recoveryCodesLeft }: Person, now: Date) {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    emailVerified: user.emailVerified,
    createdAt: user.createdAt.getTime(),
    isOperator: user.isOperator,
    deactivatedAt: user.deactivatedAt?.getTime() ?? null,
    mustEnroll: user.mustEnrollSince !== null,
    passwordResetDue: user.passwordResetAt !== null,
    factors: factors.map(({ kind, confirmedAt, lastUsedAt }) => ({
      kind,
      confirmedAt: confirmedAt.getTime(),
      lastUsedAt: lastUsedAt?.getTime() ?? null,
    })),
    recoveryCodesLeft,
    lock: lockOf(user, now),
  };
}

function lockOf(
  { secondFactorFailures: failures, secondFactorLockedUntil: until }: Person['user'],
  now: Date,
): UserModel['lock'] {
  if (failures >= failuresBeforeStop) return { failures, until: null };
  return until === null || until <= now ? null : { failures, until: until.getTime() };
}

function membershipShown({ organization, member }: Membership): ShownMembership {
  const { slug, name } = organization;
  return { slug, organization: name, role: member.role, suspended: member.suspended };
}

async function unlockPerson(visit: Visit): Promise<Done> {
  const person = await personMeant(visit);
  await unlock(visit.deps.operations.db, operatorDeed(visit), person.user.id);
  return { to: userPath(person), notice: { key: 'operator/users.user.unlocked', values: {} } };
}

/** Ends a suspension, also one by a rule: the operator's word (ruling 12). @throws Refusal `not_found` */
async function reinstate(visit: Visit): Promise<Done> {
  const person = await personMeant(visit);
  const membership = person.memberships.find(
    ({ organization }) => organization.slug === visit.form.organization,
  );
  if (membership === undefined) throw new Refusal('not_found');
  const { organizationId, userId } = membership.member;
  const change = { organizationId, userId, change: { suspended: false } };
  await changeMember(visit.deps.operations, actingOperator(visit), change);
  const values = { organization: membership.organization.name };
  return { to: userPath(person), notice: { key: 'operator/users.user.reinstated', values } };
}
