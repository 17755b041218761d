import { expect } from 'chai';
import { endpoints } from '../../../src/web/api/endpoints/all.ts';
import { operatorOf } from '../../harness/api.ts';
import { RawConnection, wireRequest } from '../../harness/raw-connection.ts';
import { createWorld, type World } from '../../harness/world.ts';

const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'MKCOL',
  'QUERY',
];

/** What every path that is not the API's takes. */
const allowedAt: Readonly<Record<string, string>> = {
  '/': 'GET, HEAD',
  '/health/live': 'GET, HEAD',
  '/health/ready': 'GET, HEAD',
  '/development/mailbox': 'GET, HEAD',
  '/account/email/a-token': 'GET, HEAD, POST',
  '/account/email/waiting': 'GET, HEAD',
  '/account/email/changed': 'GET, HEAD',
  '/interaction/a-uid': 'GET, HEAD',
  '/interaction/a-uid/password': 'GET, HEAD, POST',
  '/interaction/a-uid/challenge': 'GET, HEAD, POST',
  '/interaction/a-uid/refused': 'GET, HEAD, POST',
  '/invitations/a-token': 'GET, HEAD, POST',
  '/invitations/callback': 'GET, HEAD, POST',
  '/invitations/joined': 'GET, HEAD',
  '/password/forgotten': 'GET, HEAD, POST',
  '/password/forgotten/': 'GET, HEAD, POST',
  '/password/sent': 'GET, HEAD',
  '/password/saved': 'GET, HEAD',
  '/password/reset/a-token': 'GET, HEAD, POST',
  '/.well-known/openid-configuration': 'GET, HEAD',
  '/.well-known/oauth-authorization-server': 'GET, HEAD',
  '/auth': 'GET, HEAD, POST',
  '/auth/': 'GET, HEAD, POST',
  '/auth/a-uid': 'GET, HEAD',
  '/device': 'GET, HEAD, POST',
  '/device/a-uid': 'GET, HEAD',
  '/device/auth': 'POST',
  '/jwks': 'GET, HEAD',
  '/me': 'GET, HEAD, POST',
  '/request': 'POST',
  '/session/end': 'GET, HEAD, POST',
  '/session/end/confirm': 'POST',
  '/session/end/success': 'GET, HEAD',
  '/token': 'POST',
  '/Token/': 'POST',
  '/token/introspection': 'POST',
  '/token/revocation': 'POST',
  '/api/v1/openapi.json': 'GET, HEAD',
};

const forPrograms = /^\/(?:api|health|jwks|me$|request|token|\.well-known|device\/auth)/i;

/** Nothing is there, whatever the method. */
const nowhere = [
  '/nowhere',
  '/authx',
  '/tokens',
  '/token/x',
  '/session',
  '/interaction',
  '/interaction/a-uid/nothing',
  '/invitations',
  '/password',
  '/password/reset',
  '/account/email',
  '/assets/nothing.css',
  '/health/nothing',
  '/development/nothing',
  '/api/v1',
  '/api/v1/nothing',
  '/api/v1/organizations/acme/nothing',
  '/api/v1/me/nothing',
  '/api/v2/me',
];

