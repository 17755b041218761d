import { EventEmitter } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { createLogger } from '../../../src/logging/logger.ts';
import { logBrokenAnswers } from '../../../src/web/http/broken-answers.ts';
import { type ApiClient, apiOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { invite } from '../../harness/invitations.ts';
import { RawConnection, wireRequest } from '../../harness/raw-connection.ts';
import { createWorld, type World } from '../../harness/world.ts';

const notHttp = [
  'garbage\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'GET / HTTP/9.9\r\nhost: x\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET  HTTP/1.1\r\nhost: x\r\n\r\n',
  'FETCH / HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET / HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n',
  'GET / HTTP/1.1\r\nhost: x\r\nx: \0\r\n\r\n',
  `GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`,
  'POST /token HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
  'POST /token HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n',
  'POST /token HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /token HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nab\r\n',
  'POST /api/v1/me/password HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip, chunked\r\n\r\n-1\r\nab\r\n',
  'CONNECT /token HTTP/1.1\r\nhost: x\r\n\r\n',
];

/** Addresses that no link of ours has. What is not a path at all is answered as a path that is not there. */
const badTargets = [
  '/%',
  '/%zz',
  '/%ff',
  '/%00',
  '/%c0%80',
  '/%ed%a0%80',
  '//',
  '//evil.example/token',
  '/\\evil',
  '/../../etc/passwd',
  '/a;b=c',
  '/?%',
  '/?a=%ff&%zz=%',
  `/${'a/'.repeat(4000)}`,
  'http://[::1',
  'http://x:99999999/token',
  'x',
  '*',
  '/token?%ff=%zz',
  '/auth?%',
  '/auth?client_id=%ff&ui_locales=%00%ff&login_hint=%ed%a0%80',
  '/auth/%ff',
  '/auth/%00',
  '/device?user_code=%ff',
  '/device/%zz',
  '/session/end?id_token_hint=%00&post_logout_redirect_uri=%ff',
  '/me?access_token=%ff',
  '/jwks?%',
  '/api/v1/%zz',
  '/api/v1/me/sessions/%zz',
  '/api/v1/organizations/%ff/members?q=%zz',
  '/api/v1/me?%zz=%',
  '/assets/%zz',
  '/health/%00',
];

const badTokens = [
  '%00',
  '%ff',
  '%',
  '%zz',
  '%ed%a0%80',
  '%2e%2e%2f',
  '%0d%0aset-cookie:%20a=b',
  'x'.repeat(7000),
  '%F0%9F%98%80',
  '__proto__',
];
const tokenPaths = [
  '/interaction/*/password',
  '/interaction/*',
  '/invitations/*',
  '/password/reset/*',
  '/account/email/*',
];

describe('a request that is no good HTTP', () => {
  let world: World;
  let owner: ApiClient;
  let firstLine: number;
  const printed: string[] = [];
  const { write } = process.stderr;

  before(async () => {
    world = await createWorld();
    owner = await apiOf(world, world.olivia);
  });

  beforeEach(() => {
    firstLine = world.server.log.length;
    printed.length = 0;
    // What a framework prints by itself would go past the log.
    process.stderr.write = (text) => printed.push(String(text)) > 0;
  });

  afterEach(async () => {
    process.stderr.write = write;
    expect((await fetch(`${world.server.issuer}/health/live`)).status).to.equal(200);
    // That a program was refused is told to the operator, and is nobody's failure.
    const lines = world.server.log.slice(firstLine).filter((line) => !line.includes('program was refused'));
    expect(lines.filter((line) => /"level":"(?:error|fatal|warn)"/.test(line))).to.deep.equal([]);
    expect(printed).to.deep.equal([]);
  });

  /** The status of what came back; 0 where the connection was closed without an answer. */
  async function statusOf(bytes: string | Buffer): Promise<number> {
    const connection = await RawConnection.open(world.server.issuer);
    try {
      await connection.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
      return (await connection.answer('head'))?.status ?? 0;
    } finally {
      connection.close();
    }
  }

  for (const bytes of notHttp)
    it(`is refused: ${JSON.stringify(bytes.slice(0, 80))}`, async () => {
      expect(await statusOf(bytes)).to.be.oneOf([0, 400, 431]);
    });

  it('in its address is refused or not found, without an error in the log', async () => {
    for (const target of badTargets)
      for (const method of ['GET', 'POST', 'DELETE']) {
        const status = await statusOf(wireRequest(`${method} ${target}`, { connection: 'close' }));
        expect(status, `${method} ${target.slice(0, 60)}`).to.be.within(200, 499);
      }
  });

  it('in the token of a link is not found', async () => {
    for (const path of tokenPaths)
      for (const token of badTokens)
        for (const method of path.endsWith('/interaction/*') ? ['GET', 'HEAD'] : ['GET', 'HEAD', 'POST']) {
          const target = path.replace('*', token);
          const status = await statusOf(wireRequest(`${method} ${target}`, { connection: 'close' }));
          expect(status, `${method} ${target.slice(0, 60)}`).to.be.oneOf([303, 400, 404, 410, 431]);
        }
  });

  it('in the fields of a form is refused', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', connection: 'close' };
    const forms = [
      'email=%ff',
      'email=%zz',
      'email=a&email=b',
      'email[]=a',
      'email[__proto__]=a',
      '__proto__=a',
      'email=%00',
      'email=%ed%a0%80',
      '=',
      '&&&',
      `email=${'%'.repeat(5000)}`,
    ];
    for (const path of [
      '/password/forgotten',
      '/password/reset/x',
      '/invitations/x',
      '/invitations/callback',
      '/account/email/x',
      '/interaction/x/password',
      '/auth',
      '/token',
      '/request',
      '/device',
      '/device/auth',
      '/session/end/confirm',
      '/me',
      '/token/revocation',
      '/token/introspection',
    ])
      for (const form of forms) {
        const all = { ...headers, 'content-length': String(form.length) };
        const status = await statusOf(wireRequest(`POST ${path}`, all, form));
        expect(status, `${path} ${form.slice(0, 40)}`).to.be.within(200, 499);
      }
  });

  it('in the fields of a form of a link that is good is refused, or taken as far as it is text', async () => {
    const post = (link: string, fields: string) =>
      new Browser().request(link, {
        method: 'POST',
        body: `action=continue&${fields}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const { link } = await invite(world, owner, { email: `nora@${world.slug}.example` });
    for (const password of [
      '=%00',
      '=a&new_password=b',
      '[a]=b',
      `=${'%00'.repeat(8)}`,
      '=%ed%a0%80',
      '[]=a',
    ]) {
      const { status, name } = await post(link, `name=Nora&new_password${password}`);
      expect([status, name], password).to.deep.equal([422, 'join']);
    }
    const names = ['=%00', '=a%00b', '=%ed%a0%80', '=a&name=b', '[]=a', '=%0d%0a', `=${'x'.repeat(9000)}`];
    const refused = names.filter((name) => name.includes('%00') || name.length > 80);
    for (const [index, name] of names.entries()) {
      const email = `odd-${index}@${world.slug}.example`;
      const { link: own } = await invite(world, owner, { email });
      const { status } = await post(own, `name${name}&new_password=five+words+that+nobody+knows`);
      expect(status, name.slice(0, 40)).to.equal(refused.includes(name) ? 422 : 303);
      const { sql } = world.server.countersign.db;
      const [user] = await sql<{ name: string | null }>('SELECT name FROM users WHERE email = $1', [email]);
      expect(user?.name ?? '', name.slice(0, 40)).to.match(/^\P{Cc}{0,80}$/u);
    }
  });

  it('that is broken off is nobody’s fault here', async () => {
    const organization = `/api/v1/organizations/${world.slug}`;
    const authorization = `Bearer ${owner.token}`;
    const form = 'application/x-www-form-urlencoded';
    const started = [
      wireRequest(
        `PATCH ${organization}`,
        { authorization, 'content-type': 'application/json', 'content-length': '500' },
        '{"name":',
      ),
      wireRequest(
        `PATCH ${organization}`,
        { authorization, 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
        '9\r\n{"name":"\r\n',
      ),
      wireRequest(`GET ${organization}/activity.csv`, { authorization }),
      wireRequest(`GET ${organization}/members`, { authorization }),
      wireRequest('GET /auth?client_id=x', {}),
      wireRequest('GET /password/forgotten', {}),
      wireRequest('GET /.well-known/openid-configuration', {}),
      ...[
        '/password/forgotten',
        '/interaction/x/password',
        '/auth',
        '/token',
        '/request',
        '/device',
        '/token/revocation',
      ].map((path) =>
        wireRequest(`POST ${path}`, { 'content-type': form, 'content-length': '500' }, 'email=a'),
      ),
    ];
    for (const bytes of started) for (const patienceMs of [0, 2, 20]) await breakOff(bytes, patienceMs);
    expect((await owner.get(`/organizations/${world.slug}`)).body.name).to.equal(world.slug.toUpperCase());
  });

  /** Sends the beginning and resets the connection, a while later. */
  function breakOff(bytes: Buffer, patienceMs: number): Promise<void> {
    const { hostname, port } = new URL(world.server.issuer);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) }, () => {
        socket.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), patienceMs));
      });
      socket.once('error', reject);
      socket.once('close', () => resolve());
    });
  }
});

describe('an answer that did not go out', () => {
  const levels: readonly (readonly [error: Error, level: string])[] = [
    [Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 'debug'],
    [Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }), 'debug'],
    [Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }), 'debug'],
    [Object.assign(new Error('Invalid chunk size'), { code: 'HPE_INVALID_CHUNK_SIZE' }), 'debug'],
    [new Error('a template is broken'), 'error'],
    [Object.assign(new Error('no such table'), { code: '42P01' }), 'error'],
  ];

  for (const [error, level] of levels)
    it(`because of ${error.message} is noted as ${level}`, () => {
      const lines: string[] = [];
      const application = new EventEmitter();
      logBrokenAnswers(application, createLogger('debug', { write: (line) => void lines.push(line) }));
      application.emit('error', error);
      expect(lines.map((line) => JSON.parse(line).level)).to.deep.equal([level]);
    });
});
