import { expect } from 'chai';
import Koa from 'koa';
import pino from 'pino';
import { Refusal } from '../../src/refusal/refusal.ts';
import { apiErrors } from '../../src/web/api/answers/api-errors.ts';
import { InvalidValue, Unauthorized } from '../../src/web/api/answers/errors.ts';
import type { Dialect } from '../../src/web/api/dialects/dialect.ts';
import { receiveBody } from '../../src/web/api/input/read-body.ts';
import type { RequestState } from '../../src/web/http/context.ts';
import { loadWords } from '../../src/web/words/language.ts';
import { closedAtLast } from '../harness/closing.ts';

/** Errors as a standard has them that knows no problem details. */
const dialect: Dialect = {
  prefix: '/other/v2',
  mediaTypes: ['application/other+json', 'application/json'],
  errorMediaType: 'application/other+json',
  refused: (error) => ({
    status: 409,
    headers: { 'x-kind': error.constructor.name },
    body: { no: error.message },
  }),
  unreadable: (status) => ({ status, headers: {}, body: { no: 'unreadable' } }),
  unexpected: () => ({ status: 500, headers: {}, body: { no: 'unexpected' } }),
};

describe('a group of endpoints with a dialect of its own', () => {
  const failures: Readonly<Record<string, unknown>> = {
    '/refusal': new Refusal('not_found'),
    '/value': new InvalidValue(422, [{ path: '/a', problem: 'is odd' }]),
    '/token': new Unauthorized('token_missing'),
    '/session': new Refusal('interaction_expired'),
    '/uri': Object.assign(new Error('malformed'), { status: 400 }),
    '/bug': new TypeError('what nobody is to read'),
  };
  const log: string[] = [];
  let origin = '';

  before(async () => {
    const app = new Koa<RequestState>();
    const logger = pino({}, { write: (line: string) => void log.push(line) });
    app.use(apiErrors({ logger, renderer: { words: loadWords('views') } }, dialect));
    app.use(async (ctx) => {
      if (ctx.path in failures) throw failures[ctx.path];
      ctx.body = { read: (await receiveBody(ctx, dialect))() ?? null };
    });
    const server = app.listen(0, '127.0.0.1');
    closedAtLast(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    origin = `http://127.0.0.1:${address.port}`;
  });

  it('answers every error in it, and nothing of ours', async () => {
    const told = [];
    for (const path of Object.keys(failures)) {
      const answer = await fetch(`${origin}${path}`);
      expect(answer.headers.get('content-type'), path).to.equal('application/other+json');
      told.push([path, answer.status, answer.headers.get('x-kind'), await answer.json()]);
    }
    expect(told).to.deep.equal([
      ['/refusal', 409, 'Refusal', { no: 'not_found' }],
      ['/value', 409, 'InvalidValue', { no: '/a is odd' }],
      ['/token', 409, 'Unauthorized', { no: 'token_missing' }],
      ['/session', 409, 'Unauthorized', { no: 'invalid_token' }],
      ['/uri', 400, null, { no: 'unreadable' }],
      ['/bug', 500, null, { no: 'unexpected' }],
    ]);
  });

  it('has a bug in the log, and no expected error', () => {
    expect(log).to.have.length(1);
    expect(log[0]).to.contain('an API request failed').and.contain('what nobody is to read');
  });

  it('takes bodies under each of its names, and under no other', async () => {
    const told = [];
    for (const type of ['application/other+json', 'Application/JSON; charset=utf-8', 'text/json', '']) {
      const answer = await fetch(origin, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"a":1}',
      });
      told.push([type, answer.status, answer.headers.get('accept'), await answer.json()]);
    }
    const refused = [409, 'application/other+json, application/json', { no: 'unsupported_media_type' }];
    expect(told).to.deep.equal([
      ['application/other+json', 200, null, { read: { a: 1 } }],
      ['Application/JSON; charset=utf-8', 200, null, { read: { a: 1 } }],
      ['text/json', ...refused],
      ['', ...refused],
    ]);
  });
});
