import { expect } from 'chai';
import { sharedServer } from '../../harness/server.ts';

/** What clients on Java's HttpURLConnection say unless they are told otherwise. */
const accept = 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2';
const form = 'application/x-www-form-urlencoded';

/** What each of them is asked, and how it answers. */
const asked: Readonly<
  Record<string, readonly [method: string, path: string, status: number, init: RequestInit]>
> = {
  'a token for nothing': ['POST', '/token', 400, {}],
  'a token for a code that nobody has': [
    'POST',
    '/token',
    401,
    { body: 'grant_type=authorization_code&client_id=x', headers: { 'content-type': form } },
  ],
  'a token by GET': ['GET', '/token', 405, {}],
  'a token in a packed body': [
    'POST',
    '/token',
    415,
    { body: 'x', headers: { 'content-type': form, 'content-encoding': 'gzip' } },
  ],
  'introspection for nothing': ['POST', '/token/introspection', 400, {}],
  'revocation for nothing': ['POST', '/token/revocation', 400, {}],
  'a pushed request for nothing': ['POST', '/request', 400, {}],
  'a device code for nothing': ['POST', '/device/auth', 400, {}],
  'userinfo without a token': ['GET', '/me', 401, {}],
  'userinfo with a token that is none': ['GET', '/me', 401, { headers: { authorization: 'Bearer x' } }],
  'userinfo by DELETE': ['DELETE', '/me', 405, {}],
  'the keys by POST': ['POST', '/jwks', 405, {}],
};

describe('what is for programs', () => {
  for (const [what, [method, path, status, { headers, ...init }]] of Object.entries(asked))
    it(`answers in JSON, whatever they say that they accept: ${what}`, async () => {
      const { address } = await sharedServer();
      const answer = await fetch(`${address}${path}`, { method, ...init, headers: { accept, ...headers } });
      expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).to.deep.equal([
        status,
        'application/json',
      ]);
      expect(await answer.json())
        .to.have.property('error')
        .that.is.a('string');
    });

  it('is no page of people: those are pages for whoever reads them', async () => {
    const { address } = await sharedServer();
    for (const path of ['/auth', '/device?user_code=x', '/session/end?client_id=nobody']) {
      const answer = await fetch(`${address}${path}`, { headers: { accept } });
      expect(answer.headers.get('content-type'), path).to.include('text/html');
    }
  });
});