describe('a method', () => {
  let world: World;
  let connection: RawConnection;

  before(async () => {
    world = await createWorld();
  });

  beforeEach(async () => {
    connection = await RawConnection.open(world.server.issuer);
  });

  afterEach(() => connection.close());

  /** On one connection, which no such request may spoil. */
  async function send(method: string, path: string, headers: Readonly<Record<string, string>> = {}) {
    await connection.write(wireRequest(`${method} ${path}`, { accept: '*/*', ...headers }));
    // An answer to HEAD has a length and no body.
    const answer = await connection.answer(method === 'HEAD' ? 'head' : 'whole');
    if (answer === null) throw new Error(`no answer to ${method} ${path}`);
    expect(answer.headers.connection, `${method} ${path}`).not.to.equal('close');
    return answer;
  }

  it('that a path does not have is a 405 with Allow, on every page and endpoint', async () => {
    const { renderer } = {
      renderer: (await (await fetch(world.server.issuer)).text()).match(/\/assets\/[\w.-]+/)?.[0],
    };
    const table = { ...allowedAt, [renderer ?? '']: 'GET, HEAD' };
    for (const [path, allowed] of Object.entries(table))
      for (const method of methods.filter((each) => !allowed.split(', ').includes(each))) {
        const answer = await send(method, path);
        const what = `${method} ${path}`;
        expect([answer.status, answer.headers.allow], what).to.deep.equal([405, allowed]);
        if (method !== 'HEAD' && forPrograms.test(path))
          expect(answer.headers['content-type'], what).to.include('json');
      }
  });

  it('that a path has is not a 405, and HEAD is answered like GET, without a body', async () => {
    for (const [path, allowed] of Object.entries(allowedAt))
      for (const method of allowed.split(', ')) {
        const { status, headers } = await send(method, path);
        expect([status === 405, headers.allow], `${method} ${path}`).to.deep.equal([false, undefined]);
      }
    for (const path of [
      '/',
      '/health/live',
      '/jwks',
      '/password/forgotten',
      '/.well-known/openid-configuration',
      '/api/v1/openapi.json',
    ])
      for (const method of ['GET', 'HEAD']) {
        const { status, headers } = await send(method, path);
        expect([status, Number(headers['content-length']) > 0], `${method} ${path}`).to.deep.equal([
          200,
          true,
        ]);
      }
  });

  it('that an operation of the API does not have is a 405 with Allow, before any token is asked for', async () => {
    const paths = Map.groupBy(endpoints, ({ path }) => path.replaceAll(/\{\w+\}/g, 'x'));
    const tokens = [{}, { authorization: `Bearer ${(await operatorOf(world)).token}` }];
    for (const [path, there] of paths) {
      const own = there.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).sort();
      for (const method of methods.filter((each) => !own.includes(each)))
        for (const token of tokens) {
          const answer = await send(method, `/api/v1${path}`, token);
          expect([answer.status, answer.headers.allow], `${method} ${path}`).to.deep.equal([
            405,
            own.join(', '),
          ]);
          if (method === 'HEAD') continue;
          expect(answer.headers['content-type'], `${method} ${path}`).to.include('application/problem+json');
          expect(JSON.parse(answer.body).code).to.equal('method_not_allowed');
        }
      for (const method of own) expect((await send(method, `/api/v1${path}`)).status, method).to.equal(401);
    }
  });

  it('makes no difference where nothing is', async () => {
    for (const path of nowhere)
      for (const method of methods) {
        const { status, headers } = await send(method, path);
        expect([status, headers.allow], `${method} ${path}`).to.deep.equal([404, undefined]);
      }
  });

  it('of a preflight is answered by the endpoints that scripts of other origins may ask', async () => {
    const asks = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
    const open = [
      '/token',
      '/me',
      '/jwks',
      '/token/introspection',
      '/token/revocation',
      '/request',
      '/device/auth',
      '/.well-known/openid-configuration',
    ];
    for (const path of open) {
      const { status, headers } = await send('OPTIONS', path, asks);
      expect([status, headers['access-control-allow-origin']], path).to.deep.equal([204, asks.origin]);
    }
    for (const path of [
      '/auth',
      '/session/end',
      '/interaction/a-uid/password',
      '/api/v1/me',
      '/password/forgotten',
    ]) {
      const { status, headers } = await send('OPTIONS', path, asks);
      expect([status, headers['access-control-allow-origin']], path).to.deep.equal([405, undefined]);
    }
  });

  it('is refused with words on a page, and in JSON to a program', async () => {
    const page = await send('DELETE', '/password/forgotten', { accept: 'text/html' });
    expect(page.body).to.include('data-page="error"').and.include('This address is used differently');
    const program = await send('GET', '/token', { accept: 'application/json' });
    expect(JSON.parse(program.body)).to.deep.equal({
      error: 'invalid_request',
      error_description: 'method_not_allowed',
    });
  });
});
