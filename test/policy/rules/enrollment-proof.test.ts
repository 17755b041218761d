import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Facts } from '../../../src/policy/facts.ts';
import { mailboxDoubts } from '../../../src/policy/rules/enrollment-proof.ts';
import { client, day, facts, globex, member, now, policy, totp, user } from '../support/world.ts';

describe('rulings 3 and 4: the proof before a first enrolment', () => {
  const enforcing = { required: 'everyone', activation: 'immediately' } as const;
  const policies = {
    none: [policy({ ...enforcing, enrollment_proof: 'none' })],
    mailbox: [policy({ ...enforcing, enrollment_proof: 'mailbox' })],
    ticket: [policy({ ...enforcing, enrollment_proof: 'ticket' })],
  };
  type Proof = keyof typeof policies;
  const acme = (proof: Proof, managesUser = true) =>
    member({ organization: { policies: policies[proof], managesUser } });
  const other = (proof: Proof, managesUser = true) =>
    globex({ organization: { policies: policies[proof], managesUser } });
  const table: readonly [string, Partial<Facts>, string][] = [
    ['none from the organization that manages them', { memberships: [acme('none')] }, 'none'],
    ['none from another organization', { memberships: [acme('none', false)] }, 'mailbox'],
    ['a ticket from the organization that manages them', { memberships: [acme('ticket')] }, 'ticket'],
    ['a ticket from another organization', { memberships: [acme('ticket', false)] }, 'mailbox'],
    ['the strictest of two', { memberships: [acme('none'), other('ticket')] }, 'ticket'],
    ['none here, mailbox there', { memberships: [acme('none'), other('mailbox')] }, 'mailbox'],
    ['none from two that manage them', { memberships: [acme('none'), other('none')] }, 'none'],
    ['no organization', { client: client({ requireLevel: 2 }) }, 'mailbox'],
    [
      'an address changed 6 days ago',
      { memberships: [acme('mailbox')], user: user({ emailChangedAt: now - 6 * day }) },
      'ticket',
    ],
    [
      'an address changed 7 days ago',
      { memberships: [acme('mailbox')], user: user({ emailChangedAt: now - 7 * day }) },
      'mailbox',
    ],
    [
      'an address never verified',
      { memberships: [acme('mailbox')], user: user({ emailVerified: false }) },
      'ticket',
    ],
  ];
  for (const [name, over, proof] of table) {
    it(`${name}: ${proof}`, () => {
      expect(decide(facts(over), now)).to.include({ step: 'enroll', proof });
    });
  }
});

describe('a mailbox that proves nothing', () => {
  const required = { client: client({ requireLevel: 2 }) };
  const changed = user({ emailChangedAt: now - day });
  const unconfirmed = user({ emailVerified: false });
  const reasonCodes = (over: Partial<Facts>) => {
    const decision = decide(facts(over), now);
    return [decision.step, ...('reasons' in decision ? decision.reasons.map(({ code }) => code) : [])];
  };

  it('is told beside the step, where an organization can hand out a ticket instead', () => {
    const own = [member()];
    expect(reasonCodes({ ...required, memberships: own, user: unconfirmed })).to.deep.equal([
      'enroll',
      'mfa_required',
      'email_not_confirmed',
      'level_required',
    ]);
    expect(reasonCodes({ ...required, memberships: own, user: changed })).to.include('email_changed');
    expect(reasonCodes({ ...required, memberships: own })).not.to.include.members(['email_changed']);
  });

  it('is nothing to tell of where no mailbox is asked', () => {
    const withFactor = user({ emailVerified: false, factors: [totp] });
    expect(mailboxDoubts(withFactor, [member()], now)).to.deep.equal([]);
    for (const enrollment_proof of ['ticket', 'none'] as const) {
      const policies = [policy({ required: 'everyone', activation: 'immediately', enrollment_proof })];
      const own = member({ organization: { policies, managesUser: true } });
      expect(mailboxDoubts(unconfirmed, [own], now), enrollment_proof).to.deep.equal([]);
    }
  });

  it('is told with the refusal, where nobody can', () => {
    expect(reasonCodes({ ...required, memberships: [], user: unconfirmed })).to.deep.equal([
      'deny',
      'level_required',
      'email_not_confirmed',
    ]);
  });

  it('takes an offer back, where nobody can', () => {
    const request = { ...facts({}).request, voluntaryLevels: [2] as const };
    expect(reasonCodes({ request, memberships: [] })[0]).to.equal('enroll');
    expect(reasonCodes({ request, memberships: [], user: unconfirmed })).to.deep.equal(['continue']);
  });
});
