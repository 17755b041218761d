import { csvLine } from '../../documents/csv.ts';
import type { Operations } from '../../operations/operations.ts';
import type { EnforcementDocument } from '../../policy/enforcement/resolve-policy.ts';
import { type AdminContext, requireFreshMfa } from '../core/admin-context.ts';
import type { Organization } from '../core/organization.ts';
import { type EnforcementPreview, previewEnforcement } from '../enforcement/enforcement-preview.ts';

/** Whom a policy would concern, and how: a line for each member who notices it, and for each invitation. */
const columns = ['email', 'not_protected', 'signed_out_at', 'needs_help', 'exempt', 'invited'] as const;

/** Lines in one piece of the file. */
const pieceSize = 500;

/**
 * A preview as CSV, with the event `organization.exported` before it.
 * @throws Refusal `mfa_required`, `plan_without_enforcement`, `invalid_policy`
 */
export async function exportPreview(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  acting: AdminContext,
  { organization, document }: { readonly organization: Organization; readonly document: EnforcementDocument },
): Promise<AsyncGenerator<string, void, undefined>> {
  const { actor, now } = acting;
  requireFreshMfa(acting);
  const preview = await previewEnforcement(db, { organization, plans, now }, document);
  const detail = { what: 'members' } as const;
  await db.audit.record(
    { type: 'organization.exported', actor, organizationId: organization.id, detail },
    now,
  );
  return previewCsv(preview);
}

async function* previewCsv(preview: EnforcementPreview): AsyncGenerator<string, void, undefined> {
  yield csvLine(columns);
  const lines = linesOf(preview);
  for (let from = 0; from < lines.length; from += pieceSize)
    yield lines
      .slice(from, from + pieceSize)
      .map(csvLine)
      .join('');
}

function linesOf(preview: EnforcementPreview): readonly (readonly string[])[] {
  const [unprotected, helpless] = [new Set(preview.notProtected), new Set(preview.lockedOut)];
  const endsAt = new Map(preview.signedOut.map(({ member, at }) => [member, new Date(at).toISOString()]));
  const exempt = new Set(preview.exempt);
  const concerned = [...new Set([...unprotected, ...endsAt.keys(), ...exempt])];
  const said = (is: unknown) => (is ? 'yes' : 'no');
  return [
    ...concerned.map((email) => [
      email,
      said(unprotected.has(email)),
      endsAt.get(email) ?? '',
      said(helpless.has(email)),
      said(exempt.has(email)),
      'no',
    ]),
    ...preview.invitations.map((email) => [email, 'no', '', 'no', 'no', 'yes']),
  ];
}
