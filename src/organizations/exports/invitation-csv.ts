import { csvLine } from '../../documents/csv.ts';
import type { Operations } from '../../operations/operations.ts';
import { type AdminContext, requireFreshMfa } from '../core/admin-context.ts';
import type { Invitation } from '../core/organization.ts';
import { whileAdministering } from './while-administering.ts';

/** Invitations in one piece of the file. */
const pieceSize = 500;

const columns: readonly (readonly [name: string, value: (invitation: Invitation) => string])[] = [
  ['id', ({ id }) => id],
  ['email', ({ email }) => email],
  ['role', ({ role }) => role],
  ['created_at', ({ createdAt }) => createdAt.toISOString()],
  ['expires_at', ({ expiresAt }) => expiresAt.toISOString()],
];

/**
 * Pending invitations as CSV, without their links.
 * @throws Refusal `mfa_required`
 */
export async function exportInvitations(
  { db }: Pick<Operations, 'db'>,
  acting: AdminContext,
  organizationId: string,
): Promise<AsyncGenerator<string, void, undefined>> {
  const { actor, admin, now } = acting;
  requireFreshMfa(acting);
  const detail = { what: 'invitations' } as const;
  await db.audit.record({ type: 'organization.exported', actor, organizationId, detail }, now);
  return whileAdministering(invitationCsv({ db }, organizationId, now), db, { admin, organizationId });
}

async function* invitationCsv(
  { db }: Pick<Operations, 'db'>,
  organizationId: string,
  now: Date,
): AsyncGenerator<string, void, undefined> {
  yield csvLine(columns.map(([name]) => name));
  for (let after: Invitation | null = null; ; ) {
    const page = { after, limit: pieceSize };
    const found: readonly Invitation[] = await db.invitations.page(organizationId, page, now);
    yield found.map((each) => csvLine(columns.map(([, value]) => value(each)))).join('');
    after = found.at(-1) ?? null;
    if (found.length < pieceSize) return;
  }
}
