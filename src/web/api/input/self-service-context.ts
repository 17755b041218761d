import type { SelfServiceContext } from '../../../self-service/context.ts';
import type { ApiRequest } from '../access/endpoint.ts';

/** The person who calls, for operations that somebody does about themselves. */
export function myselfOf({
  me,
  language,
  now,
}: Pick<ApiRequest<unknown, unknown>, 'me' | 'language' | 'now'>): SelfServiceContext {
  const { person, sessionHash, actor } = me();
  const sourceAddress = 'sourceAddress' in actor ? (actor.sourceAddress ?? '') : '';
  return { person, sessionHash, actor, sourceAddress, language, now };
}
