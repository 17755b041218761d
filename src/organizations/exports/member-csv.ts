import { csvLine } from '../../documents/csv.ts';
import type { Operations } from '../../operations/operations.ts';
import { type AdminContext, requireFreshMfa } from '../core/admin-context.ts';
import type { Organization } from '../core/organization.ts';
import { type ListedMember, pageOfMembers } from '../members/member-list.ts';
import type { MemberFilter, MemberKey, MemberSort } from '../members/member-list-store.ts';
import { whileAdministering } from './while-administering.ts';

/** Members in one piece of the file. */
const pieceSize = 500;

const columns: readonly (readonly [name: string, value: (member: ListedMember) => string])[] = [
  ['id', ({ member }) => member.userId],
  ['email', ({ email }) => email],
  ['name', ({ name }) => name ?? ''],
  ['role', ({ member }) => member.role],
  ['status', ({ status }) => status],
  ['override', ({ member }) => member.override],
  ['override_reason', ({ member }) => member.overrideReason ?? ''],
  ['exempt_until', ({ member }) => textOf(member.override === 'exempt' ? member.exemptUntil : null)],
  ['suspended', ({ suspended }) => (suspended === null ? 'no' : suspended === 'by_rule' ? 'rule' : 'admin')],
  ['factors', ({ factors }) => factors.join(' ')],
  ['last_mfa_at', ({ lastMfaAt }) => textOf(lastMfaAt)],
  ['locked', ({ isLocked }) => (isLocked ? 'yes' : 'no')],
  ['managed', ({ isManaged }) => (isManaged ? 'yes' : 'no')],
  ['member_since', ({ memberSince }) => textOf(memberSince)],
];

function textOf(at: Date | null): string {
  return at?.toISOString() ?? '';
}

/** Which members, in which order. */
export interface ExportedMembers {
  readonly organization: Organization;
  readonly filter: MemberFilter;
  readonly sort: MemberSort;
}

/**
 * Members as CSV, in pieces of some hundred: never all of them in memory, and the event `organization.exported` before.
 * @see RFC 4180
 * @throws Refusal `mfa_required`
 */
export async function exportMembers(
  deps: Pick<Operations, 'db' | 'plans'>,
  acting: AdminContext,
  exported: ExportedMembers,
): Promise<AsyncGenerator<string, void, undefined>> {
  const { actor, now } = acting;
  requireFreshMfa(acting);
  const organizationId = exported.organization.id;
  const detail = { what: 'members' } as const;
  await deps.db.audit.record({ type: 'organization.exported', actor, organizationId, detail }, now);
  const { admin } = acting;
  return whileAdministering(memberCsv(deps, exported, now), deps.db, { admin, organizationId });
}

async function* memberCsv(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  { organization, filter, sort }: ExportedMembers,
  now: Date,
): AsyncGenerator<string, void, undefined> {
  yield csvLine(columns.map(([name]) => name));
  const at = { organization, plans, now };
  for (let after: MemberKey | null = null; ; ) {
    const asked = { filter, sort, after, limit: pieceSize };
    const found: readonly ListedMember[] = await db.transaction((stores) => pageOfMembers(stores, at, asked));
    const piece = found.slice(0, pieceSize);
    yield piece.map((each) => csvLine(columns.map(([, value]) => value(each)))).join('');
    const last = piece.at(-1);
    if (found.length <= pieceSize || last === undefined) return;
    after = { sortKey: last.sortKey, userId: last.member.userId };
  }
}
