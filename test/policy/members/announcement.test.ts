import { expect } from 'chai';
import {
  announcement,
  concernedFrom,
  concernedInTheEnd,
  isReminded,
} from '../../../src/policy/members/announcement.ts';
import { day, hour, member, minute, now, policy, totp, user } from '../support/world.ts';

const at = (instant: number) => ({ deadline: new Date(instant).toISOString() });

const deadline = now + 5 * day;

const announced = policy({ preset: 'by-midnight', activation: at(deadline) }, { savedAt: now - hour });
const atNextSignIn = policy({ preset: 'all-at-once' }, { savedAt: now - hour });
const nobody = policy({ preset: 'chosen-people' }, { savedAt: now - hour });
const keysOnly = policy(
  { required: 'everyone', activation: at(deadline), factors: ['webauthn'] },
  { savedAt: now - hour },
);

const under = (saved: typeof announced, over: Parameters<typeof member>[0] = {}) =>
  member({ ...over, organization: { policies: [saved], ...over.organization } });

describe('whom a policy concerns', () => {
  const rows = {
    'whoever has no factor, from the deadline on': [under(announced), user(), deadline],
    'whoever has none, from the next sign-in on': [under(atNextSignIn), user(), now - hour],
    'not who is protected': [under(announced), user({ factors: [totp] }), null],
    'who has a factor that it does not accept': [under(keysOnly), user({ factors: [totp] }), deadline],
    'not the exempt': [under(announced, { override: 'exempt' }), user(), null],
    'not who is suspended by rule': [under(announced, { suspended: 'by_rule' }), user(), null],
    'not who is suspended by an administrator': [under(announced, { suspended: 'by_admin' }), user(), null],
    'not the deactivated': [under(announced), user({ isDeactivated: true }), null],
    'nobody where nothing is required': [under(nobody), user(), null],
    'a chosen person': [under(nobody, { override: 'required', overrideSetAt: now }), user(), now],
    'nobody on a plan without enforcement': [
      under(announced, { organization: { mayEnforce: false } }),
      user(),
      null,
    ],
    'nobody where policies cannot be read': [
      under(announced, { organization: { policies: null } }),
      user(),
      null,
    ],
    'who has days of grace, from their end on': [
      under(atNextSignIn, { joinedAt: now, graceUntil: now + 7 * day }),
      user(),
      now + 7 * day,
    ],
  } as const;
  for (const [name, [membership, whom, since]] of Object.entries(rows))
    it(name, () => expect(concernedFrom(membership, whom, now)).to.equal(since));

  it('who is exempt for a time, from the end of that on, where they are asked about alone', () => {
    const exemptUntil = now + 2 * day;
    const reprieved = under(atNextSignIn, { override: 'exempt', overrideSetAt: now, exemptUntil });
    expect(concernedFrom(reprieved, user(), now)).to.equal(null);
    expect(concernedInTheEnd(reprieved, user(), now)).to.equal(exemptUntil);
    const forEver = under(atNextSignIn, { override: 'exempt', overrideSetAt: now });
    expect(concernedInTheEnd(forEver, user(), now)).to.equal(null);
  });

  it('not who was exempt until the policy was taken back', () => {
    const before = policy({ preset: 'all-at-once' }, { savedAt: now - 5 * day });
    const lapsed = { override: 'exempt', overrideSetAt: now - 4 * day, exemptUntil: now - 2 * day } as const;
    const free = member({ ...lapsed, organization: { policies: [nobody, before] } });
    expect(concernedInTheEnd(free, user(), now)).to.equal(null);
  });
});

describe('a member is told', () => {
  const rows = {
    'what nobody has told them': [deadline, null, 'tell'],
    'no deadline twice': [deadline, { at: now - 30 * day, of: deadline }, 'known'],
    'that one has passed, if they knew it': [now - day, { at: now - 3 * day, of: now - day }, 'known'],
    'of another deadline within a day: later': [deadline, { at: now - hour, of: deadline + day }, 'later'],
    'of another deadline after a day': [deadline, { at: now - day, of: deadline + day }, 'tell'],
    'no more of a policy that is saved again within a day': [
      now - minute,
      { at: now - hour, of: now - 2 * hour },
      'known',
    ],
    'again of one that is saved again after that': [
      now - day,
      { at: now - 2 * day, of: now - 3 * day },
      'tell',
    ],
    'that what was required at once has a deadline now: later within a day': [
      now + hour,
      { at: now - hour, of: now - 2 * hour },
      'later',
    ],
    'that a deadline has become now: later within a day': [
      now - minute,
      { at: now - hour, of: deadline },
      'later',
    ],
  } as const;
  for (const [name, [since, told, answer]] of Object.entries(rows))
    it(name, () => expect(announcement(since, told, now)).to.equal(answer));
});

describe('a member is reminded', () => {
  const near = now + 3 * day;
  const rows = {
    'three days before': [near, { at: now - 4 * day, of: near }, true],
    'not before that': [near + 1, null, false],
    'not of what has passed': [now, null, false],
    'not where they were told of it within 12 hours': [near, { at: now - 11 * hour, of: near }, false],
    'where they were told of it 12 hours ago': [near, { at: now - 12 * hour, of: near }, true],
    'where they were told of another': [near, { at: now - 11 * hour, of: near + day }, true],
  } as const;
  for (const [name, [since, told, answer]] of Object.entries(rows))
    it(name, () => expect(isReminded(since, told, now)).to.equal(answer));
});
