import { expect } from 'chai';
import { Refusal, type RefusalCode, type RefusalDetail } from '../../src/refusal.ts';
import { loadWords } from '../../src/web/language.ts';
import { problemOf, refusalInWords, retryAfterOf, wordsAndStatus } from '../../src/web/refusals.ts';

const words = loadWords('views/words');

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
    [-3600, '60 minutes behind'],
    [-7200, '2 hours behind'],
  ];
  for (const [driftSeconds, expected] of drifts) {
    it(`a clock that is off by ${driftSeconds} s is said to be ${expected}`, () => {
      const { next } = refusalInWords(words.en, 'challenge', 'token_invalid', { driftSeconds });
      expect(next[0]).to.include(expected);
    });
  }

  it('tells how long to wait, rounded up', () => {
    const said = refusalInWords(words.en, 'password', 'too_many_attempts', { retryAfterSeconds: 121 });
    expect(said.next.join(' ')).to.include('Try again in 3 minutes.');
  });

  it('lists what it is about', () => {
    const said = refusalInWords(words.de, 'security', 'invalid_policy', { list: ['Acme', 'Bolt'] });
    expect(said.message).to.include('Acme und Bolt');
  });

  it('has the words of the page before the general ones', () => {
    expect(refusalInWords(words.en, 'mailbox', 'token_invalid', {}).next[0]).to.include('newest e-mail');
    expect(refusalInWords(words.en, 'elsewhere', 'token_invalid', {}).next[0]).to.include('newest code');
  });

  it('never shows what only the log may read', () => {
    const refusal = new Refusal('password_wrong', { reason: 'no such user' });
    const { code, detail } = problemOf(refusal, 'password');
    expect(JSON.stringify(refusalInWords(words.en, 'password', code, detail))).not.to.include('no such user');
  });
});
