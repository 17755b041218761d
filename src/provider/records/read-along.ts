import type { Person } from '../../people/person.ts';
import type { IssuedRecord, Payload, Presented } from './provider-records.ts';

/**
 * What a request has read along with what it presents. Each is given out once: whoever asks again is answered anew.
 */
export interface ReadAlong {
  readonly records: Map<string, Payload>;
  /** What was looked for and is not there, by model and id. */
  readonly absent: Set<string>;
  /** What was used before, by model and id. */
  readonly used: Set<string>;
  person: PersonInSession | null;
}

/** A person as `people.byId` reads them. */
interface PersonInSession {
  readonly person: Person;
  readonly sessionUid: unknown;
  readonly deviceId: string | null;
}

/** What is presented to be used, or issued to somebody: what it came from is asked for next. */
export const issuedModels = ['AuthorizationCode', 'RefreshToken', 'AccessToken', 'DeviceCode'];

/** Those that are read together with their person. */
export const presentedModels: ReadonlySet<string> = new Set([
  ...issuedModels,
  'ClientCredentials',
  'Session',
]);

export function nothingRead(): ReadAlong {
  return { records: new Map(), absent: new Set(), used: new Set(), person: null };
}

/** Whatever was read may be otherwise now. What was used before stays so. */
export function forgetRead(along: ReadAlong): void {
  along.records.clear();
  along.absent.clear();
  along.person = null;
}

export function keepRead(along: ReadAlong, presented: Presented, read: IssuedRecord): void {
  const { found, grant, session, person } = read;
  for (const model of presented.models) along.absent.add(nameOf(model, presented.id));
  if (found === undefined) return;
  const { model, payload } = found;
  along.absent.delete(nameOf(model, presented.id));
  along.records.set(nameOf(model, presented.id), payload);
  if (payload.consumed !== undefined) along.used.add(nameOf(model, presented.id));
  if (grant !== undefined) along.records.set(nameOf('Grant', String(payload.grantId)), grant);
  if (session !== undefined) along.records.set(nameOf('Session', String(payload.sessionUid)), session);
  const sessionUid = model === 'Session' ? payload.uid : payload.sessionUid;
  if (person !== null) along.person = { person, sessionUid, deviceId: presented.deviceId ?? null };
}

/** @returns undefined where it has to be read */
export function takeRecord(along: ReadAlong | undefined, name: string): Payload | undefined {
  const known = along?.records.get(name);
  along?.records.delete(name);
  return known;
}

/** @returns undefined where they have to be read */
export function takePerson(
  along: ReadAlong | undefined,
  asked: { readonly userId: string; readonly sessionUid: string | null; readonly deviceId: string | null },
): Person | undefined {
  const known = along?.person;
  const isAsked =
    known?.person.user.id === asked.userId &&
    known.sessionUid === asked.sessionUid &&
    known.deviceId === asked.deviceId;
  if (along === undefined || known == null || !isAsked) return undefined;
  along.person = null;
  return known.person;
}

export function nameOf(model: string, id: string): string {
  return `${model}:${id}`;
}
