import type { Person } from '../../people/person.ts';
import { judgePerson, type PersonJudgement } from '../../policy/person-judgement.ts';
import type { ProviderRuntime } from '../library/runtime.ts';
import { factsAtToken } from './token-state.ts';

/** What a session came by. */
export interface JudgedSession {
  readonly clientId: string;
  /** Separated by spaces. */
  readonly scope: string;
  readonly now: Date;
}

/**
 * What a session is worth at our API and our own pages (ruling 23): neither has a rule of its own.
 * @param person with the record of the session
 */
export async function judgeSession(
  runtime: ProviderRuntime,
  person: Person,
  session: JudgedSession,
): Promise<PersonJudgement> {
  return judgePerson(await factsAtToken(runtime, person, session), session.now.getTime());
}
