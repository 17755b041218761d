import { type ListedAddress, readAddressList } from '../../documents/address-list.ts';

/** Addresses in one list. */
export const mostLines = 200;

/** A list of people to invite, or why it is none: `state` for pages, `problem` for the API. */
export type InvitedLines =
  | { readonly ok: true; readonly addresses: readonly ListedAddress[] }
  | { readonly ok: false; readonly state: 'empty' | 'too_long' | 'no_list'; readonly problem: string };

/** Reads addresses, one a line or CSV. */
export function invitedLines(text: string): InvitedLines {
  const list = readAddressList(text);
  if (!list.ok) return { ok: false, state: 'no_list', problem: list.problem };
  const { addresses } = list;
  if (addresses.length === 0) return { ok: false, state: 'empty', problem: 'has no address' };
  if (addresses.length > mostLines)
    return { ok: false, state: 'too_long', problem: `must have at most ${mostLines} addresses` };
  return { ok: true, addresses };
}
