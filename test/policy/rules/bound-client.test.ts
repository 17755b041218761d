import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Decision } from '../../../src/policy/decision.ts';
import type { Facts } from '../../../src/policy/facts.ts';
import { isSuspensionOver } from '../../../src/policy/members/suspension.ts';
import {
  client,
  codesOf,
  facts,
  globex,
  member,
  now,
  organization,
  passkey,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from '../support/world.ts';

const enrolled = user({ factors: [totp], recoveryCodesLeft: 8 });
const stepOf = (given: Facts, at = now): Decision['step'] => decide(given, at).step;

describe('ruling 1: a client registered with an organization', () => {
  const acme = client({ organizationId: 'org-acme' });

  it('serves nobody else', () => {
    for (const memberships of [[], [globex()]]) {
      const decision = decide(
        facts({ client: acme, memberships, session: session({ proofs: passkey }) }),
        now,
      );
      expect([decision.step, ...codesOf(decision)]).to.deep.equal(['deny', 'not_a_member']);
    }
  });

  it('is bound by its own organization alone', () => {
    const lenient = member({ organization: { policies: [] } });
    expect(stepOf(facts({ client: acme, memberships: [lenient, globex()] }))).to.equal('continue');
    expect(stepOf(facts({ memberships: [lenient, globex()] }))).to.equal('enroll');
  });

  it('denies the suspended by an administrator whatever they prove', () => {
    const given = facts({
      client: acme,
      memberships: [member({ suspended: 'by_admin' })],
      user: enrolled,
      session: session({ proofs: passwordAndTotp }),
    });
    expect(codesOf(decide(given, now))).to.deep.equal(['suspended']);
    const inStaging = { ...acme, environment: { name: 'staging', mfa: 'off' as const, userInPilot: false } };
    expect(stepOf({ ...given, client: inStaging })).to.equal('deny');
  });

  it('ruling 15: takes no suspension for over because nobody can read what is asked', () => {
    const suspended = member({ suspended: 'by_rule', organization: { policies: null } });
    expect(isSuspensionOver(suspended, enrolled, now)).to.equal(false);
    expect(stepOf(facts({ client: acme, memberships: [suspended], user: enrolled }))).to.equal('deny');
  });

  it('ruling 15: leads the suspended by rule to enrol, which ends it', () => {
    const memberships = [member({ suspended: 'by_rule' })];
    const decision = decide(facts({ client: acme, memberships }), now);
    expect(decision.step).to.equal('enroll');
    expect(codesOf(decision)).to.include('suspended');
    const proven = { user: enrolled, session: session({ proofs: passwordAndTotp }) };
    expect(stepOf(facts({ client: acme, memberships, ...proven }))).to.equal('continue');
  });

  it('ruling 15: a suspension by rule ends with enforcement', () => {
    const memberships = [member({ suspended: 'by_rule', organization: { mayEnforce: false } })];
    expect(stepOf(facts({ client: acme, memberships }))).to.equal('continue');
  });
});

describe('suspended members at other clients', () => {
  it('by an administrator: the organization binds nothing', () => {
    expect(stepOf(facts({ memberships: [member({ suspended: 'by_admin' })] }))).to.equal('continue');
  });

  it('by rule: it binds, so that dropping a factor is no way round', () => {
    expect(stepOf(facts({ memberships: [member({ suspended: 'by_rule' })] }))).to.equal('enroll');
  });
});

describe('several organizations', () => {
  it('each is asked alone, and all reasons are kept', () => {
    const decision = decide(facts({ memberships: [member(), globex()] }), now);
    const slugs = 'reasons' in decision ? decision.reasons.map(({ organization: by }) => by?.slug) : [];
    expect(slugs).to.deep.equal(['acme', 'globex']);
  });

  it('a factor of one does not serve another that does not allow it', () => {
    const keys = policy({ required: 'everyone', activation: 'immediately', factors: ['webauthn'] });
    const memberships = [member(), globex({ organization: { policies: [keys] } })];
    const given = facts({ memberships, user: enrolled, session: session({ proofs: passwordAndTotp }) });
    expect(decide(given, now)).to.deep.include({ step: 'enroll', factors: ['webauthn'], proof: 'factor' });
  });

  it('an unreadable one denies, whatever the others say', () => {
    const memberships = [member(), { ...globex(), organization: { ...organization(), policies: null } }];
    expect(stepOf(facts({ memberships, session: session({ proofs: passkey }) }))).to.equal('deny');
  });
});
