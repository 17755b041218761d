import { expect } from 'chai';
import type { MembershipFacts, UserFacts } from '../../../src/policy/facts.ts';
import { memberStatus, type ProtectionStatus } from '../../../src/policy/members/member-status.ts';
import { day, key, member, monthAgo, now, policy, totp, user } from '../support/world.ts';

const none = user();
const withTotp = user({ factors: [totp] });
const withKey = user({ factors: [key] });
const codesOnly = user({ recoveryCodesLeft: 10 });
const unfinished = user({ factors: [{ kind: 'totp', confirmedAt: null }] });
const under = (...saved: Parameters<typeof policy>) =>
  member({ organization: { policies: [policy(...saved)] } });
const free = member({ organization: { policies: [] } });
const strict = under({ required: 'everyone', activation: 'immediately', minimum_acr: 3 });
const chosen = { ...under({ preset: 'chosen-people' }), override: 'required' as const };

const table: readonly [string, MembershipFacts, UserFacts, ProtectionStatus, number][] = [
  ['nothing required, no factor', free, none, 'unprotected', 0],
  ['nothing required, TOTP', free, withTotp, 'protected', 1],
  ['required, no factor', member(), none, 'pending', 1],
  ['required, TOTP', member(), withTotp, 'protected', 2],
  ['required, recovery codes alone', member(), codesOnly, 'pending', 1],
  ['required, enrolment unfinished', member(), unfinished, 'pending', 1],
  ['level 3 required, TOTP', strict, withTotp, 'pending', 2],
  ['level 3 required, key', strict, withKey, 'protected', 2],
  ['required from tonight', under({ preset: 'by-midnight' }, { savedAt: now }), none, 'pending', 1],
  ['M16: joined today', { ...member(), joinedAt: now }, none, 'pending', 1],
  ['joined with grace', { ...member(), graceUntil: now + day }, none, 'pending', 1],
  ['exempt', { ...member(), override: 'exempt' }, none, 'unprotected', 0],
  ['exempt, TOTP', { ...member(), override: 'exempt' }, withTotp, 'protected', 1],
  ['exemption over', { ...member(), override: 'exempt', exemptUntil: now }, none, 'pending', 1],
  ['chosen', chosen, none, 'pending', 1],
  ['not chosen', { ...chosen, override: 'inherit' }, none, 'unprotected', 0],
  ['plan without enforcement', member({ organization: { mayEnforce: false } }), none, 'unprotected', 0],
  [
    'plan without enforcement, level 3',
    { ...strict, organization: { ...strict.organization, mayEnforce: false } },
    withTotp,
    'protected',
    1,
  ],
  ['unreadable policies', member({ organization: { policies: null } }), withTotp, 'unprotected', 1],
];

describe('ruling 11: the status of a member', () => {
  for (const [name, membership, who, status, reasons] of table) {
    it(`${name}: ${status}`, () => {
      const seen = memberStatus(membership, who, now);
      expect(seen.status).to.equal(status);
      expect(seen.boundBy).to.have.length(reasons);
    });
  }

  it('a used recovery code costs no protection', () => {
    expect(memberStatus(member(), { ...withTotp, mustReplaceFactor: true }, now).status).to.equal(
      'protected',
    );
  });

  it('says who binds them, and since when', () => {
    const organization = { id: 'org-acme', slug: 'acme', name: 'Acme' };
    expect(memberStatus(member(), withTotp, now).boundBy).to.deep.equal([
      { by: 'organization', code: 'mfa_required', organization, since: monthAgo, level: 2 },
      { by: 'own_factor', code: 'own_factor' },
    ]);
  });
});
