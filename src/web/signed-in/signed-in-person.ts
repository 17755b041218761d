import type { ParameterizedContext } from 'koa';
import { ownClientId } from '../../environments/own-client.ts';
import type { Person } from '../../people/person.ts';
import { judgeSession } from '../../provider/decisions/judge-session.ts';
import { browserSession } from '../../provider/library/browser-session.ts';
import type { RequestState, WebDeps } from '../http/context.ts';

/**
 * Who is signed in in this browser, as our own pages may take them: judged as at our API, over all of their memberships and
 * without leniency (ruling 23). Null for nobody, and where the API would answer 401: the session is over, or owes a
 * second factor. Reading it changes nothing.
 */
export async function signedInPerson(
  { live, runtime }: Pick<WebDeps, 'live' | 'runtime'>,
  ctx: ParameterizedContext<RequestState>,
): Promise<Person | null> {
  const session = await browserSession(live, ctx);
  const person = session && (await runtime.db.people.byId(session.userId, session.uid));
  if (person?.session == null) return null;
  const now = runtime.clock();
  const judgement = await judgeSession(runtime, person, { clientId: ownClientId, scope: 'openid', now });
  return judgement === 'full' || judgement === 'recovery_code_only' ? person : null;
}
