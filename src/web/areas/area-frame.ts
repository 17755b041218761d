import { timeZone } from '../../documents/fields.ts';
import { freshMfaSeconds, rolesFrom } from '../../organizations/core/admin-context.ts';
import type { Organization } from '../../organizations/core/organization.ts';
import type { Notice } from '../../people/page-memory.ts';
import type { Person } from '../../people/person.ts';
import { timeZoneOf } from '../../people/time-zone.ts';
import type { Instant } from '../../policy/facts.ts';
import { bannerOf, ownMemberships } from '../../self-service/own-account.ts';
import type { PersonCaller } from '../api/access/caller.ts';
import { hereOf } from '../http/chosen-language.ts';
import type { WebDeps } from '../http/context.ts';
import type { AreaView } from '../pages/area-view.ts';
import { type AreaName, consolePath, supportPath, type Tab, tabPath, tabsOf } from './area.ts';
import type { AnyAreaPage, AreaFrame, Visit } from './area-page.ts';

/** Puts around a page what all pages of its area have. @param notice to be said once */
export function areaFrame(page: AnyAreaPage, visit: Visit, notice: Notice | null): AreaFrame {
  const { language, problem, form } = visit;
  return {
    language,
    here: hereOf(queryOf(page, visit)),
    clientName: null,
    cancelable: false,
    signedInAs: null,
    problem,
    why: [],
    form,
    area: areaView(page, visit, notice),
  };
}

/** The marker of an address whose form was kept. */
export const keptMarker = 'kept';

/** A refused form is kept, so that it is read in another language as it was typed. */
function queryOf({ query = [] }: AnyAreaPage, { ctx, problem }: Visit): Record<string, string> {
  const read = [...query, keptMarker].flatMap((name) => {
    const value = ctx.query[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return { ...Object.fromEntries(read), ...(problem !== null && { [keptMarker]: '' }) };
}

function areaView({ area: room, tab }: AnyAreaPage, visit: Visit, notice: Notice | null): AreaView {
  const { caller, now, deps } = visit;
  const { person } = caller;
  const name = areaNameOf(room);
  const { organization: administered = null, supportUntil } = name === 'console' ? visit.administered() : {};
  const base = administered === null ? `/${name}` : consolePath(administered.slug);
  return {
    kind: name,
    timeZone: administered?.timeZone ?? ownZoneOf(person),
    now: now.getTime(),
    person: personShown(person),
    consoles: administeredBy(person).map(({ slug, name: organization }) => ({
      organization,
      href: consolePath(slug),
      isCurrent: slug === administered?.slug,
    })),
    isOperator: person.user.isOperator,
    support: supportOf(administered, supportUntil),
    tabs: tabsIn(name, supportUntil).map((each) => ({
      tab: each,
      href: tabPath(base, each),
      isCurrent: each === tab,
    })),
    notice,
    banner: name === 'account' ? bannerFor(person, deps, now) : [],
    fresh: freshOf(caller, now),
    hasFactor: person.factors.length > 0,
  };
}

function supportOf(organization: Organization | null, until: Instant | undefined): AreaView['support'] {
  if (organization === null || until === undefined) return null;
  return { organization: organization.name, until, href: supportPath(organization.slug) };
}

/** Those that are open to whoever reads as support. */
function tabsIn(name: AreaName, supportUntil: Instant | undefined): readonly Tab[] {
  return tabsOf[name].filter((tab) => supportUntil === undefined || tab !== 'invitations');
}

/** What asks for a factor of the person themselves is told at their account, where they set it up. */
function bannerFor(person: Person, { operations }: Pick<WebDeps, 'operations'>, now: Date) {
  return bannerOf(ownMemberships(person, operations.plans, now)).map(({ organization, requiredFrom }) => ({
    organization: organization.name,
    requiredFrom,
    timeZone: organization.timeZone,
  }));
}

/** Whose console is open to the person, by name. */
export function administeredBy({ memberships }: Person): readonly Organization[] {
  return memberships
    .filter(({ member }) => member.suspended === null && rolesFrom('admin').includes(member.role))
    .map(({ organization }) => organization)
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Of `console/members` it is `console`. */
export function areaNameOf(room: string): AreaName {
  const [first] = room.split('/');
  const known = (Object.keys(tabsOf) as AreaName[]).find((name) => name === first);
  if (known === undefined) throw new Error(`no area ${room}`);
  return known;
}

/** What the person chose, else that of their organizations. One from an import may have been dropped from the list since. */
function ownZoneOf(person: Person): string {
  const chosen = timeZone.safeParse(person.user.profile.zoneinfo);
  return chosen.success ? chosen.data : timeZoneOf(person);
}

function personShown({ user: { name, email } }: Person): AreaView['person'] {
  const shown = name ?? email;
  const words = shown.split(/[\s@.]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  const initials = ends.map((word) => [...(word ?? '')][0] ?? '').join('');
  return { name: shown, email, initials: initials.toLocaleUpperCase() };
}

/** The second factor of a session, while it is fresh enough for any change. */
export function freshOf({ mfaAt }: PersonCaller, now: Date): AreaView['fresh'] {
  if (mfaAt === null) return null;
  const until = mfaAt + freshMfaSeconds * 1000;
  return now.getTime() <= until ? { at: mfaAt, until } : null;
}
