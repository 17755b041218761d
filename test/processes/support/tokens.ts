import type { Application } from '../../harness/application.ts';
import type { ServerProcess } from './server-process.ts';

/** Asks the token endpoint of one process, as a client with a secret does. */
export function askForTokens(
  { address }: ServerProcess,
  application: Application,
  body: Readonly<Record<string, string>>,
): Promise<Response> {
  const headers = application.credentials();
  return fetch(`${address}/token`, { method: 'POST', headers, body: new URLSearchParams(body) });
}

/** Status of userinfo at one process. */
export async function userinfoStatus({ address }: ServerProcess, accessToken: string): Promise<number> {
  return (await fetch(`${address}/me`, { headers: { authorization: `Bearer ${accessToken}` } })).status;
}

/** Status and OAuth error of a request for tokens; `none` where it was granted. */
export async function refusalOf(response: Response): Promise<readonly [number, string]> {
  // The shape of RFC 6749 section 5.2; a granted request has no such member.
  const { error = 'none' } = (await response.json()) as { readonly error?: string };
  return [response.status, error];
}
