import { expect } from 'chai';
import type { Member } from '../../../src/organizations/core/organization.ts';
import {
  changedMember,
  isLooserFor,
  type MemberChange,
} from '../../../src/organizations/members/member-change.ts';
import { later, sampleMember } from '../../storage/support/samples.ts';

const now = later(1000);
const [soon, late] = [later(2000), later(3000)];

const member = sampleMember('o', 'u');

type Row = readonly [
  what: string,
  before: Partial<Member>,
  change: MemberChange,
  after: Partial<Member>,
  isLooser: boolean,
];

const exempt = { override: 'exempt', overrideSetAt: later(1), overrideReason: 'ill' } as const;
const setNow = { overrideSetAt: now, overrideReason: null };

const table: readonly Row[] = [
  ['nothing', {}, {}, {}, false],
  ['the same role', {}, { role: 'member' }, {}, false],
  ['another role', {}, { role: 'owner' }, { role: 'owner' }, false],
  ['required', {}, { override: 'required' }, { override: 'required', ...setNow }, false],
  [
    'required no more',
    { override: 'required' },
    { override: 'inherit' },
    { override: 'inherit', ...setNow },
    true,
  ],
  ['exempt', {}, { override: 'exempt', reason: 'ill' }, { ...exempt, overrideSetAt: now }, true],
  [
    'exempt for a time',
    {},
    { override: 'exempt', exemptUntil: soon },
    { override: 'exempt', exemptUntil: soon, ...setNow },
    true,
  ],
  ['exempt no more', exempt, { override: 'inherit' }, { override: 'inherit', ...setNow }, false],
  ['exempt again', exempt, { override: 'exempt', reason: 'well' }, exempt, false],
  [
    'exempt again, its end not named',
    { ...exempt, exemptUntil: soon },
    { override: 'exempt' },
    { ...exempt, exemptUntil: soon },
    false,
  ],
  [
    'exempt for longer',
    { ...exempt, exemptUntil: soon },
    { override: 'exempt', exemptUntil: late },
    { override: 'exempt', exemptUntil: late, overrideSetAt: later(1), overrideReason: null },
    true,
  ],
  [
    'exempt without an end',
    { ...exempt, exemptUntil: soon },
    { override: 'exempt', exemptUntil: null },
    { override: 'exempt', exemptUntil: null, overrideSetAt: later(1), overrideReason: null },
    true,
  ],
  [
    'exempt for a shorter time',
    exempt,
    { override: 'exempt', exemptUntil: soon },
    { override: 'exempt', exemptUntil: soon, overrideSetAt: later(1), overrideReason: null },
    false,
  ],
  [
    'exempt anew after it has run out',
    { ...exempt, exemptUntil: later(999) },
    { override: 'exempt' },
    { override: 'exempt', exemptUntil: null, ...setNow },
    true,
  ],
  [
    'inheriting after an exemption has run out',
    { ...exempt, exemptUntil: later(999) },
    { override: 'inherit' },
    { override: 'inherit', exemptUntil: null, ...setNow },
    false,
  ],
  [
    'required, which leaves no days of grace (ruling 19)',
    { graceUntil: soon },
    { override: 'required' },
    { override: 'required', graceUntil: null, ...setNow },
    false,
  ],
  [
    'exempt no more, which leaves none either',
    { ...exempt, graceUntil: soon },
    { override: 'inherit' },
    { override: 'inherit', graceUntil: null, ...setNow },
    false,
  ],
  [
    'exempt, within the days of grace',
    { graceUntil: soon },
    { override: 'exempt' },
    { override: 'exempt', ...setNow },
    true,
  ],
  [
    'inheriting as before, within the days of grace',
    { graceUntil: soon },
    { override: 'inherit' },
    {},
    false,
  ],
  ['suspended', {}, { suspended: true }, { suspended: 'by_admin' }, false],
  [
    'suspended by an administrator after a rule did',
    { suspended: 'by_rule' },
    { suspended: true },
    { suspended: 'by_admin', ruleSuspends: true },
    false,
  ],
  [
    'suspended once more',
    { suspended: 'by_admin', ruleSuspends: true },
    { suspended: true },
    { suspended: 'by_admin' },
    false,
  ],
  [
    'reinstated, with a rule beneath',
    { suspended: 'by_admin', ruleSuspends: true },
    { suspended: false },
    { suspended: 'by_rule', ruleSuspends: false, joinedAt: now },
    true,
  ],
  [
    'reinstated by the operator, with a rule beneath',
    { suspended: 'by_admin', ruleSuspends: true },
    { suspended: false, endsRules: true },
    { suspended: null, ruleSuspends: false, joinedAt: now },
    true,
  ],
  ['reinstated', { suspended: 'by_admin' }, { suspended: false }, { suspended: null, joinedAt: now }, true],
  ['reinstated after a rule', { suspended: 'by_rule' }, { suspended: false }, { suspended: null }, true],
];

describe('the change of a membership', () => {
  for (const [what, before, change, after, isLooser] of table) {
    it(`rulings 5, 14, 15: ${what}`, () => {
      const from = { ...member, ...before };
      const to = changedMember(from, change, now);
      expect(to).to.deep.equal({ ...from, ...after });
      expect(isLooserFor(from, to, now)).to.equal(isLooser);
    });
  }
});
