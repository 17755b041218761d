import type { Scene } from './scene.ts';
import type { SentStatement } from './transactions.ts';

/** What a statement locks, of the things whose order counts. */
type Kind = 'organization' | 'person' | 'belonging' | 'log';

const order: readonly Kind[] = ['organization', 'person', 'belonging', 'log'];

/** Rows of these name a person: whoever adds or removes one has locked that person. */
const belongings =
  /(?:insert into|update|delete from) "?(?:one_time_links|members|authenticators|recovery_codes|session_records|remembered_devices|consents|removed_members|graces|support_openings)\b/;

/** Changed under the lock of its organization alone, at any time: who has that waits for nobody. */
const dueWork = /(?:update|delete from) due_work\b|from due_work\b[^;]*for update/;

const kinds: readonly (readonly [kind: Kind, text: RegExp])[] = [
  ['log', /insert into audit_events/],
  [
    'organization',
    /from "?organizations"?[^;]*for no key update|update "?organizations"?\b|for no key update of o\b/,
  ],
  ['person', /from users\b[^;]*for no key update|update users\b/],
  ['belonging', belongings],
];

/** Follows one transaction; says what it locks out of the order that everybody keeps. */
export interface LockWatch {
  readonly faults: readonly string[];
  see(statement: SentStatement, rows: readonly Readonly<Record<string, unknown>>[]): void;
}

export function watchLocks(scene: Scene): LockWatch {
  const faults: string[] = [];
  const held: Record<Kind, Set<string>> = {
    organization: new Set(),
    person: new Set(),
    belonging: new Set(),
    log: new Set(),
  };
  const names = namesIn(scene);
  return {
    faults,
    see({ text, values }, rows) {
      const flat = text.toLowerCase().replaceAll(/\s+/g, ' ');
      const isOwnWork =
        !dueWork.test(flat) || held.organization.size > 0 || flat.includes('of o skip locked');
      if (!isOwnWork) faults.push(`changes what is due of an organization that is not locked: ${flat}`);
      for (const kind of order.filter((each) =>
        kinds.some(([of, pattern]) => of === each && pattern.test(flat)),
      )) {
        // Which organization has something due, and who its members are, is known from the answer alone.
        const isTold = kind === 'organization' || flat.startsWith('select id from users');
        const answered = isTold ? rows.flatMap((row) => Object.values(row)) : [];
        const things = thingsOf(kind, names, [...values, ...answered]);
        faults.push(...faultsOf(kind, things, held, flat));
        for (const thing of kind === 'belonging' || kind === 'log' ? [flat] : things) held[kind].add(thing);
      }
    },
  };
}

type Names = Readonly<Record<'organization' | 'person', ReadonlyMap<string, string>>>;

/** The names under which a statement may speak of somebody. */
function namesIn(scene: Scene): Names {
  const { organizationId, otherId, slug, pat, ron, ida, email, factorId, codeId } = scene;
  return {
    organization: new Map([
      [organizationId, organizationId],
      [otherId, otherId],
      [`${slug}-one`, organizationId],
      [`${slug}-two`, otherId],
    ]),
    person: new Map([
      [pat, pat],
      [email, pat],
      [factorId, pat],
      [codeId, pat],
      [ron, ron],
      [`ron@${slug}.example`, ron],
      [ida, ida],
    ]),
  };
}

function thingsOf(kind: Kind, names: Names, values: readonly unknown[]): readonly string[] {
  const known = kind === 'organization' ? names.organization : names.person;
  const found = values.flat().map((value) => known.get(String(value)));
  return [...new Set(found.filter((each) => each !== undefined))].toSorted();
}

function faultsOf(
  kind: Kind,
  things: readonly string[],
  held: Readonly<Record<Kind, ReadonlySet<string>>>,
  text: string,
): string[] {
  if (kind === 'log') return [];
  if (kind === 'belonging') {
    const isOwned =
      things.every((each) => held.person.has(each)) && (things.length > 0 || held.person.size > 0);
    // Who passes over what is locked waits for nobody; what is said of all members names none of them.
    const isFree =
      text.includes('skip locked') ||
      dueWork.test(text) ||
      (things.length === 0 && text.startsWith('update members'));
    const early = isOwned || isFree ? [] : [`changes what belongs to a person who is not locked: ${text}`];
    return held.log.size > 0 ? [...early, `locks after the log: ${text}`] : early;
  }
  const fresh = things.filter((each) => !held[kind].has(each));
  const later = order.slice(order.indexOf(kind) + 1).filter((each) => held[each].size > 0);
  const isBehind = fresh.some((each) => [...held[kind]].some((other) => other > each));
  return [
    ...(fresh.length > 0 && later.length > 0 ? [`locks ${kind} after ${later.join(' and ')}: ${text}`] : []),
    ...(isBehind ? [`locks ${kind} against the order of ids: ${text}`] : []),
  ];
}
