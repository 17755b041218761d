import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { createLogger, newRequestId } from '../../src/logging/logger.ts';
import { Refusal } from '../../src/refusal/refusal.ts';

function assertNever(): never {
  throw new Error('cannot be written');
}

function capture() {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => lines.push(line) });
  return { logger, lines, last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') };
}

const secretMembers = [
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
  'password',
  'new_password',
  'newPassword',
  'password_hash',
  'code',
  'token',
  'access_token',
  'refreshToken',
  'id_token_hint',
  'clientSecret',
  'client_secret',
  'secret',
  'secretKeys',
  'totp',
  'otp',
  'recovery_codes',
  'code_verifier',
  'client_assertion',
  'state',
  'nonce',
  'user_code',
];

describe('log', () => {
  for (const name of secretMembers) {
    it(`conceals ${name} at any depth`, () => {
      const { logger, lines, last } = capture();
      logger.info({ [name]: 'canary', a: { [name]: 'canary', b: [{ c: { [name]: 'canary' } }] } }, 'x');
      const child = logger.child({ [name]: 'canary', b: { [name]: 'canary' } });
      child.child({ a: [{ [name]: 'canary' }] }).info('z');
      child.setBindings({ c: { [name]: 'canary' } });
      child.info('y');
      expect(lines.join('')).not.to.contain('canary');
      expect(last()).to.have.property(name, '[concealed]');
    });
  }

  it('keeps what is no secret', () => {
    const { logger, last } = capture();
    logger.warn({ code: 'mail_not_sent', statusCode: 404, organization: 'acme', passed: true }, 'words');
    expect(last()).to.include({
      level: 'warn',
      service: 'countersign',
      code: 'mail_not_sent',
      statusCode: 404,
      organization: 'acme',
      passed: true,
      msg: 'words',
    });
  });

  it('writes a request as method and path, without query, ids and one-time tokens', () => {
    const token = randomBytes(24).toString('base64url');
    const paths = [
      [`/interaction/${token}/challenge?code=123456`, '/interaction/[concealed]/challenge'],
      [`/auth/${token}`, '/auth/[concealed]'],
      [`/invitations/${token}`, '/invitations/[concealed]'],
      [`/password/${token}`, '/password/[concealed]'],
      ['/password/forgot', '/password/forgot'],
      ['/auth?state=abc#x', '/auth'],
    ];
    for (const [url, path] of paths) {
      const { logger, last } = capture();
      logger.info({ req: { id: 'r1', method: 'GET', url, headers: { cookie: 'canary' } } });
      expect(last().req).to.deep.equal({ id: 'r1', method: 'GET', path });
    }
  });

  it('conceals addresses in messages, texts and error stacks too', () => {
    const { logger, lines } = capture();
    const link = 'https://id.acme.example/invitations/canaryCANARY0123456789?code=canary&state=canary&x=1';
    logger.info(`sent ${link}`);
    logger.info({ note: link });
    logger.error(new Error(`cannot open ${link}`));
    expect(lines.join('')).not.to.match(/canary/i);
    expect(lines.join('')).to.contain('x=1');
  });

  it('writes of errors their type, code, message and causes only', () => {
    const { logger, lines, last } = capture();
    const cause = Object.assign(new Error('socket closed'), {
      code: 'ECONNRESET',
      config: { auth: 'canary' },
    });
    logger.error({ err: new TypeError('broken', { cause }) }, 'bug');
    expect(last().err).to.deep.include({ type: 'TypeError', message: 'broken' });
    expect(last().err).to.have.nested.property('cause.code', 'ECONNRESET');
    expect(lines.join('')).not.to.contain('canary');
  });

  it('writes of database errors neither statement nor values', () => {
    const { logger, lines, last } = capture();
    const error = Object.assign(new Error('invalid input for uuid: "canary"'), {
      query: "select 'canary'",
      parameters: ['canary'],
      code: '22P02',
    });
    logger.error(error);
    logger.error({ err: error });
    expect(lines.join('')).not.to.contain('canary');
    expect(last().err).to.include({ code: '22P02', message: 'the database refused a statement' });
  });

  it('conceals secrets in objects of any kind, and errors wherever they stand', () => {
    const { logger, lines } = capture();
    class Answer {
      readonly password = 'canary';
      readonly inside = { token: 'canary' };
    }
    const written = { toJSON: () => ({ secret: 'canary', inside: { token: 'canary' } }) };
    const broken = Object.assign(new Error('no answer'), {
      password: 'canary',
      response: { token: 'canary' },
    });
    logger.info({ answer: new Answer(), written, failure: broken, failures: [broken], deep: { broken } });
    logger.child({ answer: new Answer(), written, failure: broken }).info('bound');
    logger.info('%j %o', { password: 'canary' }, { token: 'canary' });
    logger.info({ one: 1 }, 'of %j', { password: 'canary' });
    logger.info({ req: { method: 'GET', url: '/x', id: 'a', headers: { cookie: 'canary' } } }, 'request');
    logger.info({ one: { toJSON: () => assertNever() } }, 'is written all the same');
    expect(lines).to.have.length(6);
    expect(lines.join('')).not.to.contain('canary');
    expect(lines[0]).to.contain('no answer');
  });

  it('conceals a code of an error that somebody may have typed', () => {
    const { logger, lines, last } = capture();
    const cause = Object.assign(new Error('no such code'), { code: '123456' });
    logger.warn({ err: Object.assign(new Error('refused', { cause }), { code: 'abcd-efgh-jkmn-pqrs' }) });
    expect(last().err).to.include({ code: '[concealed]', message: 'refused' });
    expect(last().err).to.have.nested.property('cause.code', '[concealed]');
    expect(lines.join('')).not.to.match(/123456|abcd/);
  });

  it('writes refusals without a stack', () => {
    const { logger, last } = capture();
    logger.info({ err: new Refusal('last_owner') });
    expect(last().err).to.deep.equal({ type: 'Refusal', code: 'last_owner', message: 'last_owner' });
  });

  it('lets no line break in a name forge a line', () => {
    const { logger, lines, last } = capture();
    const name = 'Ann\r\n{"level":"info","msg":"forged"}\u2028\u0085';
    logger.info({ name }, `hello ${name}`);
    expect(lines).to.have.length(1);
    expect(lines.join('').trimEnd()).not.to.match(/[\r\n]/);
    expect(last()).to.include({ name, msg: `hello ${name}` });
  });

  it('survives circular and very deep values', () => {
    const { logger, lines } = capture();
    const ring: Record<string, unknown> = {};
    ring.self = ring;
    logger.info({ ring, deep: { a: { b: { c: { d: { e: { f: { g: { h: { token: 'canary' } } } } } } } } } });
    expect(lines).to.have.length(1);
    expect(lines.join('')).not.to.contain('canary');
  });

  it('makes a new id for each request', () => {
    expect(newRequestId()).to.match(/^[0-9a-f-]{36}$/);
    expect(newRequestId()).not.to.equal(newRequestId());
  });
});
