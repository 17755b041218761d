import { createHash, randomBytes } from 'node:crypto';

/** One browser of the bench: cookies, redirects by hand, nothing parsed. */
class Visitor {
  readonly #cookies = new Map<string, string>();

  async request(
    url: string,
    fields?: Readonly<Record<string, string>>,
  ): Promise<{ location: string; status: number }> {
    const response = await fetch(url, {
      redirect: 'manual',
      method: fields === undefined ? 'GET' : 'POST',
      body: fields === undefined ? null : new URLSearchParams(fields),
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    await response.arrayBuffer();
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const location = response.headers.get('location');
    return { status: response.status, location: location === null ? '' : new URL(location, url).href };
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';');
    const separator = pair.indexOf('=');
    this.#cookies.set(pair.slice(0, separator), pair.slice(separator + 1));
  }
}

export interface BenchClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const redirectUri = 'http://localhost:1/callback';

/** authorize -> password -> TOTP -> code -> token. */
export async function signInWithTotp(
  client: BenchClient,
  person: { readonly email: string; readonly password: string; readonly code: () => string },
): Promise<void> {
  await flow(client, async (visitor, first) => {
    const challenge = await step(visitor, first, { email: person.email, password: person.password });
    return (await visitor.request(challenge, { code: person.code(), action: 'continue' })).location;
  });
}

/** authorize -> account -> code -> token. */
export async function signInBare(client: BenchClient, account: string): Promise<void> {
  await flow(client, async (visitor, first) => {
    await visitor.request(first);
    return (await visitor.request(first, { account })).location;
  });
}

/** Opens a page, sends its form and answers where that led, opened. */
async function step(
  visitor: Visitor,
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  const opened = await visitor.request(url);
  const page = opened.location === '' ? url : opened.location;
  if (opened.location !== '') await visitor.request(page);
  const { location } = await visitor.request(page, { ...fields, action: 'continue' });
  await visitor.request(location);
  return location;
}

async function flow(
  { issuer, clientId, clientSecret }: BenchClient,
  interact: (visitor: Visitor, first: string) => Promise<string>,
): Promise<void> {
  const visitor = new Visitor();
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 'bench',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const { location: first } = await visitor.request(`${issuer}/auth?${query}`);
  const resume = await interact(visitor, first);
  const { location: back } = await visitor.request(resume);
  const code = new URL(back).searchParams.get('code');
  if (code === null) throw new Error(`no code came back: ${back}`);
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  if (!response.ok) throw new Error(`no token: ${await response.text()}`);
  await response.arrayBuffer();
}
