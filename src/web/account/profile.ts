import { readDisplayName } from '../../documents/display-name.ts';
import { timeZone } from '../../documents/fields.ts';
import { timeZoneOf } from '../../people/time-zone.ts';
import type { Instant } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { changeMyself, type OwnChange } from '../../self-service/change-myself.ts';
import { emailProvesFrom } from '../../self-service/own-account.ts';
import {
  cancelEmailChange,
  type PendingEmailChange,
  pendingEmailChange,
  resendEmailChange,
} from '../../self-service/pending-email-change.ts';
import { oneself } from '../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../areas/area-page.ts';
import { FieldRefused } from '../areas/field-refused.ts';
import type { Form } from '../forms/form.ts';
import { forgetChosenLanguage } from '../http/chosen-language.ts';
import { type Language, languageNames, languages } from '../words/language.ts';

/** What the account says about the person, and their address. */
export interface ProfileModel extends AreaFrame {
  /** As it is typed; empty for none. */
  readonly name: string;
  /** Empty: as the browser says. */
  readonly locale: Language | '';
  readonly languageChoices: readonly { readonly language: Language; readonly label: string }[];
  /** IANA name; empty: that of the organization. */
  readonly timeZone: string;
  readonly timeZones: readonly string[];
  /** Where none is chosen; whose it is, if it is that of an organization. */
  readonly usualTimeZone: string;
  readonly hasOrganization: boolean;
  readonly email: string;
  readonly emailVerified: boolean;
  /** From when on a code sent to the new address counts; null: it does, or none is coming. */
  readonly emailProvesFrom: Instant | null;
  /** A change that waits for its links to be followed. */
  readonly pending: PendingChange | null;
}

export interface PendingChange {
  readonly newEmail: string;
  /** Which addresses have not answered yet. */
  readonly state: 'both' | 'new' | 'old';
  readonly until: Instant;
}

const path = '/account/profile';

export const profilePage: AreaPage<ProfileModel> = {
  area: 'account',
  name: 'profile',
  path,
  tab: 'profile',
  access: oneself(),
  actions: ['continue', 'resend', 'cancel'],
  async content({ deps, caller: { person }, now, form }) {
    const { user } = person;
    const { zoneinfo } = user.profile;
    const zone = typeof zoneinfo === 'string' ? zoneinfo : '';
    const pending = await pendingEmailChange(deps.operations.db, person, now);
    return {
      name: form.name ?? user.name ?? '',
      locale: knownLanguage(form.locale ?? languageIn(user.profile)),
      languageChoices: languages.map((language) => ({ language, label: languageNames[language] })),
      timeZone: form.zoneinfo ?? zone,
      timeZones: timeZonesWith(zone),
      usualTimeZone: timeZoneOf(person),
      hasOrganization: person.memberships.length > 0,
      email: user.email,
      emailVerified: user.emailVerified,
      emailProvesFrom: emailProvesFrom(person, now)?.getTime() ?? null,
      pending: pending && pendingShown(pending),
    };
  },
  async submit(visit) {
    const { form } = visit;
    if (form.action === 'resend') return resend(visit);
    if (form.action === 'cancel') return cancel(visit);
    return save(visit);
  },
};

async function save(visit: Visit): Promise<Done> {
  const { deps, ctx, caller, form } = visit;
  const locale = localeWanted(form, caller.person.user.profile);
  const change: OwnChange = { name: nameIn(form), locale, zoneinfo: zoneIn(form) };
  await changeMyself(deps.operations.db, visit.myself(), change);
  // What was chosen at the foot of a page would go on outweighing it.
  if (locale !== undefined) forgetChosenLanguage(ctx, deps.issuer);
  return { to: path, notice: { key: 'account.profile.saved', values: {} } };
}

async function resend(visit: Visit): Promise<Done> {
  const again = () => resendEmailChange(visit.deps.operations, visit.myself());
  const change = await unlessGone(again);
  if (change === null) return { to: path };
  return { to: path, notice: { key: 'account.profile.sent-again', values: {} } };
}

async function cancel(visit: Visit): Promise<Done> {
  await unlessGone(() => cancelEmailChange(visit.deps.operations.db, visit.myself()));
  const { email } = visit.caller.person.user;
  return { to: path, notice: { key: 'account.profile.cancelled', values: { email } } };
}

/** It may have been made, or taken back in another tab, while the page was read; the page then says how things stand. */
async function unlessGone<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return null;
    throw error;
  }
}

/** @throws FieldRefused `name_not_allowed` */
function nameIn({ name = '' }: Form): string | null {
  if (name.trim() === '') return null;
  const read = readDisplayName(name);
  if (!read.ok) throw new FieldRefused('name', 'name_not_allowed', { list: [read.problem] });
  return read.name;
}

/** A region that is known stays where the language does (`nl-BE`), and so does a language that our pages do not have. */
function localeWanted({ locale = '' }: Form, profile: Profile): string | null | undefined {
  const wanted = knownLanguage(locale);
  if (wanted !== locale) throw new FieldRefused('locale', 'invalid_request');
  if (wanted === knownLanguage(languageIn(profile))) return undefined;
  return wanted === '' ? null : wanted;
}

type Profile = Readonly<Record<string, unknown>>;

function languageIn({ locale }: Profile): string {
  return typeof locale === 'string' ? (locale.split(/[-_]/)[0]?.toLowerCase() ?? '') : '';
}

function knownLanguage(text: string): Language | '' {
  return languages.find((language) => language === text) ?? '';
}

function zoneIn({ zoneinfo = '' }: Form): string | null {
  if (zoneinfo === '') return null;
  if (!timeZone.safeParse(zoneinfo).success) throw new FieldRefused('zoneinfo', 'invalid_request');
  return zoneinfo;
}

/** One that was stored may have been renamed since, or be one that this list leaves out. */
function timeZonesWith(own: string): readonly string[] {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  return [...new Set(own === '' ? known : [...known, own])];
}

function pendingShown(change: PendingEmailChange): PendingChange {
  const waitsForOld = change.needsConsent && !change.confirmedOld;
  const waitsForBoth = waitsForOld && !change.confirmedNew;
  return {
    newEmail: change.newEmail,
    state: waitsForBoth ? 'both' : waitsForOld ? 'old' : 'new',
    until: change.expiresAt.getTime(),
  };
}
