import { readDisplayName } from '../../../documents/display-name.ts';
import { readEmailAddress } from '../../../documents/email-address.ts';
import { timeZone, writtenLanguage } from '../../../documents/fields.ts';
import { enforcementState } from '../../../organizations/authority/enforcement-state.ts';
import { savedPolicy } from '../../../organizations/core/saved-policy.ts';
import {
  changeOrganization,
  type OrganizationChange,
} from '../../../organizations/profile/change-organization.ts';
import { askAgain } from '../../../organizations/profile/notification-address.ts';
import type { Instant, Role } from '../../../policy/facts.ts';
import { administratorsAndSupport } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { FieldRefused, filledIn } from '../../areas/field-refused.ts';
import type { Form } from '../../forms/form.ts';
import { type Language, languageNames, languages } from '../../words/language.ts';
import { settingsPath } from './paths.ts';
import { type PlanCard, planCard } from './plan-card.ts';
import { type ShownClient, shownClients } from './shown-clients.ts';

/** What an organization says about itself, its domains, its plan and its applications. */
export interface SettingsModel extends AreaFrame {
  readonly href: string;
  readonly invitationsHref: string;
  readonly organization: string;
  /** Of whoever looks. */
  readonly role: Role;
  /** As it is typed, else as it is. */
  readonly fields: SettingsFields;
  /** Of what is stored, so that nobody overwrites what another has changed meanwhile. */
  readonly version: number;
  /** What is stored by now where it is not what was typed, after somebody else has changed it. */
  readonly theirs: Partial<SettingsFields> | null;
  readonly zones: readonly string[];
  readonly languageChoices: readonly { readonly language: Language; readonly label: string }[];
  /** An announced deadline, which no change of zone moves (ruling 16); null for none. */
  readonly deadline: Instant | null;
  readonly domains: readonly string[];
  /** The notification address while its mailbox has not agreed; else null. */
  readonly waitingAddress: string | null;
  /** Whether the DNS verifies domains; else the operator alone does. */
  readonly canAddDomains: boolean;
  readonly plan: PlanCard;
  readonly clients: readonly ShownClient[];
}

export interface SettingsFields {
  readonly name: string;
  readonly zone: string;
  /** Empty: as the owner reads who is one for the longest. */
  readonly language: string;
  readonly notificationEmail: string;
  readonly isNotificationShown: boolean;
  readonly membersMayLeave: boolean;
  readonly joinByDomain: boolean;
}

export const settingsPage: AreaPage<SettingsModel> = {
  area: 'console/settings',
  name: 'settings',
  path: '/console/:slug/settings',
  tab: 'settings',
  access: administratorsAndSupport('where_it_loosens'),
  actions: ['continue', 'ask_address'],
  content,
  async submit(visit) {
    const { organization, acting } = visit.administered();
    if (visit.form.action === 'ask_address') {
      await askAgain(visit.deps.operations, acting, organization.id);
      return {
        to: settingsPath(visit),
        notice: { key: 'console/settings.settings.waiting.sent', values: {} },
      };
    }
    const expectedVersion = versionIn(visit.form);
    const change = { organizationId: organization.id, fields: fieldsIn(visit.form), expectedVersion };
    await changeOrganization(visit.deps.operations, acting, change);
    return {
      to: settingsPath(visit),
      notice: { key: 'console/settings.settings.saved', values: {} },
    } satisfies Done;
  },
};

async function content(visit: Visit): Promise<Omit<SettingsModel, keyof AreaFrame>> {
  const { deps, form, problem } = visit;
  const { organization, acting } = visit.administered();
  const { db, domainCheck } = deps.operations;
  const saved = fieldsOf(organization);
  const fields = form.name === undefined ? saved : typedFields(form);
  const href = settingsPath(visit);
  return {
    href,
    invitationsHref: href.replace(/settings$/, 'invitations'),
    organization: organization.name,
    role: acting.admin?.role ?? 'owner',
    fields,
    version: organization.version,
    theirs: problem?.code === 'stale_version' ? differing(fields, saved) : null,
    zones: [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), organization.timeZone])],
    languageChoices: languages.map((language) => ({ language, label: languageNames[language] })),
    deadline: await deadlineOf(visit),
    domains: await db.domains.of(organization.id),
    waitingAddress: organization.notificationConfirmedAt === null ? organization.notificationEmail : null,
    canAddDomains: domainCheck !== null,
    plan: await planCard(visit),
    clients: shownClients(await db.clients.of(organization.id)),
  };
}

async function deadlineOf({ deps, now, ...visit }: Visit): Promise<Instant | null> {
  const { organization } = visit.administered();
  if (savedPolicy(organization) === 'unreadable') return null;
  const { db, plans } = deps.operations;
  const requiredMembers = await db.members.countRequired(organization.id);
  const { deadline, state } = enforcementState(organization, { plans, requiredMembers }, now);
  return deadline === null || state !== 'scheduled' ? null : Date.parse(deadline);
}

type Saved = ReturnType<Visit['administered']>['organization'];

function fieldsOf(organization: Saved): SettingsFields {
  return {
    name: organization.name,
    zone: organization.timeZone,
    language: organization.language ?? '',
    notificationEmail: organization.notificationEmail ?? '',
    isNotificationShown: organization.showNotificationEmail,
    membersMayLeave: organization.membersMayLeave,
    joinByDomain: organization.joinByDomain,
  };
}

function typedFields(form: Form): SettingsFields {
  return {
    name: form.name ?? '',
    zone: form.zone ?? '',
    language: form.language ?? '',
    notificationEmail: form.notification_email ?? '',
    isNotificationShown: form.show_notification_email !== undefined,
    membersMayLeave: form.members_may_leave !== undefined,
    joinByDomain: form.join_by_domain !== undefined,
  };
}

function differing(typed: SettingsFields, saved: SettingsFields): Partial<SettingsFields> {
  const names = Object.keys(saved) as (keyof SettingsFields)[];
  return Object.fromEntries(
    names.filter((name) => typed[name] !== saved[name]).map((name) => [name, saved[name]]),
  );
}

/** @throws FieldRefused `field_empty`, `name_not_allowed`, `invalid_request`, `email_malformed` */
function fieldsIn(form: Form): OrganizationChange['fields'] {
  const typed = typedFields(form);
  const name = readDisplayName(filledIn(form, 'name'));
  if (!name.ok) throw new FieldRefused('name', 'name_not_allowed', { list: [name.problem] });
  if (!timeZone.safeParse(typed.zone).success) throw new FieldRefused('zone', 'invalid_request');
  if (typed.language !== '' && !writtenLanguage.safeParse(typed.language).success)
    throw new FieldRefused('language', 'invalid_request');
  return {
    name: name.name,
    timeZone: typed.zone,
    language: languages.find((each) => each === typed.language) ?? null,
    notificationEmail: addressIn(typed.notificationEmail),
    showNotificationEmail: typed.isNotificationShown,
    membersMayLeave: typed.membersMayLeave,
    joinByDomain: typed.joinByDomain,
  };
}

function addressIn(text: string): string | null {
  if (text.trim() === '') return null;
  const read = readEmailAddress(text);
  if (!read.ok) throw new FieldRefused('notification_email', 'email_malformed');
  return read.email;
}

function versionIn({ version = '' }: Form): number | null {
  return /^\d{1,15}$/.test(version) ? Number(version) : null;
}
