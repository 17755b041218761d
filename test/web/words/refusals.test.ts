import { expect } from 'chai';
import { Refusal, type RefusalCode, type RefusalDetail } from '../../../src/refusal/refusal.ts';
import { loadWords } from '../../../src/web/words/language.ts';
import { problemOf, refusalInWords, retryAfterOf, wordsAndStatus } from '../../../src/web/words/refusals.ts';

const words = loadWords('views');

const said = (page: string, code: RefusalCode, detail: RefusalDetail = {}) =>
  refusalInWords(words.en, page, { code, field: null, detail });

describe('a refusal on the web', () => {
  const statuses: [code: RefusalCode, status: number][] = [
    ['password_wrong', 422],
    ['token_invalid', 422],
    ['too_many_attempts', 429],
    ['server_busy', 503],
    ['wrong_origin', 403],
    ['not_found', 404],
    ['last_owner', 409],
  ];
  for (const [code, status] of statuses) {
    it(`${code} answers ${status}`, () => expect(wordsAndStatus[code].status).to.equal(status));
  }

  const waits: [code: RefusalCode, detail: RefusalDetail, header: string | null][] = [
    ['too_many_attempts', { retryAfterSeconds: 29.2 }, '30'],
    ['too_many_attempts', { retryAfterSeconds: 0 }, '1'],
    ['server_busy', {}, '5'],
    ['password_wrong', { retryAfterSeconds: 30 }, null],
  ];
  for (const [code, detail, header] of waits) {
    it(`${code} with ${JSON.stringify(detail)} has Retry-After ${header}`, () => {
      expect(retryAfterOf(new Refusal(code, detail))).to.equal(header);
    });
  }

  const drifts: [driftSeconds: number, expected: string][] = [
    [45, '45 seconds ahead'],
    [190, '3 minutes ahead'],
    [-3600, '1 hour behind'],
    [-7200, '2 hours behind'],
  ];
  for (const [driftSeconds, expected] of drifts) {
    it(`a clock that is off by ${driftSeconds} s is said to be ${expected}`, () => {
      const { next } = said('interaction.challenge', 'token_invalid', { driftSeconds });
      expect(next[0]).to.include(expected);
    });
  }

  it('tells how long to wait, rounded up', () => {
    const { next } = said('interaction.password', 'too_many_attempts', { retryAfterSeconds: 121 });
    expect(next.join(' ')).to.include('Try again in 3 minutes.');
  });

  it('lists what it is about', () => {
    const problem = { code: 'invalid_policy', field: null, detail: { list: ['Acme', 'Bolt'] } } as const;
    expect(refusalInWords(words.de, 'security', problem).message).to.include('Acme und Bolt');
  });

  it('has the words of the page before the general ones', () => {
    expect(said('interaction.mailbox', 'token_invalid').next[0]).to.include('newest e-mail');
    expect(said('elsewhere', 'token_invalid').next[0]).to.include('newest code');
  });

  it('has the words of the field before those of the page', () => {
    const empty = (field: 'email' | 'code') =>
      refusalInWords(words.en, 'interaction.password', { code: 'field_empty', field, detail: {} }).message;
    expect([empty('email'), empty('code')]).to.deep.equal([
      'Type your e-mail address',
      'This field is empty',
    ]);
  });

  it('never shows what only the log may read', () => {
    const refusal = new Refusal('password_wrong', { reason: 'no such user' });
    const shown = refusalInWords(words.en, 'interaction.password', problemOf(refusal, 'password'));
    expect(JSON.stringify(shown)).not.to.include('no such user');
  });
});
