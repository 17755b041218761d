import type { Stores } from '../stores.ts';
import { provenPerson, type SignIn } from './context.ts';

/**
 * After this sign-in has raised the epoch of its user: signs them out of everything else. The live session of a step-up
 * is this very one and goes on, even before the step-up is finished.
 * @param userEpoch the raised one
 */
export async function endOtherSessions(
  { sessions, outbox }: Pick<Stores, 'sessions' | 'outbox'>,
  signIn: SignIn,
  userEpoch: number,
): Promise<void> {
  const { steppedUpSession } = signIn;
  const { id: userId } = provenPerson(signIn).user;
  if (steppedUpSession !== null) await sessions.carryOver(steppedUpSession, userId, userEpoch);
  await outbox.logout([userId]);
}
