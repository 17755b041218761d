import { membersAtOnce } from '../../../organizations/bulk/change-members.ts';
import type { WantedMembers } from '../../../organizations/bulk/chosen-members.ts';
import { isUserId } from '../../../organizations/members/member-list.ts';
import { resetAtOnce } from '../../../organizations/resets/order-password-resets.ts';
import type { Form } from '../../forms/form.ts';
import { askedList, filterOf } from './asked-list.ts';
import { type BulkActionName, bulkActions } from './bulk-actions.ts';

/** What is to be done to whom, as the list has handed it over. */
export interface Chosen {
  readonly what: BulkActionName;
  readonly members: WantedMembers;
}

/** Null where nothing was chosen on the list. */
export function chosenIn({ what: said, chosen, matching = '' }: Form): Chosen | null {
  const what = bulkActions.find((action) => action === said);
  if (what === undefined) return null;
  if (chosen === undefined) {
    const asked = askedList(Object.fromEntries(new URLSearchParams(matching)));
    return { what, members: { matching: filterOf(asked) } };
  }
  const named = [...new Set(chosen.split(' ').filter(isUserId))];
  return named.length === 0 ? null : { what, members: { named } };
}

/**
 * Whether it signs out everybody who matches, seen or not: who does that types a word first, which no slip of the hand does.
 */
export function needsWord({ what, members }: Chosen): boolean {
  return what === 'reset_passwords' && 'matching' in members;
}

/** How many are changed at once; more become a job. */
export function atOnce(what: BulkActionName): number {
  return what === 'reset_passwords' ? resetAtOnce : membersAtOnce;
}
