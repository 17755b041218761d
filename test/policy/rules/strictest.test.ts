import { expect } from 'chai';
import type { FactorKind } from '../../../src/policy/facts.ts';
import type { RequiredStep } from '../../../src/policy/rules/required-step.ts';
import { strictest } from '../../../src/policy/rules/strictest.ts';

const reasons = [{ by: 'client', code: 'level_required' }] as const;
const challenge = (factors: readonly FactorKind[], recoveryCode = true): RequiredStep => ({
  step: 'challenge',
  factors,
  recoveryCode,
  reasons,
});
const enroll = (over: Partial<Extract<RequiredStep, { step: 'enroll' }>> = {}): RequiredStep => ({
  step: 'enroll',
  proof: 'mailbox',
  factors: ['webauthn', 'totp'],
  declinable: false,
  reasons,
  ...over,
});

describe('the strictest step', () => {
  const order: readonly RequiredStep[] = [
    { step: 'deny', reasons },
    { step: 'sign_in', reasons },
    { step: 'unmet', reasons },
    challenge(['totp']),
    enroll(),
    { step: 'new_password', reasons },
    enroll({ declinable: true }),
  ];
  for (const [index, stricter] of order.entries()) {
    for (const weaker of order.slice(index + 1)) {
      it(`of ${stricter.step} and ${weaker.step}${'declinable' in weaker && weaker.declinable ? ' (offered)' : ''}`, () => {
        expect(strictest([weaker, stricter])?.step).to.equal(stricter.step);
        expect(strictest([stricter, weaker])).to.deep.include({ step: stricter.step, reasons });
      });
    }
  }

  it('of nothing is nothing', () => expect(strictest([])).to.equal(null));

  it('keeps every reason once, that of the winning step in front', () => {
    const deny: RequiredStep = { step: 'deny', reasons: [{ by: 'client', code: 'not_a_member' }] };
    const own: RequiredStep = { ...challenge(['totp']), reasons: [{ by: 'own_factor', code: 'own_factor' }] };
    const signIn: RequiredStep = { step: 'sign_in', reasons: [{ by: 'session', code: 'session_idle' }] };
    const codesOf = (...demands: RequiredStep[]) => strictest(demands)?.reasons.map(({ code }) => code);
    expect(codesOf(own, challenge(['totp']), signIn, own)).to.deep.equal([
      'session_idle',
      'own_factor',
      'level_required',
    ]);
    expect(codesOf(own, challenge(['totp']), deny, signIn)).to.deep.equal(['not_a_member']);
  });

  it('asks for a factor that serves all rules, else for one after the other', () => {
    expect(strictest([challenge(['webauthn', 'totp']), challenge(['webauthn'], false)])).to.deep.include({
      factors: ['webauthn'],
      recoveryCode: false,
    });
    expect(strictest([challenge(['totp']), challenge(['webauthn'], false)])).to.deep.include({
      factors: ['totp'],
      recoveryCode: true,
    });
  });

  it('enrols after the strictest proof, and may be declined only when every rule offers it', () => {
    const offered = enroll({ declinable: true, factors: ['webauthn'] });
    expect(strictest([offered, enroll({ proof: 'ticket' }), enroll({ proof: 'none' })])).to.deep.include({
      proof: 'ticket',
      declinable: false,
      factors: ['webauthn', 'totp'],
    });
    const proofs = ['none', 'mailbox', 'ticket', 'factor'] as const;
    for (const [at, stricter] of proofs.entries())
      for (const weaker of proofs.slice(0, at)) {
        const both = [enroll({ proof: weaker }), enroll({ proof: stricter })];
        expect(strictest(both), `${weaker} ${stricter}`).to.include({ proof: stricter });
        expect(strictest(both.toReversed()), `${stricter} ${weaker}`).to.include({ proof: stricter });
      }
    expect(strictest([offered, offered])).to.include({ declinable: true });
    const byTicket = enroll({ proof: 'ticket' });
    expect(strictest([enroll({ factors: ['totp'] }), byTicket])).to.deep.include({
      proof: 'ticket',
      factors: ['totp'],
    });
    expect(strictest([enroll({ factors: ['totp'] }), enroll({ factors: ['webauthn'] })])).to.deep.include({
      factors: ['totp'],
    });
  });
});
