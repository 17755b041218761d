import { createHash } from 'node:crypto';
import type { EnforcementDocument } from '../../policy/enforcement/resolve-policy.ts';
import {
  joinPreviews,
  type PartialPreview,
  type PolicyPreview,
  previewPart,
} from '../../policy/preview/preview.ts';
import type { Organization } from '../core/organization.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import type { InvitationStore } from '../invitations/invitation-store.ts';
import type { MemberListStore } from '../members/member-list-store.ts';
import { resolveEnforcement } from './next-enforcement.ts';
import { type PreviewStores, previewMembers } from './preview-members.ts';

export interface EnforcementPreview extends PolicyPreview {
  /** Names what was looked at: the document, the organization and its members. */
  readonly version: string;
  /** E-mails of pending invitations, whose owners would have to bring a second factor. */
  readonly invitations: readonly string[];
}

/**
 * What a policy would do now, by the engine that decides sign-ins.
 * @throws Refusal `plan_without_enforcement`, `invalid_policy`
 */
export async function previewEnforcement(
  stores: PreviewStores & { readonly invitations: InvitationStore },
  at: OrganizationAt,
  document: EnforcementDocument,
): Promise<EnforcementPreview> {
  const { organization, now } = at;
  const { after } = resolveEnforcement(at, document);
  const version = await previewVersion(stores.memberLists, organization, document);
  const parts: PartialPreview[] = [];
  for await (const members of previewMembers(stores, at))
    parts.push(previewPart(after, members, now.getTime()));
  const invitations = await stores.invitations.pending(organization.id, now);
  return {
    version,
    ...joinPreviews(parts),
    invitations: invitations.map(({ email }) => email),
  };
}

/** Changes with the document, the organization, and whatever of its members a preview looks at, sessions aside. */
export async function previewVersion(
  memberLists: MemberListStore,
  { id, version }: Organization,
  document: EnforcementDocument,
): Promise<string> {
  const members = await memberLists.fingerprint(id);
  const said = Object.entries(document).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([id, version, said, members]))
    .digest('base64url');
}
