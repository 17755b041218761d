import { isDeepStrictEqual } from 'node:util';
import type { Organization } from '../organizations/core/organization.ts';
import { invitationLanguage, inviteUncharged } from '../organizations/invitations/invite.ts';
import { addMember } from '../organizations/members/add-member.ts';
import { changeMember } from '../organizations/members/change-member.ts';
import { Refusal } from '../refusal/refusal.ts';
import { type ApplyRun, type Change, fault, placed } from './apply-run.ts';
import type { OrganizationDocument } from './organization-document.ts';

type MemberDocument = OrganizationDocument['members'][number];

/** An organization of the file. */
export interface Place {
  readonly organization: Organization;
  readonly isNew: boolean;
  /** In the file. */
  readonly path: string;
}

/** Owners first: one who stops being one leaves those behind whom the file makes owners. */
export async function applyMembers(
  run: ApplyRun,
  place: Place,
  members: readonly MemberDocument[],
): Promise<void> {
  const placedMembers = members.map((member, index) => ({ member, at: `${place.path}.members[${index}]` }));
  const isOwner = ({ member }: { readonly member: MemberDocument }) => member.role === 'owner';
  const [owners, others] = [placedMembers.filter(isOwner), placedMembers.filter((each) => !isOwner(each))];
  for (const { member, at } of [...owners, ...others]) await applyMember(run, { ...place, path: at }, member);
  const hasOwner = (await run.stores.members.activeOwners(place.organization.id)) > 0;
  if (members.length > 0 && !hasOwner) {
    const reason = `${place.path}.members: nobody among them would be an active owner`;
    throw new Refusal('last_owner', { reason, list: [reason] });
  }
}

async function applyMember(
  run: ApplyRun,
  { organization, isNew, path }: Place,
  document: MemberDocument,
): Promise<void> {
  const { stores, deps, operator, changes } = run;
  const { email, role, override } = document;
  const person = await stores.people.byEmail(email);
  if (person === null) throw fault(`${path}.email`, `there is no user ${email}`);
  const target = { organizationId: organization.id, userId: person.user.id };
  const find = () => stores.members.find(target.organizationId, target.userId);
  const before = await find();
  const write = async () => {
    if (before !== null) return changeMember(deps, operator, { ...target, change: { role, override } });
    // Of an organization that is only being made nobody needs to be told who its first members are.
    const told = isNew ? 'nobody' : 'organization';
    await addMember(deps, operator, { ...target, role: role ?? 'member', override, told });
  };
  await placed(path, write, { plan_without_enforcement: 'override', last_owner: 'role' });
  const isSame = before !== null && isDeepStrictEqual(before, await find());
  const outcome = before === null ? 'created' : isSame ? 'unchanged' : 'updated';
  changes.push({ kind: 'member', name: `${organization.slug}/${email}`, outcome });
}

export async function applyInvitations(
  run: ApplyRun,
  { organization, path }: Place,
  invitations: OrganizationDocument['invitations'],
): Promise<void> {
  for (const [index, { email, role = 'member' }] of invitations.entries()) {
    const outcome = await placed(`${path}.invitations[${index}]`, () =>
      applyInvitation(run, organization, { email, role }),
    );
    run.changes.push({ kind: 'invitation', name: `${organization.slug}/${email}`, outcome });
  }
}

/** Who is a member already needs no invitation, and who has one no second mail. */
async function applyInvitation(
  { stores, deps, operator }: ApplyRun,
  organization: Organization,
  { email, role }: Required<OrganizationDocument['invitations'][number]>,
): Promise<Change['outcome']> {
  const organizationId = organization.id;
  const language = invitationLanguage(organization, '');
  const person = await stores.people.byEmail(email);
  if (person?.memberships.some(({ member }) => member.organizationId === organizationId)) return 'unchanged';
  const pending = await stores.invitations.findFor(organizationId, email);
  if (pending !== null && pending.expiresAt > operator.now) return 'unchanged';
  await inviteUncharged(deps, operator, { organizationId, email, role, addSeats: 0, language });
  return 'created';
}
