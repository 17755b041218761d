import { browserSession } from '../../provider/library/browser-session.ts';
import type { WebDeps } from '../http/context.ts';
import type { Visit } from './view.ts';

/**
 * Whether a sign-in that began while nobody was signed in, and in which nothing was proven yet, stands in a browser where
 * somebody has signed in since, in another tab. It goes back to where it came from without a result, so that everything
 * that the application asks for (`prompt`, `max_age`, a hint, a level) is asked anew of who is there now. What begins then
 * has a session, so this is true of no sign-in twice. One with progress, of whomever, stays.
 */
export async function isSignedInMeanwhile({ live }: WebDeps, { ctx, view }: Visit): Promise<boolean> {
  const { prompt, session } = view.interaction;
  const isUntouched = view.signIn.version === 0;
  if (prompt.name !== 'login' || session !== undefined || !isUntouched) return false;
  return (await browserSession(live, ctx)) !== null;
}
