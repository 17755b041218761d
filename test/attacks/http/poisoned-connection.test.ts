import { randomBytes } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { operatorOf } from '../../harness/api.ts';
import { idOf } from '../../harness/members.ts';
import { RawConnection, type WireAnswer, wireRequest } from '../../harness/raw-connection.ts';
import { createWorld, type World } from '../../harness/world.ts';

const pagesAndEndpoints = [
  '/',
  '/account/email/x',
  '/assets/x',
  '/auth',
  '/development/mailbox',
  '/device',
  '/device/auth',
  '/health/live',
  '/interaction/x/password',
  '/invitations/callback',
  '/invitations/x',
  '/me',
  '/nowhere',
  '/password/forgotten',
  '/password/reset/x',
  '/request',
  '/session/end',
  '/session/end/confirm',
  '/token',
  '/token/introspection',
  '/token/revocation',
];

/** Where everything bad is sent to: method, path, what a good body of it is declared as. */
function routesOf({ slug }: World): readonly (readonly [method: string, path: string, type: string])[] {
  const form = 'application/x-www-form-urlencoded';
  const organization = `/api/v1/organizations/${slug}`;
  return [
    ...pagesAndEndpoints.map((path) => ['POST', path, form] as const),
    ['PUT', `${organization}/enforcement`, 'application/json'],
    ['PATCH', organization, 'application/json'],
    ['POST', '/api/v1/me/recovery-codes', 'application/json'],
    ['DELETE', '/api/v1/me/sessions/others', 'application/json'],
    ['POST', '/api/v1/nowhere', 'application/json'],
  ];
}

/** Our own routes that take a body from whoever comes; other paths refuse it for other reasons, or are the library's. */
function readsBody([, path]: readonly [string, string, string]): boolean {
  const isOurs = /^\/(?:auth$|account|interaction|invitations|password|api\/v1\/organizations)/.test(path);
  return isOurs;
}

const large = Buffer.alloc(2_000_000, 'a');

function chunked(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
}

interface BadBody {
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What is sent of it before the answer is waited for. */
  readonly body: Buffer;
}

function packed(encoding: string, body: Buffer): BadBody {
  return {
    what: `${encoding} of ${body.length} bytes`,
    headers: { 'content-encoding': encoding, 'content-length': String(body.length) },
    body,
  };
}

const encoded: readonly BadBody[] = [
  packed('gzip', Buffer.from('this is no gzip')),
  packed('gzip', randomBytes(100_000)),
  packed('gzip', gzipSync(Buffer.alloc(50_000_000))),
  packed('x-gzip', gzipSync('{}')),
  packed('deflate', Buffer.from('this is no deflate')),
  packed('br', brotliCompressSync('{}')),
  packed('evil', Buffer.from('action=continue')),
  packed('gzip, identity', Buffer.from('action=continue')),
  {
    what: 'gzip in chunks',
    headers: { 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' },
    body: chunked(randomBytes(100_000)),
  },
  {
    what: 'gzip that is asked for first',
    headers: { 'content-encoding': 'gzip', 'content-length': '100', expect: '100-continue' },
    body: Buffer.alloc(0),
  },
];

const tooLong: readonly BadBody[] = [
  { what: 'of 2 MB', headers: { 'content-length': String(large.length) }, body: large },
  { what: 'of 2 MB in chunks', headers: { 'transfer-encoding': 'chunked' }, body: chunked(large) },
  {
    what: 'of 5 MB that never comes',
    headers: { 'content-length': '5000000' },
    body: Buffer.from('action=continue'),
  },
  {
    what: 'of 5 MB that waits to be asked for',
    headers: { 'content-length': '5000000', expect: '100-continue' },
    body: Buffer.alloc(0),
  },
];

describe('a body that is refused', () => {
  let world: World;
  let authorization: string;

  before(async () => {
    world = await createWorld();
    authorization = `Bearer ${(await operatorOf(world)).token}`;
  });

  /** Sends something bad and then something good on one connection, and answers what came for the bad one. */
  async function badThenGood(request: Buffer): Promise<WireAnswer> {
    const connection = await RawConnection.open(world.server.issuer);
    try {
      const written = connection.write(request);
      const answer = await connection.answer();
      if (answer === null) throw new Error('the connection ended without an answer');
      if (answer.headers.connection === 'close') {
        await connection.ended();
        // Whoever still writes when the answer comes can write on, rather than be cut off.
        await written;
        expect(connection.error, 'the end of the connection').to.equal(null);
        return answer;
      }
      await connection.write(wireRequest('GET /health/live', {}));
      expect((await connection.answer())?.status, 'the request after it').to.equal(200);
      return answer;
    } finally {
      connection.close();
    }
  }

  const send = ([method, path, type]: readonly [string, string, string], { headers, body }: BadBody) =>
    badThenGood(wireRequest(`${method} ${path}`, { authorization, 'content-type': type, ...headers }, body));

  for (const bad of encoded)
    it(`for its encoding (${bad.what}) is a 415 everywhere, and spoils no connection`, async () => {
      for (const route of routesOf(world)) {
        const answer = await send(route, bad);
        expect([answer.status, answer.headers['accept-encoding']], route.join(' ')).to.deep.equal([
          415,
          'identity',
        ]);
      }
    });

  for (const bad of tooLong)
    it(`for its length (${bad.what}) spoils no connection`, async () => {
      for (const route of routesOf(world)) {
        const { status } = await send(route, bad);
        // A device form without its session begins anew.
        if (route[1] === '/device') expect(status).to.equal(303);
        else expect(status, route.join(' ')).to.be.within(400, 499);
        if (readsBody(route)) expect(status, route.join(' ')).to.equal(413);
      }
    });

  it('is followed by no request: what comes behind it on its connection is not done', async () => {
    const organization = `/api/v1/organizations/${world.slug}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const mina = await idOf(world, world.mina);
    const behind = wireRequest(`DELETE ${organization}/members/${mina}`, headers);
    for (const bad of [...tooLong.slice(0, 2), ...encoded]) {
      const request = wireRequest(`PATCH ${organization}`, { ...headers, ...bad.headers }, bad.body);
      const answer = await badThenGood(Buffer.concat([request, behind]));
      expect(answer.status, bad.what).to.be.oneOf([413, 415]);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { sql } = world.server.countersign.db;
    expect(await sql('SELECT 1 FROM members WHERE user_id = $1', [mina])).to.have.length(1);
  });

  it('with the encoding “identity” is taken as it is', async () => {
    const body = JSON.stringify({ name: 'Packed' });
    const headers = { authorization, 'content-type': 'application/json', 'content-encoding': 'Identity' };
    const request = wireRequest(
      `PATCH /api/v1/organizations/${world.slug}`,
      { ...headers, 'content-length': String(body.length) },
      body,
    );
    expect((await badThenGood(request)).status).to.equal(200);
  });
});
