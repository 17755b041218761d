import type { OwnActivityRow } from '../../audit/activity-store.ts';
import type { AuditEventType } from '../../audit/event.ts';
import type { DetailFieldOf, StoredDetail } from '../../audit/event-details.ts';
import { ownClientId } from '../../environments/own-client.ts';
import { sourcePrefix } from '../../limits/password-throttle.ts';
import type { NamedOrganization } from '../../policy/members/self-disable.ts';
import type { Stores } from '../../stores.ts';
import { applicationNames, type NamedApplication } from '../access/application-names.ts';
import type { SelfServiceContext } from '../context.ts';

/** How far back people see what happened to their account. */
export const ownActivityDays = 90;

/**
 * What people are told of, and which fields of its detail: what concerns the security of their account, and nothing that
 * somebody has written about them.
 */
const told = {
  'account.activity_reported': ['passwordReset', 'event', 'at'],
  'account.created': [],
  'account.deactivated': [],
  'account.email_change_cancelled': [],
  'account.email_change_requested': ['newEmail', 'needsConsent'],
  'account.email_changed': ['before', 'after'],
  'account.password_changed': [],
  'account.password_reset_completed': [],
  'account.password_reset_ordered': ['asked'],
  'account.password_reset_requested': [],
  'account.reactivated': [],
  'account.second_factor_locked': ['failures'],
  'account.second_factor_stopped': ['failures'],
  'account.sessions_ended': ['reason', 'sessions'],
  'account.sign_in_failed': ['reason', 'signedIn'],
  'account.sign_in_refused': ['reasons'],
  'account.signed_in': ['stepUp'],
  'account.unlocked': [],
  'authenticator.challenge_failed': ['factor', 'failures'],
  'authenticator.enrolled': ['factor'],
  'authenticator.recovery_code_used': ['left'],
  'authenticator.recovery_codes_replaced': [],
  'authenticator.removed': ['factor'],
  'authenticator.renamed': ['factor'],
  'authenticator.reset': ['factors', 'mustEnroll'],
  'consent.granted': [],
  'consent.withdrawn': [],
  'enrollment_ticket.issued': [],
  'enrollment_ticket.used': [],
  'member.added': ['before', 'after'],
  'member.changed': ['before', 'after'],
  'member.left': ['before', 'after'],
  'member.reinstated': ['before', 'after'],
  'member.removed': ['before', 'after'],
  'member.suspended': ['before', 'after'],
  'token.reused': ['used'],
} as const satisfies { readonly [Type in AuditEventType]?: readonly DetailFieldOf<Type>[] };

export type OwnActivityType = keyof typeof told;

export const ownActivityTypes = Object.keys(told) as readonly OwnActivityType[];

/**
 * Who did it, in the words of roles: nobody's name or address but their own. `unknown`: whoever was at a sign-in page or
 * had a link, since there nobody has proven who they are.
 */
export interface Doer {
  readonly role: 'self' | 'administrator' | 'operator' | 'server' | 'unknown';
  /** Of an administrator. */
  readonly organization: NamedOrganization | null;
}

/** Something that happened to the account of the person who asks. */
export interface OwnActivity {
  readonly id: string;
  readonly at: Date;
  readonly type: OwnActivityType;
  readonly by: Doer;
  /** Whose membership it was about; null for all that was about none. */
  readonly organization: NamedOrganization | null;
  /** Address, or /64 of an IPv6 one; null where nobody knows, and where others did it. */
  readonly network: string | null;
  /** At which it was; null for none, and for our own pages. */
  readonly application: NamedApplication | null;
  readonly detail: StoredDetail;
}

/** @param page.before `next` of the page before; null for the first page */
export interface OwnActivityPage {
  readonly before: string | null;
  readonly limit: number;
}

/**
 * What happened to the account of the person who asks in the last 90 days, newest first, in two statements.
 * @throws Refusal `invalid_request` for a `before` that no page gave
 */
export async function ownActivity(
  db: Pick<Stores, 'activity' | 'clients'>,
  { person, now }: Pick<SelfServiceContext, 'person' | 'now'>,
  page: OwnActivityPage,
): Promise<{ readonly events: readonly OwnActivity[]; readonly next: string | null }> {
  const since = new Date(now.getTime() - ownActivityDays * 24 * 60 * 60 * 1000);
  const { id } = person.user;
  const { rows, next } = await db.activity.ownOf(id, { ...page, types: ownActivityTypes, since });
  const names = await applicationNames(db, rows.map(clientOf).filter(isNamed));
  return { events: rows.map((row) => activityOf(row, id, names)), next };
}

function activityOf(
  row: OwnActivityRow,
  ownId: string,
  names: ReadonlyMap<string, NamedApplication>,
): OwnActivity {
  const { id, at, sourceAddress } = row;
  // The store was asked for these alone.
  const type = row.type as OwnActivityType;
  const by = doerOf(row, ownId);
  const isOwnSource = by.role === 'self' || by.role === 'unknown';
  const clientId = clientOf(row);
  return {
    id,
    at,
    type,
    by,
    organization: type.startsWith('member.') ? row.organization : null,
    network: isOwnSource && sourceAddress !== null ? sourcePrefix(sourceAddress) : null,
    application: isNamed(clientId) ? (names.get(clientId) ?? { clientId, name: null }) : null,
    detail: toldOf(row.detail, told[type]),
  };
}

/** Whoever is none of these has administered the organization in whose log it stands. */
function doerOf({ actor, organization }: OwnActivityRow, ownId: string): Doer {
  const nobody = { organization: null };
  if (actor.kind === 'user' && actor.id === ownId) return { role: 'self', ...nobody };
  if (actor.kind === 'operator') return { role: 'operator', ...nobody };
  if (actor.kind === 'user') return { role: 'administrator', organization };
  return { role: actor.kind === 'system' ? 'server' : 'unknown', ...nobody };
}

function clientOf({ detail }: OwnActivityRow): unknown {
  return detail.client;
}

function isNamed(clientId: unknown): clientId is string {
  return typeof clientId === 'string' && clientId !== ownClientId;
}

function toldOf(detail: StoredDetail, fields: readonly (keyof StoredDetail)[]): StoredDetail {
  return Object.fromEntries(
    fields.filter((field) => detail[field] !== undefined).map((field) => [field, detail[field]]),
  );
}
