import { expect } from 'chai';
import { isHintOfSession } from '../../src/provider/logout/sign-out-hint.ts';

const session = {
  accountId: 'ann',
  loginTs: 1000,
  authorizations: { crm: { sid: 's1', grantId: 'g1' }, asked: { sid: 's2' } },
};

const good = { sub: 'ann', aud: 'crm', auth_time: 1000, sid: 's1' };

describe('the hint of a sign-out', () => {
  const rows: [what: string, hint: Record<string, unknown>, isGood: boolean, of?: object][] = [
    ['of this session', good, true],
    ['without sid, as it was before tokens had one', { ...good, sid: undefined }, true],
    ['of another person', { ...good, sub: 'bob' }, false],
    ['of another sign-in', { ...good, auth_time: 999 }, false],
    ['without the instant of the sign-in', { ...good, auth_time: undefined }, false],
    ['of another session of the application', { ...good, sid: 's0' }, false],
    ['for an application that this session has not let in', { ...good, aud: 'other' }, false],
    ['for an application that only asked', { ...good, aud: 'asked', sid: 's2' }, false],
    ['for several', { ...good, aud: ['crm'] }, false],
    ['for what every object has', { ...good, aud: 'constructor', sid: undefined }, false],
    ['of nobody', { ...good, sub: undefined }, false, { ...session, accountId: undefined }],
    ['of no sign-in', { ...good, auth_time: undefined }, false, { ...session, loginTs: undefined }],
    ['of a session without applications', good, false, { ...session, authorizations: undefined }],
  ];
  for (const [what, hint, isGood, of = session] of rows) {
    it(`${isGood ? 'counts' : 'does not count'}: one ${what}`, () => {
      expect(isHintOfSession(hint, of)).to.equal(isGood);
    });
  }
});
