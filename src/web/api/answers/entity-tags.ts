import { Refusal } from '../../../refusal/refusal.ts';
import { InvalidValue } from './errors.ts';

/** What `If-Match` asks for: any version, or one of these; null: nothing is asked. */
export type IfMatch = 'any' | readonly string[] | null;

/** One entity tag with what parts it from the next. @see RFC 9110 sections 5.6.1 and 8.8.3 */
const element = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;

/**
 * Reads `If-Match`. A weak tag matches nothing, since the comparison is the strong one, so it is left out.
 * @param header of node:http, one character a byte; empty where there is none
 * @throws InvalidValue 400 for what is no list of entity tags
 * @see RFC 9110 section 13.1.1
 */
export function readIfMatch(header: string | undefined): IfMatch {
  if (header === undefined) return null;
  if (header.trim() === '*') return 'any';
  const tags: string[] = [];
  let found = 0;
  element.lastIndex = 0;
  while (element.lastIndex < header.length) {
    const read = element.exec(header);
    if (read === null) throw malformed;
    const [, weak, tag] = read;
    if (tag === undefined) continue;
    found += 1;
    if (weak === undefined) tags.push(tag);
  }
  if (found === 0) throw malformed;
  return tags;
}

const malformed = new InvalidValue(400, [
  { path: '/If-Match', problem: 'must be * or a list of entity tags, each in double quotes' },
]);

/**
 * The version that an operation has to find, of something that is at `version` now; null where any will do.
 * @throws Refusal `stale_version` when none of the tags is that of the present version
 */
export function expectedVersion(ifMatch: IfMatch, { version }: { readonly version: number }): number | null {
  if (ifMatch === null || ifMatch === 'any') return null;
  if (ifMatch.includes(String(version))) return version;
  throw new Refusal('stale_version');
}
