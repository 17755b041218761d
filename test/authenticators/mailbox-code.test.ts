import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { checkMailboxCode, hashMailboxCode, newMailboxCode } from '../../src/authenticators/mailbox-code.ts';

const now = Date.UTC(2026, 10, 24);
const key = { key: randomBytes(32), purpose: 'enrollment:interaction-1:user-1' };
const code = '01234567';
const sent = { hash: hashMailboxCode(code, key), sentAt: now, tries: 1 };

describe('a code sent to the mailbox', () => {
  it('has eight digits, leading zeros included', () => {
    for (let round = 0; round < 200; round += 1) expect(newMailboxCode()).to.match(/^\d{8}$/);
  });

  for (const [title, change, typed, at, expected] of [
    ['accepted', {}, code, now, { result: 'ok' }],
    ['accepted with the spaces of a copy', {}, ' 0123 45-67\n', now, { result: 'ok' }],
    ['accepted in its last millisecond', {}, code, now + 599_999, { result: 'ok' }],
    ['refused after ten minutes', {}, code, now + 600_000, { result: 'expired' }],
    ['refused when it is another one', {}, '01234568', now, { result: 'wrong', triesLeft: 4 }],
    ['refused when it is empty', {}, '', now, { result: 'wrong', triesLeft: 4 }],
    ['accepted at the fifth try', { tries: 5 }, code, now, { result: 'ok' }],
    ['worth no more tries after the fifth', { tries: 5 }, '99999999', now, { result: 'wrong', triesLeft: 0 }],
    ['refused at the sixth try, right or not', { tries: 6 }, code, now, { result: 'used_up' }],
  ] as const) {
    it(`is ${title}`, () => {
      expect(checkMailboxCode({ ...sent, ...change }, typed, { key, now: at })).to.deep.equal(expected);
    });
  }

  it('is good for its own purpose and under its own key only', () => {
    const elsewhere = { ...key, purpose: 'enrollment:interaction-2:user-1' };
    const otherServer = { ...key, key: randomBytes(32) };
    for (const wrongKey of [elsewhere, otherServer]) {
      expect(checkMailboxCode(sent, code, { key: wrongKey, now }).result).to.equal('wrong');
    }
  });
});
