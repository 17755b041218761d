import { membershipFacts } from '../../people/person-facts.ts';
import { deviceRememberedBy } from '../../policy/rules/remembered-device.ts';
import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import type { View } from './view.ts';

/** An organization that would let this device spare the next prompt. */
export interface Remembering {
  readonly organization: string;
  /** When its rule takes effect, epoch milliseconds; null for one in effect. */
  readonly from: number | null;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly timeZone: string;
}

/** Who would not ask again on this device for a while, once a factor is proven now; without any there is no choice. */
export function rememberingOf(
  { operations: { plans } }: Pick<WebDeps, 'operations'>,
  { signIn: { person, now } }: Pick<View, 'signIn'>,
): readonly Remembering[] {
  const memberships = person?.memberships ?? [];
  const facts = memberships.map((each) => membershipFacts(each, plans, now));
  return deviceRememberedBy(facts, now.getTime(), now.getTime()).map(
    ({ organization: { id, name }, from, until }) => ({
      organization: name,
      from: from <= now.getTime() ? null : from,
      until,
      timeZone:
        memberships.find(({ organization }) => organization.id === id)?.organization.timeZone ?? 'UTC',
    }),
  );
}

/**
 * Whether the person wants to be asked again. A form that does not say leaves it at what their organizations say: a code
 * of less than a day ago is not asked again (T25).
 */
export function leavesNoTrace({ remember }: Form): boolean {
  return remember === 'no';
}
