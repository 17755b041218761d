import { Refusal } from '../../refusal/refusal.ts';
import type { WebDeps } from '../http/context.ts';
import { advance } from './advance.ts';
import type { View, Visit } from './view.ts';

/** Whether the set-up that is under way was only offered; then each of its pages can be declined. */
export function isDeclinable({ decision }: View): boolean {
  return decision?.step === 'enroll' && decision.declinable;
}

/** `action=later`: the sign-in goes on without the factor. @throws Refusal `unknown_action` where one is required */
export async function decline(deps: WebDeps, visit: Visit): Promise<void> {
  const { view } = visit;
  if (!isDeclinable(view)) throw new Refusal('unknown_action', { reason: 'the factor is required' });
  const progress = { ...view.signIn.progress, declinedEnrollment: true, enrollment: null };
  await advance(deps, visit, { progress });
}
