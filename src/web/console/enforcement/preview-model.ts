import { enforcementStanding } from '../../../organizations/enforcement/enforcement-standing.ts';
import {
  type EnforcementStops,
  type ForeseenEnforcement,
  foreseeEnforcement,
} from '../../../organizations/enforcement/foresee-enforcement.ts';
import { activatedAt } from '../../../policy/enforcement/policy-in-force.ts';
import type { Instant } from '../../../policy/facts.ts';
import { type Awkwardness, awkwardnessOf } from '../../../policy/time/awkward-instant.ts';
import type { Visit } from '../../areas/area-page.ts';
import type { Form } from '../../forms/form.ts';
import { documentOf, isSkipped } from './draft.ts';
import { draftPlaceOf, organizationAt, type SilentEnvironment, silentEnvironments } from './room.ts';
import {
  changedFields,
  type PolicyField,
  policyFields,
  type ShownPolicy,
  shownPolicy,
} from './shown-policy.ts';

/** What a policy would do, as its administrators read it before they save it. */
export interface ShownPreview {
  readonly version: string;
  readonly counts: PreviewCounts;
  /** When the policy would take effect; null: at once, or from the next sign-in on. */
  readonly startsAt: Instant | null;
  /** Whether everyone is required to have it until then. */
  readonly isEnforcing: boolean;
  /** A deadline at a time that the clock skips, so that it is told as a later one. */
  readonly isSkipped: boolean;
  readonly awkward: readonly Awkwardness[];
  /** Who is not protected: the first of them. */
  readonly people: readonly PreviewedMember[];
  /** Others whose sessions end: the first of them. */
  readonly others: readonly string[];
  readonly exempt: readonly string[];
  readonly invitations: readonly string[];
  readonly loneOwner: string | null;
  readonly stops: EnforcementStops;
  readonly sendsTestMail: boolean;
  readonly before: ShownPolicy;
  readonly after: ShownPolicy;
  readonly changed: readonly PolicyField[];
  readonly unchanged: readonly PolicyField[];
  /** Names the policy that stands: another one was saved where it is another. */
  readonly standing: string;
  readonly environments: readonly SilentEnvironment[];
}

export interface PreviewCounts {
  readonly members: number;
  readonly calm: number;
  readonly notProtected: number;
  readonly signedOut: number;
  readonly lockedOut: number;
  readonly exempt: number;
  readonly invitations: number;
}

/** Numbers of a preview that is looked at once more, in the order in which they are told. */
export const countNames = [
  'members',
  'calm',
  'notProtected',
  'signedOut',
  'lockedOut',
  'exempt',
  'invitations',
] as const satisfies readonly (keyof PreviewCounts)[];

export interface PreviewedMember {
  readonly id: string | null;
  readonly email: string;
  readonly name: string | null;
  /** When their sessions end; null: they do not, or they have none. */
  readonly signedOutAt: Instant | null;
  readonly needsTicket: boolean;
}

/** Rows of a list on the page; all of them are in the file. */
export const listedAtMost = 50;

/** @throws Refusal `plan_without_enforcement`, `invalid_policy` */
export async function shownPreview(visit: Visit, draft: Form): Promise<ShownPreview> {
  const { deps, now } = visit;
  const { organization } = organizationAt(visit);
  const place = draftPlaceOf(visit);
  const foreseen = await foreseeEnforcement(deps.operations, { organization, now }, documentOf(draft, place));
  const { preview, before, after, stops, sendsTestMail } = foreseen;
  const [shownBefore, shownAfter] = [shownPolicy(before), shownPolicy(after)];
  const changed = changedFields(shownBefore, shownAfter);
  const startsAt = activatedAt(after);
  const isAhead = startsAt > now.getTime();
  const ends = new Set(preview.notProtected);
  return {
    version: preview.version,
    counts: countsOf(foreseen),
    startsAt: isAhead ? startsAt : null,
    isEnforcing: enforcementStanding(organizationAt(visit)).inForce.required === 'everyone',
    isSkipped: isAhead && draft.activation === 'deadline' && isSkipped(draft, place),
    awkward:
      after.required === 'everyone' && isAhead
        ? awkwardnessOf(startsAt, organization.timeZone, now.getTime())
        : [],
    people: await peopleOf(visit, foreseen),
    others: preview.signedOut
      .filter(({ member }) => !ends.has(member))
      .map(({ member }) => member)
      .slice(0, listedAtMost),
    exempt: preview.exempt.slice(0, listedAtMost),
    invitations: preview.invitations.slice(0, listedAtMost),
    loneOwner: preview.loneOwner,
    stops: { unprotected: stops.unprotected.slice(0, listedAtMost), owners: stops.owners },
    sendsTestMail,
    before: shownBefore,
    after: shownAfter,
    changed,
    unchanged: policyFields.filter((field) => !changed.includes(field)),
    standing: String(before.savedAt),
    environments: await silentEnvironments(visit),
  };
}

function countsOf({ preview }: ForeseenEnforcement): PreviewCounts {
  const concerned = new Set([...preview.notProtected, ...preview.signedOut.map(({ member }) => member)]);
  return {
    members: preview.members,
    calm: preview.members - concerned.size,
    notProtected: preview.notProtected.length,
    signedOut: preview.signedOut.length,
    lockedOut: preview.lockedOut.length,
    exempt: preview.exempt.length,
    invitations: preview.invitations.length,
  };
}

/** Whoever cannot set it up alone first: that is what has to be seen to. */
async function peopleOf({ deps, administered }: Visit, { preview }: ForeseenEnforcement) {
  const locked = new Set(preview.lockedOut);
  const endsAt = new Map(preview.signedOut.map(({ member, at }) => [member, at]));
  const emails = [...preview.lockedOut, ...preview.notProtected.filter((email) => !locked.has(email))].slice(
    0,
    listedAtMost,
  );
  const rows = await deps.operations.db.memberLists.named(administered().organization.id, emails);
  const byEmail = new Map(rows.map((row) => [row.email, row]));
  return emails.map((email): PreviewedMember => {
    const row = byEmail.get(email);
    return {
      id: row?.member.userId ?? null,
      email,
      name: row?.name ?? null,
      signedOutAt: endsAt.get(email) ?? null,
      needsTicket: locked.has(email),
    };
  });
}

/** The numbers that stood on the page which was sent; null where none did. */
export function seenCounts(form: Form): PreviewCounts | null {
  const seen = countNames.map((name) => [name, Number(form[`seen_${name}`] ?? Number.NaN)] as const);
  if (seen.some(([, value]) => !Number.isSafeInteger(value))) return null;
  return Object.fromEntries(seen) as unknown as PreviewCounts;
}

/** What of a form is the draft, without what was seen of its preview. */
export function draftIn(form: Form): Form {
  return Object.fromEntries(
    Object.entries(form).filter(([name]) => name !== 'action' && !/^(seen_|version$)/.test(name)),
  );
}
