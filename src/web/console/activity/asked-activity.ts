import type { ActivityFilter } from '../../../audit/activity-store.ts';
import { type AuditEventType, auditEventTypes } from '../../../audit/event.ts';
import { normalizeEmail } from '../../../people/email.ts';
import { localDay } from '../../../policy/time/local-days.ts';
import { uuidPart } from '../../api/input/cursors.ts';
import { consolePath } from '../../areas/area.ts';
import type { Visit } from '../../areas/area-page.ts';

/** The filters of the activity, each a parameter of its address. */
export const filterNames = ['kind', 'person', 'from', 'to'] as const;

type FilterName = (typeof filterNames)[number];

/** What is said by the filters; empty where nothing is, or nothing that could be. */
export type AskedActivity = Readonly<Record<FilterName, string>>;

/** They are of no organization, and stand in no log of one. */
const elsewhere: readonly AuditEventType[] = [
  'account.operator_added',
  'account.operator_removed',
  'dead_letter.dropped',
  'dead_letter.retried',
  'environment.changed',
  'secrets.reseal_started',
  'signing_keys.rotated',
];

/** What the log of an organization can hold. */
export const organizationEventTypes: readonly AuditEventType[] = auditEventTypes.filter(
  (type) => !elsewhere.includes(type),
);

export function activityPath(visit: Pick<Visit, 'administered'>): string {
  return `${consolePath(visit.administered().organization.slug)}/activity`;
}

/** By the form where one was sent or kept, else by the address; what cannot be is left out. */
export function askedActivity({ form, ctx, ...visit }: Visit): AskedActivity {
  const { timeZone } = visit.administered().organization;
  const said = (name: FilterName) => {
    const value = form[name] ?? ctx.query[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  const day = (name: 'from' | 'to') => (localDay(said(name), timeZone) === null ? '' : said(name));
  const kind = organizationEventTypes.find((type) => type === said('kind')) ?? '';
  return { kind, person: said('person').slice(0, 320), from: day('from'), to: day('to') };
}

/** The query of the same page, and what is said beside it; empty for all of the activity. */
export function queryOf(
  asked: Partial<AskedActivity>,
  beside: Readonly<Record<string, string>> = {},
): string {
  const said = Object.entries({ ...asked, ...beside }).filter(([, value]) => value !== '');
  const text = new URLSearchParams(said).toString();
  return text === '' ? '' : `?${text}`;
}

/** Nobody's: a person whom nobody knows has done nothing. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * As the store takes it: whole days in the zone of the organization, and the person by their id. Whether an address has an
 * account nobody learns by it: they see events of their own organization alone.
 */
export async function activityFilter(visit: Visit, asked: AskedActivity): Promise<ActivityFilter> {
  const { timeZone } = visit.administered().organization;
  const [from, to] = [localDay(asked.from, timeZone), localDay(asked.to, timeZone)];
  return {
    ...(asked.kind !== '' && { type: asked.kind as AuditEventType }),
    ...(asked.person !== '' && { person: await idOf(visit, asked.person) }),
    ...(from !== null && { from: new Date(from.startsAt) }),
    ...(to !== null && { to: new Date(to.endsAt) }),
  };
}

async function idOf({ deps }: Visit, person: string): Promise<string> {
  const id = uuidPart.read(person.toLowerCase());
  if (id !== null) return id;
  const email = normalizeEmail(person);
  if (email.includes('\0')) return nobody;
  return (await deps.operations.db.people.byEmail(email))?.user.id ?? nobody;
}
