import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Decision } from '../../../src/policy/decision.ts';
import type { Facts, MembershipFacts, SessionFacts } from '../../../src/policy/facts.ts';
import {
  codesOf,
  facts,
  member,
  minute,
  monthAgo,
  now,
  passkey,
  passwordAndRecovery,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from '../support/world.ts';

const enrolled = user({ factors: [totp], recoveryCodesLeft: 8 });
const bound = (over: Partial<Facts> = {}) => facts({ memberships: [member()], ...over });
const stepOf = (given: Facts, at = now): Decision['step'] => decide(given, at).step;

/** The membership under one policy, which is the only one. */
const under = (...saved: Parameters<typeof policy>): MembershipFacts =>
  member({ organization: { policies: [policy(...saved)] } });

describe('an organization that requires MFA', () => {
  it('lets a proven second factor through', () => {
    expect(
      decide(bound({ user: enrolled, session: session({ proofs: passwordAndTotp }) }), now),
    ).to.deep.equal({
      step: 'continue',
      level: 2,
      suppressed: [],
    });
  });

  it('asks an enrolled member for their factor, says why and since when', () => {
    expect(decide(bound({ user: enrolled }), now)).to.deep.equal({
      step: 'challenge',
      factors: ['totp'],
      recoveryCode: true,
      reasons: [
        {
          by: 'organization',
          code: 'mfa_required',
          organization: { id: 'org-acme', slug: 'acme', name: 'Acme' },
          since: monthAgo,
          level: 2,
        },
        { by: 'own_factor', code: 'own_factor' },
      ],
    });
  });

  it('leads a member without a factor to enrol after a code from their mailbox', () => {
    expect(decide(bound(), now)).to.deep.include({
      step: 'enroll',
      proof: 'mailbox',
      factors: ['webauthn', 'totp'],
      declinable: false,
    });
  });

  it('counts no factor whose enrolment is unfinished', () => {
    const unfinished = user({ factors: [{ kind: 'totp', confirmedAt: null }] });
    expect(stepOf(bound({ user: unfinished }))).to.equal('enroll');
  });

  it('takes a recovery code for one sign-in at level 2', () => {
    const proven = session({ proofs: passwordAndRecovery });
    expect(decide(bound({ user: enrolled, session: proven }), now)).to.include({
      step: 'continue',
      level: 2,
    });
  });

  it('binds at the token endpoint too', () => {
    expect(stepOf(bound({ at: 'token' }))).to.equal('enroll');
    expect(stepOf(bound({ at: 'token', session: session({ proofs: passkey }) }))).to.equal('continue');
  });

  it('binds nothing on a plan without the entitlement', () => {
    expect(stepOf(facts({ memberships: [member({ organization: { mayEnforce: false } })] }))).to.equal(
      'continue',
    );
    const chosen = member({ override: 'required', organization: { mayEnforce: false } });
    expect(stepOf(facts({ memberships: [chosen] }))).to.equal('continue');
  });

  it('denies when its policies cannot be read', () => {
    const decision = decide(facts({ memberships: [member({ organization: { policies: null } })] }), now);
    expect(decision.step).to.equal('deny');
    expect(codesOf(decision)).to.deep.equal(['facts_missing']);
  });

  it('requires nothing before its first policy', () => {
    expect(stepOf(facts({ memberships: [member({ organization: { policies: [] } })] }))).to.equal('continue');
  });
});

describe('allowed factors and the minimum', () => {
  const keysOnly = under({
    required: 'everyone',
    activation: 'immediately',
    factors: ['webauthn'],
    minimum_acr: 3,
  });
  const given = (over: Partial<Facts>) => facts({ memberships: [keysOnly], ...over });

  it('a disallowed factor is proven before an allowed one is added (ruling 3)', () => {
    expect(decide(given({ user: enrolled }), now)).to.deep.include({
      step: 'challenge',
      factors: ['totp'],
      recoveryCode: true,
    });
    const proven = session({ proofs: passwordAndTotp });
    expect(decide(given({ user: enrolled, session: proven }), now)).to.deep.include({
      step: 'enroll',
      proof: 'factor',
      factors: ['webauthn'],
    });
  });

  it('a recovery code below the minimum opens only enrolment (ruling 11)', () => {
    const proven = session({ proofs: passwordAndRecovery });
    expect(decide(given({ user: enrolled, session: proven }), now)).to.deep.include({
      step: 'enroll',
      proof: 'factor',
      factors: ['webauthn'],
    });
  });

  it('a factor proven long ago is asked again before another is added', () => {
    const old = session({
      openedAt: now - 30 * minute,
      proofs: { passwordAt: now, totpAt: now - 30 * minute },
    });
    expect(decide(given({ user: enrolled, session: old }), now).step).to.equal('challenge');
  });

  it('a passkey that is not allowed stands for the password, not for the factor', () => {
    const totpOnly = under({ required: 'everyone', activation: 'immediately', factors: ['totp'] });
    const both = user({ factors: [totp, { kind: 'webauthn', confirmedAt: monthAgo }] });
    const came = (proofs: SessionFacts['proofs']) =>
      facts({ memberships: [totpOnly], user: both, session: session({ proofs }) });
    expect(decide(came(passkey), now)).to.deep.include({ step: 'challenge', factors: ['totp'] });
    expect(stepOf(came({ ...passkey, totpAt: now }))).to.equal('continue');
  });

  it('a key without user verification alone needs the password beside it', () => {
    const proofs = { webauthn: { at: now, userVerified: false, hardwareBound: null } };
    expect(stepOf(bound({ user: enrolled, session: session({ proofs }) }))).to.equal('sign_in');
  });

  it('denies where no factor that can be enrolled here reaches the minimum', () => {
    const decision = decide(given({ enrollable: ['totp'] }), now);
    expect(decision.step).to.equal('deny');
    expect(codesOf(decision)).to.deep.equal(['level_unreachable']);
  });
});
