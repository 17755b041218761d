import { expect } from 'chai';
import { type LostFactorHelp, lostFactorHelp } from '../../../src/organizations/resets/lost-factor-help.ts';
import type { Membership } from '../../../src/people/person.ts';
import type { Role } from '../../../src/policy/facts.ts';

interface Given {
  readonly name: string;
  readonly role?: Role;
  readonly managesUser?: boolean;
  readonly email?: string | null;
  readonly isShown?: boolean;
}

/** As far as this rule reads it. */
const membershipOf = ({ name, role = 'member', managesUser = true, email = null, isShown = false }: Given) =>
  ({
    member: { role },
    organization: { name, notificationEmail: email, showNotificationEmail: isShown },
    managesUser,
  }) as unknown as Membership;

const it1 = 'it@acme.example';

describe('whom somebody can ask who has lost their device', () => {
  const cases: readonly [what: string, given: readonly Given[], expected: LostFactorHelp][] = [
    ['in no organization: the operator alone', [], { helpers: [], unmanaging: [] }],
    [
      'a member: an administrator of the organization that manages them',
      [{ name: 'Acme' }],
      { helpers: [{ organization: 'Acme', ask: 'administrator', email: null }], unmanaging: [] },
    ],
    [
      'an administrator: an owner, since no administrator resets another',
      [{ name: 'Acme', role: 'admin' }],
      { helpers: [{ organization: 'Acme', ask: 'owner', email: null }], unmanaging: [] },
    ],
    [
      'an owner: another one, since nobody resets their own (L10)',
      [{ name: 'Acme', role: 'owner' }],
      { helpers: [{ organization: 'Acme', ask: 'other_owner', email: null }], unmanaging: [] },
    ],
    [
      'of several organizations those alone that manage them (ruling 17)',
      [{ name: 'Acme' }, { name: 'Globex', managesUser: false }],
      { helpers: [{ organization: 'Acme', ask: 'administrator', email: null }], unmanaging: [] },
    ],
    [
      'managed by none: names what does not manage them',
      [
        { name: 'Acme', managesUser: false },
        { name: 'Globex', managesUser: false },
      ],
      { helpers: [], unmanaging: ['Acme', 'Globex'] },
    ],
    [
      'an organization that shows its notification address: there',
      [{ name: 'Acme', email: it1, isShown: true }],
      { helpers: [{ organization: 'Acme', ask: 'administrator', email: it1 }], unmanaging: [] },
    ],
    [
      'one that has an address and does not show it: not there',
      [{ name: 'Acme', email: it1 }],
      { helpers: [{ organization: 'Acme', ask: 'administrator', email: null }], unmanaging: [] },
    ],
    [
      'one that shows an address which it has not: no address',
      [{ name: 'Acme', isShown: true }],
      { helpers: [{ organization: 'Acme', ask: 'administrator', email: null }], unmanaging: [] },
    ],
  ];
  for (const [what, given, expected] of cases)
    it(what, () => expect(lostFactorHelp(given.map(membershipOf))).to.deep.equal(expected));
});
