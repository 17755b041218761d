import { Refusal } from '../../refusal/refusal.ts';
import type { WebDeps } from '../http/context.ts';
import { advance } from './advance.ts';
import type { View, Visit } from './view.ts';

/** A set-up that is only offered: each page on the way to it can be declined. */
export interface Offer {
  /** Until it is asked for; null where no deadline is behind it. */
  readonly secondsLeft: number | null;
}

/** What is offered at this step; null where it is asked, or none of the kind. */
export function offerOf({ decision, signIn }: Pick<View, 'decision' | 'signIn'>): Offer | null {
  if (decision?.step !== 'enroll' && decision?.step !== 'challenge') return null;
  if (decision.declinable !== true) return null;
  const deadlines = decision.reasons
    .filter(({ code }) => code === 'mfa_announced')
    .map(({ since }) => since ?? Number.POSITIVE_INFINITY);
  const msLeft = Math.min(...deadlines) - signIn.now.getTime();
  return { secondsLeft: Number.isFinite(msLeft) ? msLeft / 1000 : null };
}

/** `action=later`: the sign-in goes on without the factor. @throws Refusal `unknown_action` where one is required */
export async function decline(deps: WebDeps, visit: Visit): Promise<void> {
  const { view } = visit;
  if (offerOf(view) === null) throw new Refusal('unknown_action', { reason: 'the factor is required' });
  const { progress: before } = view.signIn;
  const declinedOffer = before.declinedOffer === true || isForRequest(view);
  const progress = { ...before, declinedEnrollment: true, declinedOffer, enrollment: null };
  await advance(deps, visit, { progress });
}

/** What a request wishes for is offered once a session, what an organization has announced at each sign-in (ruling 31). */
function isForRequest({ decision }: View): boolean {
  return decision !== null && 'reasons' in decision && decision.reasons.some(({ by }) => by === 'request');
}
