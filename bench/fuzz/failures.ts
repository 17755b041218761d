import { undocumentedIn } from '../../test/harness/documented-answers.ts';
import type { Ending } from './connection.ts';
import type { RawAnswer } from './raw-answer.ts';
import type { FuzzedRequest } from './requests.ts';

/** A request that was not answered as it should be. */
export interface Failure {
  readonly request: FuzzedRequest;
  readonly why: string;
}

/** Where a body is this long, the end of a connection that refuses it may overtake the refusal. */
const longBody = 60_000;

const inside = /node_modules\/|\(node:internal|\bat \S+ \(?file:|\/src\/[\w/-]+\.ts/;

/** What is wrong with an ending by itself; null for nothing. A 503 that says when to come back is an answer. */
export function whyWrong(ending: Ending, request: FuzzedRequest): string | null {
  if ('none' in ending) {
    if (ending.none === 'closed' && (request.body?.length ?? 0) > longBody) return null;
    return ending.none === 'time-out' ? 'no answer in time' : 'the connection was closed without an answer';
  }
  const { status, headers, body } = ending;
  if (status >= 500 && !(status === 503 && headers.has('retry-after')))
    return `answered ${status}: ${body.slice(0, 200)}`;
  if (inside.test(body)) return `tells of the inside: ${inside.exec(body)?.[0]}`;
  if (isOfNoOperation(ending)) return null;
  const undocumented = undocumentedIn(request.method, request.target, ending);
  return undocumented === null ? null : `answered ${status}, which is not as documented: ${undocumented}`;
}

/** What the parser of HTTP refuses before anybody knows whom it is for: no HTTP, an expectation, a head too long. */
function isOfNoOperation({ status, body }: RawAnswer): boolean {
  return (status === 400 && body === '') || status === 417 || status === 431;
}

/** What is counted: the status, or how it ended without one. */
export function outcomeOf(ending: Ending): string {
  return 'none' in ending ? ending.none : String(ending.status);
}
