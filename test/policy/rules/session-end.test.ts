import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { EnforcementPolicy, Instant, MembershipFacts, UserFacts } from '../../../src/policy/facts.ts';
import { latestSessionEnd } from '../../../src/policy/rules/session-end.ts';
import {
  day,
  facts,
  globex,
  hour,
  member,
  monthAgo,
  now,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from '../support/world.ts';

const saying = (
  days: number | null,
  required: 'everyone' | 'nobody',
  over: Partial<EnforcementPolicy> = {},
) =>
  policy(
    { required, activation: 'immediately', challenge: { session_max_days: days } },
    { savedAt: monthAgo - 30 * day, ...over },
  );
const of = (...policies: EnforcementPolicy[]) => member({ organization: { policies } });

const enrolled = user({ factors: [totp] });
const plain = user({ factors: [] });

describe('when a session ends at the latest', () => {
  const table: readonly [string, UserFacts, readonly MembershipFacts[], openedAt: Instant, end: Instant][] = [
    ['30 days after the sign-in, of somebody on their own', plain, [], now - day, now + 29 * day],
    ['a day after it, of the owner of a factor', enrolled, [], now - hour, now - hour + day],
    [
      'a day after it, where a factor is required',
      enrolled,
      [of(saying(null, 'everyone'))],
      now - hour,
      now - hour + day,
    ],
    [
      'as many days after it as a policy says',
      enrolled,
      [of(saying(7, 'everyone'))],
      now - day,
      now + 6 * day,
    ],
    ['so, where nobody has to have a factor', plain, [of(saying(7, 'nobody'))], now - day, now + 6 * day],
    [
      'so, for who is exempt',
      plain,
      [{ ...of(saying(7, 'everyone')), override: 'exempt' }],
      now - day,
      now + 6 * day,
    ],
    [
      'as the stricter of two organizations says',
      enrolled,
      [of(saying(7, 'everyone')), globex({ organization: { policies: [saying(3, 'everyone')] } })],
      now - day,
      now + 2 * day,
    ],
    [
      'not as an organization says that has suspended them',
      plain,
      [{ ...of(saying(7, 'nobody')), suspended: 'by_admin' }],
      now - day,
      now + 29 * day,
    ],
    [
      'not before a policy is in effect',
      plain,
      [of(saying(7, 'everyone', { savedAt: now, activation: { kind: 'deadline', at: now + day } }))],
      now - day,
      now + 29 * day,
    ],
  ];
  for (const [name, owner, memberships, openedAt, end] of table) {
    it(name, () => {
      const owned = { user: owner, memberships, session: { openedAt } };
      expect(latestSessionEnd(owned, now)).to.equal(end);
    });

    it(`${name}: the decision says so too`, () => {
      const proofs = owner === enrolled ? passwordAndTotp : { passwordAt: openedAt };
      const stepAt = (at: Instant) =>
        decide(
          facts({ user: owner, memberships, session: session({ openedAt, lastSeenAt: at, proofs }) }),
          at,
        ).step;
      expect(stepAt(end)).to.equal('sign_in');
      if (!name.startsWith('not before')) expect(stepAt(end - 1)).to.not.equal('sign_in');
    });
  }
});
