import type { Probe } from './probes.ts';

/** What came back, as far as two answers to the same request are the same. */
export interface Told {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly cookies: readonly string[];
  readonly requestId: string;
}

export async function answerTo(probe: Probe): Promise<Told> {
  const response = await probe.send();
  const { headers, status } = response;
  return {
    status,
    text: await response.text(),
    location: headers.get('location'),
    retryAfter: headers.get('retry-after'),
    cookies: headers.getSetCookie(),
    requestId: headers.get('x-request-id') ?? '',
  };
}

/** What an answer says: all but what is drawn anew each time; of an ID token what it says of the sign-in. */
export function sayingOf({ status, text, location }: Told): string {
  const claims = /"id_token":"[^".]+\.([^".]+)/.exec(text)?.[1];
  const { sub, amr, acr, auth_time, mfa_time } =
    claims === undefined ? {} : JSON.parse(Buffer.from(claims, 'base64url').toString());
  const signedIn = claims === undefined ? '' : JSON.stringify({ sub, amr, acr, auth_time, mfa_time });
  return `${status} ${location ?? ''} ${text} ${signedIn}`.replaceAll(drawn, '*');
}

/** Instants, ids, codes and tokens. */
const drawn =
  /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w.-]{21,}/g;

/** What is wrong with an answer to somebody who is to try again later; empty where nothing is. */
export function problemsOfRefusal(told: Told): string[] {
  const { status, text, location, retryAfter, cookies } = told;
  return [
    ...(status === 503 ? [] : [`answers ${status} ${location ?? ''} ${text.slice(0, 300)}`]),
    ...(Number(retryAfter) > 0 ? [] : ['does not say when to try again']),
    ...(/token"|code=|eyJ/.test(`${location} ${text}`) ? ['hands out a token'] : []),
    ...(location === null && cookies.length === 0 ? [] : [`leads to ${location}, with ${cookies}`]),
  ];
}

/** Lines of the log that tell of one request, at the level of errors. */
export function errorLines(log: readonly string[], { requestId }: Told): readonly string[] {
  return log.filter((line) => line.includes('"level":"error"') && line.includes(requestId));
}
