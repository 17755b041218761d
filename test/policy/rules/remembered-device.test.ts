import { expect } from 'chai';
import type { ChallengeDocument } from '../../../src/policy/enforcement/enforcement-document.ts';
import type { EnforcementPolicy, MembershipFacts, UserFacts } from '../../../src/policy/facts.ts';
import { deviceCountsFor, deviceRememberedUntil } from '../../../src/policy/rules/remembered-device.ts';
import { day, globex, hour, member, now, policy, totp, user } from '../support/world.ts';

const saying = (challenge: ChallengeDocument, over: Partial<EnforcementPolicy> = {}) =>
  policy({ required: 'everyone', activation: 'immediately', challenge }, over);
const week = saying({ remembered_device_days: 7 });
const daily = saying({ max_age_seconds: 86_400, new_address: true, remembered_device_days: 30 });
const announced = saying(
  { remembered_device_days: 3 },
  { savedAt: now, activation: { kind: 'deadline', at: now + hour } },
);
const of = (...policies: EnforcementPolicy[]) => member({ organization: { policies } });
const second = (...policies: EnforcementPolicy[]) => globex({ organization: { policies } });

describe('how long a device is worth remembering', () => {
  const table: readonly [string, readonly MembershipFacts[], number | null][] = [
    ['not at all without an organization', [], null],
    ['not at all where every sign-in asks', [member()], null],
    [
      'not at all where only age and address count',
      [of(saying({ max_age_seconds: 60, new_address: true }))],
      null,
    ],
    ['as many days as the organization says', [of(week)], 7 * day],
    ['no longer than the proof itself is good for', [of(daily)], day],
    ['as long as the most lenient organization says', [of(daily), second(week)], 7 * day],
    ['as long as one of two says, whatever the other', [member(), second(week)], 7 * day],
    [
      'not as a policy says that takes effect when the proof counts no more',
      [of({ ...announced, activation: { kind: 'deadline', at: now + 3 * day } })],
      null,
    ],
    ['as a policy says that is only announced', [of(announced, saying('every_sign_in'))], 3 * day],
    [
      'not as a policy said that another has taken the place of',
      [of(policy({ preset: 'chosen-people' }, { savedAt: now - 1 }), week)],
      null,
    ],
    [
      'not at all where the plan allows no enforcement',
      [member({ organization: { policies: [week], mayEnforce: false } })],
      null,
    ],
    [
      'not at all for who was suspended',
      [member({ suspended: 'by_admin', organization: { policies: [week] } })],
      null,
    ],
  ];
  for (const [name, memberships, age] of table) {
    it(name, () => {
      expect(deviceRememberedUntil(memberships, now, now)).to.equal(age === null ? null : now + age);
    });
  }
});

describe('for whom a remembered device spares a prompt', () => {
  const provenAt = now - hour;
  const enrolled = user({ factors: [{ ...totp, confirmedAt: provenAt }] });
  const counting = (
    memberships: readonly MembershipFacts[],
    { owner = enrolled, at = now }: { readonly owner?: UserFacts; readonly at?: number } = {},
  ) =>
    deviceCountsFor({ user: owner, memberships }, { factor: 'totp', provenAt }, at).map(
      ({ organization, until }) => [organization.slug, until - provenAt],
    );

  it('is each organization that allows it, as long as it does', () => {
    expect(counting([of(week), second(daily)])).to.deep.equal([
      ['acme', 7 * day],
      ['globex', day],
    ]);
    expect(counting([of(week), second(daily)], { at: provenAt + day })).to.deep.equal([['acme', 7 * day]]);
  });

  it('is none that does not, or only will, or takes no such factor, or has suspended them', () => {
    const keysOnly = saying({ remembered_device_days: 7 }, { factors: ['webauthn'] });
    for (const each of [
      member(),
      of(announced),
      of(keysOnly),
      member({ suspended: 'by_admin', organization: { policies: [week] } }),
      member({ organization: { policies: [week], mayEnforce: false } }),
    ])
      expect(counting([each])).to.deep.equal([]);
  });

  it('is nobody once the factor is gone or newer, or a recovery code has stood in for it', () => {
    for (const owner of [
      user({ factors: [] }),
      user({ factors: [{ ...totp, confirmedAt: provenAt + 1 }] }),
      user({ factors: [{ ...totp, confirmedAt: provenAt }], mustReplaceFactor: true }),
    ])
      expect(counting([of(week)], { owner })).to.deep.equal([]);
  });
});
