import type { ListedAddress } from '../../../documents/address-list.ts';
import { type InvitedList, inviteList, type WantedList } from '../../../organizations/bulk/invite-list.ts';
import { invitedLines } from '../../../organizations/bulk/invited-lines.ts';
import type { Role } from '../../../policy/facts.ts';
import type { Done, Visit } from '../../areas/area-page.ts';
import { FieldRefused, filledIn } from '../../areas/field-refused.ts';
import { type Language, languageNames, languages } from '../../words/language.ts';
import { invitationsPath, rolesToGive } from './pending.ts';

/** What the form says, as it is typed. */
export interface InviteForm {
  readonly addresses: string;
  readonly role: Role;
  /** Of the mails. */
  readonly mailLanguage: Language;
  readonly roles: readonly Role[];
  readonly languageChoices: readonly { readonly language: Language; readonly label: string }[];
}

export function inviteForm({ form, language, ...visit }: Visit): InviteForm {
  const { organization, acting } = visit.administered();
  const roles = rolesToGive(acting);
  return {
    addresses: form.addresses ?? '',
    role: roles.find((each) => each === form.role) ?? 'member',
    mailLanguage: languages.find((each) => each === form.language) ?? organization.language ?? language,
    roles,
    languageChoices: languages.map((each) => ({ language: each, label: languageNames[each] })),
  };
}

/** A list as it was typed. @throws FieldRefused */
export function listIn({ form, ...visit }: Visit): Pick<WantedList, 'lines' | 'role' | 'language'> {
  const list = invitedLines(filledIn(form, 'addresses'));
  if (!list.ok)
    throw new FieldRefused('addresses', list.state === 'empty' ? 'field_empty' : 'invalid_document');
  const role = rolesToGive(visit.administered().acting).find((each) => each === form.role);
  const language = languages.find((each) => each === form.language);
  if (role === undefined) throw new FieldRefused('role', 'invalid_request');
  if (language === undefined) throw new FieldRefused('language', 'invalid_request');
  return { lines: list.addresses, role, language };
}

type Mode = Pick<WantedList, 'seats' | 'mode'>;

/** What comes of a list, by the operation itself. */
export function inviteTyped(
  visit: Visit,
  list: Pick<WantedList, 'lines' | 'role' | 'language'>,
  mode: Mode = { seats: 'as_they_are', mode: 'dry_run' },
): Promise<InvitedList> {
  const { organization, acting } = visit.administered();
  const { operations } = visit.deps;
  return inviteList(operations, acting, { organizationId: organization.id, ...list, ...mode });
}

/** How many of a list can be invited. */
export function readyIn({ lines }: Pick<InvitedList, 'lines'>): number {
  return lines.filter(({ status }) => status === 'ready').length;
}

/** The lines that can be invited, as they were typed. */
export function readyLines({ lines }: Pick<InvitedList, 'lines'>): readonly ListedAddress[] {
  return lines.filter(({ status }) => status === 'ready');
}

/** What is said once a list was invited. */
export function invitedDone(visit: Visit, { invited, lines }: InvitedList): Done {
  const full = lines.filter(({ status }) => status === 'too_many_attempts').length;
  const key = `console/invitations.invitations.${full > 0 ? 'invited-but' : 'invited'}`;
  return { to: invitationsPath(visit), notice: { key, values: { count: invited, full } } };
}
