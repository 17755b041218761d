import type { ParameterizedContext } from 'koa';
import type { Person } from '../../people/person.ts';
import { browserSession } from '../../provider/library/browser-session.ts';
import type { RequestState, WebDeps } from '../http/context.ts';
import { judgedPerson } from './visitor.ts';

/**
 * Who is signed in in this browser, for a page that does without. Null for nobody, and where the API would answer 401: the
 * session is over, or owes a second factor. Reading it changes nothing.
 */
export async function signedInPerson(
  deps: Pick<WebDeps, 'live' | 'runtime'>,
  ctx: ParameterizedContext<RequestState>,
): Promise<Person | null> {
  const session = await browserSession(deps.live, ctx);
  const judged = session && (await judgedPerson(deps, session));
  if (judged === null) return null;
  const isLetIn = judged.judgement === 'full' || judged.judgement === 'recovery_code_only';
  return isLetIn ? judged.person : null;
}
